/** What one may choose about the drift heatmap, and states of its data. */
import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { TooltipDisplayMode } from '@grafana/schema';
import { COLUMNS, DAY, driftLong, driftShort } from './driftFixtures';
import { driftWhole } from './driftMoreFixtures';
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

export const DRIFT_SHOTS: Shot[] = [
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
];
