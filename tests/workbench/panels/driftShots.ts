/** What one may choose about the drift heatmap, and states of its data. */
import { type DataFrame, DataFrameType, FieldType, toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { COLUMNS, DAY, driftLong, driftShort } from './driftFixtures';
import { driftMatrix, driftWhole } from './driftMoreFixtures';
import { field } from './frames';
import { type Shot } from './shots';

const START = Date.UTC(2013, 3, 1);
const FORTNIGHT: [number, number] = [START, START + 14 * DAY];
const quiet = { tooltip: { mode: TooltipDisplayMode.None } };

const shot = (id: string, title: string, size: [number, number], more: Partial<Shot>): Shot => ({
  id,
  panel: 'drift',
  title,
  width: size[0],
  height: size[1],
  series: () => [driftShort(14)],
  range: FORTNIGHT,
  ...more,
});

/** Rows of a frame that a condition keeps. */
function only(frame: DataFrame, keep: (name: string, day: number) => boolean): DataFrame {
  const valuesOf = (name: string) => frame.fields.find((f) => f.name === name)?.values ?? [];
  const [names, times] = [valuesOf('column'), valuesOf('time')];
  const rows = names.flatMap((name, i) =>
    keep(String(name), Math.round((Number(times[i]) - START) / DAY)) ? [i] : []
  );
  return {
    ...frame,
    length: rows.length,
    fields: frame.fields.map((f) => ({ ...f, values: rows.map((i) => f.values[i]) })),
  };
}

/** As when no window has the rows that a score needs. */
function unjudged(frame: DataFrame): DataFrame {
  const values: Record<string, unknown> = { score: null, status: 'insufficient', n: 42 };
  const fields = frame.fields.map((each) =>
    each.name in values ? { ...each, values: each.values.map(() => values[each.name]) } : each
  );
  return { ...frame, fields };
}

/** Types, and groups under a name of their own. */
function catalogue(): DataFrame {
  const names = Object.keys(COLUMNS);
  const words = new Set(['carrier', 'origin', 'dest', 'dow']);
  const weather = new Set(['temp', 'pressure', 'humid', 'wind_speed', 'precip', 'visib']);
  return toDataFrame({
    refId: 'G',
    fields: [
      field('column', FieldType.string, names),
      field(
        'type',
        FieldType.string,
        names.map((name) => (words.has(name) ? 'categorical' : 'numeric'))
      ),
      field(
        'team',
        FieldType.string,
        names.map((name) => (weather.has(name) ? 'weather' : 'schedule'))
      ),
    ],
  });
}

const JANUARY = Date.UTC(2026, 0, 1);

/** Latencies of two days in buckets, as another data source counts them: cells that are rows of a table. */
function buckets(): DataFrame[] {
  const ends = [50, 100, 200, 400, 800, 1600];
  const rows = Array.from({ length: 48 }, (_, hour) =>
    ends.map((end, i) => ({
      x: JANUARY + hour * 36e5,
      end,
      count: Math.round(900 * Math.exp(-((i - 2 - 1.4 * Math.sin(hour / 8)) ** 2) / 1.6)),
    }))
  ).flat();
  return [
    {
      ...toDataFrame({
        refId: 'A',
        fields: [
          field(
            'xMin',
            FieldType.time,
            rows.map(({ x }) => x)
          ),
          field(
            'yMax',
            FieldType.number,
            rows.map(({ end }) => end),
            { unit: 'ms' }
          ),
          field(
            'count',
            FieldType.number,
            rows.map(({ count }) => count)
          ),
        ],
      }),
      meta: { type: DataFrameType.HeatmapCells },
    },
  ];
}

/** Distances of some columns, and p-values of others from a second query: the smallest p is the worst. */
function scoresAndTests(): DataFrame[] {
  const isTest = (name: string) => ['carrier', 'origin', 'dest', 'dow'].includes(name);
  const drift = driftShort(14);
  const tests = only(drift, isTest);
  const custom = { ...tests.meta?.custom, method: 'chi2', higherIsWorse: false, breach: 0.05, warn: 0.1 };
  const values: Record<string, (value: number | null) => number | string | null> = {
    // About what a test would say of such a distance.
    score: (value) => value && Number(Math.exp(-value * 30).toPrecision(4)),
    threshold: () => 0.05,
    warn: () => 0.1,
    floor: () => null,
    status: () => null,
  };
  const fields = tests.fields.map((f) => (values[f.name] ? { ...f, values: f.values.map(values[f.name]) } : f));
  return [only(drift, (name) => !isTest(name)), { ...tests, refId: 'B', fields, meta: { custom } }];
}

/** Scores of a model whose reference nobody stored. */
function withoutReference(): DataFrame[] {
  const drift = driftShort(14);
  const values: Record<string, () => string | null> = { score: () => null, status: () => 'no_reference' };
  const fields = drift.fields.map((f) => (values[f.name] ? { ...f, values: f.values.map(values[f.name]) } : f));
  return [{ ...drift, fields }];
}

export const DRIFT_SHOTS: Shot[] = [
  shot('drift-no-reference', 'Nothing to compare with', [420, 240], {
    series: withoutReference,
    target: { reference: { kind: 'fixed', name: '${ref}' } },
  }),
  shot('drift-steps', 'Eight colours, stops of one’s own', [760, 400], {
    options: { colorSteps: 8, colorStops: '0, 0.5, 1, 2, 4', cellGap: 3 },
  }),
  shot('drift-scheme', 'A scheme of Grafana’s', [620, 320], {
    options: { colorScheme: 'continuous-BlYlRd', topK: 8, marks: 'breach' },
  }),
  shot('drift-mean', 'Means of several windows', [420, 300], {
    series: () => [driftLong()],
    range: [START, Date.UTC(2014, 0, 1)],
    options: { timeAgg: 'mean', topK: 8 },
  }),
  shot('drift-ranked', 'In the order of one window', [760, 420], {
    options: quiet,
    keys: ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'w'],
  }),
  shot('drift-one', 'One window', [760, 420], {
    series: () => [only(driftShort(14), (_, day) => day === 3)],
  }),
  shot('drift-late', 'Columns that came and went', [620, 400], {
    series: () => [only(driftShort(14), (name, day) => !(name === 'temp' && day < 5) && !(name === 'dest' && day > 9))],
  }),
  shot('drift-extras', 'Types, groups and streaks', [760, 420], {
    series: () => [driftWhole(14)[0], catalogue()],
    options: { labelExtras: ['type', 'group', 'streak'], groupField: 'team', rowHeight: 26, sort: 'group' },
  }),
  shot('drift-closed', 'Groups closed at first', [620, 240], {
    series: () => [driftWhole(14)[0], catalogue()],
    options: { groups: true, groupsClosed: true, groupField: 'team', minSupport: 900 },
  }),
  shot('drift-lens', 'Three hundred columns, and a lens over some', [860, 420], {
    series: () => driftMatrix(300, 120),
    range: [JANUARY, JANUARY + 120 * 36e5],
    options: { ...quiet, rowFit: 'fit', topK: 0, sort: 'query' },
    keys: ['n', ...Array.from({ length: 60 }, () => 'ArrowDown'), 'ArrowRight', 'ArrowRight'],
  }),
  shot('drift-thin', 'Too few rows in every window', [620, 280], {
    series: () => [unjudged(only(driftShort(14), (name) => name < 'dp'))],
  }),
  shot('drift-undirected', 'A matrix has no direction', [760, 280], {
    series: () => driftMatrix(8, 48),
    range: [JANUARY, JANUARY + 48 * 36e5],
    options: { ...quiet, colorBy: 'direction' },
  }),
  shot('drift-cells', 'Buckets of another data source', [620, 280], {
    series: buckets,
    range: [JANUARY, JANUARY + 48 * 36e5],
    options: { colorBy: 'score', cellRadius: 3 },
  }),
  shot('drift-tests', 'P-values beside distances', [760, 400], { series: scoresAndTests }),
  shot('drift-head', 'The head of a row', [620, 320], {
    series: () => driftWhole(14),
    options: { topK: 6, showMetrics: false, margins: [] },
    keys: ['ArrowRight', 'ArrowLeft', 'ArrowDown'],
  }),
  shot('drift-menu', 'What can be done with a row', [620, 380], {
    options: { ...quiet, topK: 6 },
    keys: ['n', 'm', 'ArrowDown'],
  }),
  shot('drift-brush', 'Days of bad accuracy', [860, 420], {
    series: () => driftWhole(14),
    options: { ...quiet, margins: [] },
    keys: ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight', 'Shift+ArrowRight'],
  }),
  shot('drift-pair', 'Two days against each other', [860, 460], {
    options: { ...quiet, margins: [] },
    keys: ['ArrowRight', 'ArrowRight', 'ArrowRight', 'a', 'ArrowRight', 'ArrowRight', 'b'],
  }),
  shot('drift-explain', 'What happened there', [860, 560], {
    series: () => driftWhole(14),
    options: { ...quiet, margins: [], sort: 'max' },
    keys: [
      ...['ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Shift+ArrowRight'],
      ...['Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowRight', 'Enter', 'Tab', 'Tab', 'Tab', 'Enter'],
    ],
  }),
];
