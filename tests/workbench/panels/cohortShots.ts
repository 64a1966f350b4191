import { ThresholdsMode } from '@grafana/data';
import {
  againstWhole,
  attributions,
  cohorts,
  crossed,
  crossedBins,
  distributions,
  errorTree,
  fairness,
  manyCohorts,
  simpson,
} from './cohortFixtures';
import { type Shot } from './shots';

const at = (id: string, title: string, width: number, height: number, more: Partial<Shot>): Shot => ({
  id,
  panel: 'cohorts',
  title,
  width,
  height,
  series: () => [],
  ...more,
});

/** The views of the cohort panel beside the forest. */
export const COHORT_SHOTS: Shot[] = [
  at('cohorts-matrix', 'Carriers and airports by metric', 760, 480, {
    series: () => [cohorts()],
    options: { view: 'matrix' },
  }),
  at('cohorts-forest', 'Twenty cohorts', 1180, 620, { series: () => [cohorts()], options: { view: 'forest' } }),
  at('cohorts-slices', 'How 5 000 routes lie', 760, 480, { series: () => [manyCohorts(5000)] }),
  at('cohorts-map', 'Carriers at airports', 560, 480, { series: crossed, options: { view: 'map' } }),
  at('cohorts-map-bins', 'Delays in bins by carrier', 560, 420, { series: crossedBins }),
  at('cohorts-marks', 'Dots by rows, the rest and a limit', 780, 420, {
    series: () => [cohorts()],
    options: { view: 'forest', metrics: ['accuracy'], showComplement: true, showLimits: true, sizeBy: 'n' },
    defaults: {
      unit: 'percentunit',
      decimals: 1,
      thresholds: {
        mode: ThresholdsMode.Absolute,
        steps: [
          { value: -Infinity, color: 'red' },
          { value: 0.85, color: 'green' },
        ],
      },
    },
  }),
  at('cohorts-rest', 'A cohort against everybody else', 640, 260, {
    series: () => [cohorts()],
    options: { view: 'forest' },
    keys: ['ArrowDown', 'c'],
  }),
  at('cohorts-tree', 'Where flights are late', 760, 400, { series: errorTree }),
  at('cohorts-mix', 'Rate and mix', 640, 320, { series: simpson }),
  at('cohorts-fairness', 'Parity', 760, 320, { series: fairness }),
  at('cohorts-compare', 'UA against EV', 640, 460, {
    series: () => [cohorts(), ...distributions()],
    options: { view: 'compare', a: 'carrier=UA', b: 'carrier=EV' },
  }),
  at('cohorts-whole', 'Against the whole', 640, 420, {
    series: () => [againstWhole()],
    options: { view: 'forest', metrics: ['accuracy'] },
  }),
  at('cohorts-phi', 'How columns lie and push', 760, 420, {
    series: () => [cohorts(), ...distributions(), attributions()],
    options: { view: 'compare', a: 'carrier=UA', b: 'carrier=EV' },
  }),
  at('cohorts-facets', 'No cohorts yet', 640, 320, { target: { queryType: 'cohorts' } }),
  at('cohorts-closed', 'A closed tree', 760, 340, {
    series: errorTree,
    keys: ['ArrowDown', 'ArrowRight', 'ArrowLeft'],
  }),
  at('cohorts-gaps', 'Gaps between carriers and airports', 760, 420, {
    series: () => [cohorts()],
    options: { view: 'forest', metrics: ['accuracy', 'recall'], fairness: true },
  }),
  at('cohorts-narrow', 'Three metrics where there is little room', 480, 420, {
    series: () => [cohorts()],
    options: { view: 'forest', metrics: ['accuracy', 'recall', 'precision'], fairness: true },
  }),
  at('cohorts-asking', 'Cohorts of a query of ours', 640, 420, {
    series: () => [cohorts()],
    options: { view: 'forest', metrics: ['accuracy'] },
    target: { queryType: 'cohorts', segmentBy: ['carrier', 'origin'] },
    large: true,
  }),
  at('cohorts-map-shape', 'No two columns', 420, 260, { series: () => [cohorts()], options: { view: 'map' } }),
];
