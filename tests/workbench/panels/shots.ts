import {
  type AlertState,
  type DataFrame,
  type FieldConfig,
  type LoadingState,
  ThresholdsMode,
  toDataFrame,
} from '@grafana/data';
import { type Subject } from '../../../src/components/interaction/subject';
import { COHORT_SHOTS } from './cohortShots';
import { EXPLANATION_SHOTS } from './explanationShots';
import { cohorts, manyCohorts, SIX_METRICS } from './cohortFixtures';
import { annotations, driftLong, driftShort, plainSeries } from './driftFixtures';
import { DRIFT_SHOTS } from './driftShots';
import { driftMatrix, driftPlaces, driftWhole } from './driftMoreFixtures';
import { importance } from './explanationFixtures';
import { SHARED_SHOTS } from './sharedShots';
import { cohortsHostile, driftHostile, importanceHostile } from './hostileFixtures';

/** One picture of the gallery. */
export interface Shot {
  id: string;
  panel: 'drift' | 'importance' | 'cohorts';
  title: string;
  width: number;
  height: number;
  series: () => DataFrame[];
  annotations?: () => DataFrame[];
  options?: object;
  defaults?: FieldConfig;
  range?: [number, number];
  timeZone?: string;
  state?: LoadingState;
  /** Of the alert rule that names the panel. */
  alertState?: AlertState;
  /** What other panels of its dashboard point at. */
  shared?: { time?: number; subject?: Subject };
  /** What the query of the frames has beside a model. */
  target?: object;
  /** Keys that bring the picture into the state to look at. */
  keys?: string[];
  /** Shown only where it is asked for by name: it is there to be timed. */
  large?: boolean;
}

const YEAR: [number, number] = [Date.UTC(2013, 3, 1), Date.UTC(2014, 0, 1)];
const FORTNIGHT: [number, number] = [Date.UTC(2013, 3, 1), Date.UTC(2013, 3, 15)];

export const SHOTS: Shot[] = [
  {
    id: 'drift',
    panel: 'drift',
    title: 'Drift against March',
    width: 1180,
    height: 480,
    series: () => [driftLong(), importance()],
    annotations,
    range: YEAR,
  },
  {
    id: 'drift-marks',
    panel: 'drift',
    title: 'Drift, two weeks',
    width: 760,
    height: 420,
    series: () => [driftShort(14)],
    range: FORTNIGHT,
    timeZone: 'America/New_York',
  },
  {
    id: 'drift-whole',
    panel: 'drift',
    title: 'Drift with metrics, importance and groups',
    width: 1100,
    height: 560,
    series: () => driftWhole(14),
    annotations,
    range: FORTNIGHT,
    options: { groups: true, pinned: ['dow'] },
  },
  {
    id: 'drift-direction',
    panel: 'drift',
    title: 'Direction, by likeness',
    width: 620,
    height: 360,
    series: () => driftWhole(14),
    range: FORTNIGHT,
    options: { colorBy: 'direction', sort: 'cluster', showMetrics: false, margins: [] },
  },
  {
    id: 'drift-significance',
    panel: 'drift',
    title: 'Significance',
    width: 620,
    height: 360,
    series: () => driftWhole(14),
    range: FORTNIGHT,
    options: { colorBy: 'significance', showMetrics: false },
  },
  {
    id: 'drift-field',
    panel: 'drift',
    title: 'Thresholds of the field',
    width: 620,
    height: 360,
    series: () => [driftShort(14)],
    range: FORTNIGHT,
    options: { colorBy: 'field' },
    defaults: {
      color: { mode: 'thresholds' },
      decimals: 2,
      thresholds: {
        mode: ThresholdsMode.Absolute,
        steps: [
          { value: -Infinity, color: 'semi-dark-blue' },
          { value: 0.1, color: 'semi-dark-yellow' },
          { value: 0.2, color: 'semi-dark-orange' },
        ],
      },
    },
  },
  {
    id: 'drift-places',
    panel: 'drift',
    title: 'Columns by carriers',
    width: 620,
    height: 320,
    series: driftPlaces,
  },
  {
    id: 'drift-hostile',
    panel: 'drift',
    title: 'Names that try to break out',
    width: 620,
    height: 400,
    series: driftHostile,
    range: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 8 * 36e5],
  },
  {
    id: 'drift-small',
    panel: 'drift',
    title: 'Drift, small',
    width: 420,
    height: 240,
    series: () => [driftLong()],
    range: YEAR,
    options: { topK: 6 },
  },
  {
    id: 'drift-plain',
    panel: 'drift',
    title: 'Any time series',
    width: 420,
    height: 240,
    series: plainSeries,
    range: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3)],
  },
  {
    id: 'drift-large',
    panel: 'drift',
    title: '500 columns by 500 hours',
    width: 1180,
    height: 640,
    series: () => driftMatrix(500, 500),
    range: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 500 * 36e5],
    options: { topK: 0, rowFit: 'fit' },
    large: true,
  },
  {
    id: 'drift-huge',
    panel: 'drift',
    title: '2 000 columns by 1 000 hours',
    width: 1180,
    height: 800,
    series: () => driftMatrix(2000, 1000),
    range: [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1000 * 36e5],
    options: { topK: 0, rowFit: 'fit' },
    large: true,
  },
  {
    id: 'importance',
    panel: 'importance',
    title: 'What the model looks at',
    width: 640,
    height: 420,
    series: () => [importance()],
  },
  {
    id: 'importance-small',
    panel: 'importance',
    title: 'Importance, small',
    width: 340,
    height: 260,
    series: () => [importance()],
    options: { topK: 6 },
  },
  {
    id: 'cohorts',
    panel: 'cohorts',
    title: 'Carriers and airports',
    width: 1180,
    height: 620,
    series: () => [cohorts()],
  },
  {
    id: 'cohorts-one',
    panel: 'cohorts',
    title: 'Accuracy by cohort',
    width: 560,
    height: 420,
    series: () => [cohorts()],
    options: { metrics: ['accuracy'] },
  },
  {
    id: 'cohorts-many',
    panel: 'cohorts',
    title: '5 000 routes',
    width: 640,
    height: 420,
    series: () => [manyCohorts(5000)],
  },
  {
    id: 'cohorts-large',
    panel: 'cohorts',
    title: '5 000 routes by six metrics',
    width: 1180,
    height: 620,
    series: () => [manyCohorts(5000, SIX_METRICS)],
    options: { metrics: SIX_METRICS },
    large: true,
  },
  {
    id: 'importance-hostile',
    panel: 'importance',
    title: 'Features that try to break out',
    width: 560,
    height: 360,
    series: importanceHostile,
  },
  {
    id: 'cohorts-hostile',
    panel: 'cohorts',
    title: 'Cohorts that try to break out',
    width: 560,
    height: 360,
    series: cohortsHostile,
    options: { view: 'forest' },
  },
  ...EXPLANATION_SHOTS,
  ...COHORT_SHOTS,
  ...SHARED_SHOTS,
  ...DRIFT_SHOTS,
  { id: 'empty', panel: 'drift', title: 'No data', width: 420, height: 240, series: () => [] },
  {
    id: 'shape',
    panel: 'cohorts',
    title: 'Wrong shape',
    width: 420,
    height: 240,
    series: () => [toDataFrame({ fields: [{ name: 'when', type: 'time', values: [1, 2] }] })],
  },
];
