/** What panels share on a dashboard: cursor, subject, annotations, selections, alerts; and states that speak up. */
import { AlertState, type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { cohorts } from './cohortFixtures';
import { annotations, DAY, driftShort } from './driftFixtures';
import { driftWhole } from './driftMoreFixtures';
import { importance, stored } from './explanationFixtures';
import { type Shot } from './shots';

const START = Date.UTC(2013, 3, 1);
const FORTNIGHT: [number, number] = [START, START + 14 * DAY];
/** The card under the keyboard's cursor would hide what the picture is about. */
const quiet = { tooltip: { mode: TooltipDisplayMode.None } };

/** A deploy on the fourth day and an alert of three days from the eighth. */
function recent(): DataFrame[] {
  return [
    toDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [START + 3.4 * DAY, START + 7 * DAY] },
        { name: 'timeEnd', type: FieldType.time, values: [START + 3.4 * DAY, START + 10 * DAY] },
        { name: 'title', type: FieldType.string, values: ['Deploy', null] },
        { name: 'text', type: FieldType.string, values: ['model 2.3.0', 'PSI of temp above 0.2'] },
        { name: 'newState', type: FieldType.string, values: [null, 'Alerting'] },
        { name: 'color', type: FieldType.string, values: ['blue', 'orange'] },
      ],
    }),
  ];
}

/** Windows of the order of importance, from their own first to their own last. */
function agreementRange(): [number, number] {
  const times: number[] = stored('agreement')[0].fields[0].values.map(Number);
  return [Math.min(...times), Math.max(...times) + 7 * DAY];
}

/** Annotations at the same parts of any range. */
function within([from, to]: [number, number]): DataFrame[] {
  const at = (share: number) => from + share * (to - from);
  const [frame] = annotations();
  const times = [
    [at(0.3), at(0.55)],
    [at(0.3), at(0.75)],
  ];
  return [{ ...frame, fields: frame.fields.map((field, i) => (i < 2 ? { ...field, values: times[i] } : field)) }];
}

/** So few rows that noise alone is beyond the limit. */
function noisy(): DataFrame[] {
  const frame = driftShort(14);
  const fields = frame.fields.map((field) =>
    field.name === 'floor' ? { ...field, values: field.values.map(() => 0.27) } : field
  );
  return [{ ...frame, fields }];
}

const at = (id: string, panel: Shot['panel'], title: string, size: [number, number], more: Partial<Shot>): Shot => ({
  id,
  panel,
  title,
  width: size[0],
  height: size[1],
  series: () => [],
  ...more,
});

export const SHARED_SHOTS: Shot[] = [
  at('drift-shared', 'drift', 'Beside panels that point at something', [760, 400], {
    series: () => driftWhole(14),
    annotations: recent,
    range: FORTNIGHT,
    options: { showMetrics: false, margins: [] },
    shared: { time: START + 5.5 * DAY, subject: { columns: ['humid'] } },
    alertState: AlertState.Alerting,
  }),
  at('importance-shared', 'importance', 'The same column in bars', [420, 320], {
    series: () => [importance()],
    shared: { subject: { columns: ['carrier'] } },
    alertState: AlertState.Pending,
  }),
  at('cohorts-shared', 'cohorts', 'Cohorts of the same column', [560, 420], {
    series: () => [cohorts()],
    options: { metrics: ['accuracy'] },
    shared: { subject: { columns: ['origin'] } },
  }),
  at('agreement-shared', 'importance', 'Attribution drift beside annotations', [620, 320], {
    series: () => stored('agreement'),
    range: agreementRange(),
    annotations: () => within(agreementRange()),
    options: quiet,
    shared: { time: agreementRange()[0] + 0.45 * (agreementRange()[1] - agreementRange()[0]) },
    keys: ['ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight'],
  }),
  at('drift-selected', 'drift', 'Three days of three columns', [860, 380], {
    series: () => [driftShort(14)],
    range: FORTNIGHT,
    options: quiet,
    keys: ['ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowDown'],
  }),
  at('drift-annotate', 'drift', 'What happened there', [860, 320], {
    series: () => [driftShort(14)],
    range: FORTNIGHT,
    options: { ...quiet, topK: 6 },
    keys: ['ArrowRight', ' ', 'Enter', 'Tab', 'Tab', 'Enter'],
  }),
  at('drift-values', 'drift', 'Scores in figures', [860, 400], {
    series: () => [driftShort(10)],
    range: [START, START + 10 * DAY],
    options: { values: true },
  }),
  at('drift-noisy', 'drift', 'Too few rows for this limit', [760, 320], {
    series: noisy,
    range: FORTNIGHT,
    options: { topK: 6 },
  }),
  at('waterfall-missed', 'importance', 'It does not add up', [620, 380], {
    series: () =>
      stored('local').map((frame) => ({
        ...frame,
        meta: { custom: { ...frame.meta?.custom, additivityError: 0.42 } },
      })),
    options: { topK: 6 },
  }),
  at('cohorts-slot', 'cohorts', 'A is chosen', [640, 380], {
    series: () => [cohorts()],
    options: { ...quiet, view: 'forest', metrics: ['accuracy'] },
    keys: ['ArrowDown', 'ArrowDown', 'a'],
  }),
  at('importance-bare', 'importance', 'Without a legend', [340, 220], {
    series: () => [importance()],
    options: { topK: 5, showLegend: false },
  }),
];
