/** Results of a replay as frames. Pure. */
import { BACKTEST_FIELDS, BACKTEST_SERIES_FIELDS, BACKTEST_THRESHOLD_FIELDS } from '../../../query/backtest';
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { type Field, type Frame } from '../../grafana/frame';
import { clopperPearson, type Interval } from '../../statistics/intervals';
import { seriesFrames, TABLE_META, tableFields, thresholdConfig } from '../shared/frames';
import { type Firing } from './replay';
import { type Backtest, nameOf } from './result';
import { covered, isOneSided, type Limit } from './thresholds';
import { incidentOf } from './verdicts';

const SHARE = { unit: 'percentunit' };

/** One row a firing; the labels of its series are columns, so that a table can link to them. */
export function firingsFrame(result: Backtest): Frame {
  const { firings, labels, incidents, leadMs, end } = result;
  const verdict = (firing: Firing) => incidents && incidentOf(firing, incidents, leadMs, end);
  const keys = [...new Set([...labels.values()].flatMap((each) => Object.keys(each)))];
  const F = BACKTEST_FIELDS;
  return {
    name: 'backtest',
    fields: [
      ...tableFields(firings, [
        { name: F.time, type: 'time', read: ({ start }) => start },
        { name: F.timeEnd, type: 'time', read: (firing) => firing.end },
        { name: F.series, type: 'string', read: ({ series }) => nameOf(labels, series) },
        { name: F.pendingSince, type: 'time', read: ({ pendingSince }) => pendingSince },
        {
          name: F.durationMs,
          type: 'number',
          read: (firing) => (firing.end ?? end) - firing.start,
          config: { unit: 'ms' },
        },
        { name: F.value, type: 'number', read: ({ value }) => value },
        { name: F.peak, type: 'number', read: ({ peak }) => peak },
        {
          name: F.verdict,
          type: 'string',
          read: (firing) => (incidents === null ? null : verdict(firing) ? 'hit' : 'false_alarm'),
        },
        { name: F.incident, type: 'string', read: (firing) => verdict(firing)?.name ?? null },
      ]),
      ...keys.map((key): Field => ({
        name: key,
        type: 'string',
        values: firings.map(({ series }) => labels.get(series)?.[key] ?? null),
      })),
    ],
    meta: TABLE_META,
  };
}

/** One row a series, those that fired longest first. */
export function seriesFrame({ evaluations, labels, firings, end }: Backtest): Frame {
  const start = evaluations[0]?.time ?? end;
  const rows = [...labels.keys()]
    .map((key) => {
      const own = firings.filter(({ series }) => series === key);
      const values = evaluations.flatMap(({ values: all }) => (all.has(key) ? [all.get(key) ?? null] : []));
      const known = values.filter((value): value is number => value !== null);
      return { key, own, values, known, firingMs: covered(own, end) };
    })
    .sort((a, b) => b.firingMs - a.firingMs || (a.key < b.key ? -1 : 1));
  const F = BACKTEST_SERIES_FIELDS;
  return {
    name: 'series',
    fields: tableFields(rows, [
      { name: F.series, type: 'string', read: ({ key }) => nameOf(labels, key) },
      { name: F.firings, type: 'integer', read: ({ own }) => own.length },
      { name: F.firingMs, type: 'number', read: ({ firingMs }) => firingMs, config: { unit: 'ms' } },
      {
        name: F.share,
        type: 'number',
        read: ({ firingMs }) => (end > start ? firingMs / (end - start) : null),
        config: { unit: 'percentunit' },
      },
      { name: F.evaluations, type: 'integer', read: ({ values }) => values.length },
      { name: F.withoutValue, type: 'integer', read: ({ values, known }) => values.length - known.length },
      { name: F.lowest, type: 'number', read: ({ known }) => (known.length > 0 ? least(known) : null) },
      {
        name: F.highest,
        type: 'number',
        read: ({ known }) => (known.length > 0 ? -least(known.map((v) => -v)) : null),
      },
    ]),
    meta: TABLE_META,
  };
}

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);

/** One row a limit that was tried. */
export function limitsFrame(limits: readonly Limit[]): Frame {
  const F = BACKTEST_THRESHOLD_FIELDS;
  return {
    name: 'thresholds',
    fields: tableFields(limits, [
      { name: F.threshold, type: 'number', read: ({ threshold }) => threshold },
      { name: F.source, type: 'string', read: ({ source }) => source },
      { name: F.firings, type: 'integer', read: ({ firings }) => firings },
      { name: F.series, type: 'integer', read: ({ series }) => series },
      { name: F.perThirtyDays, type: 'number', read: ({ perThirtyDays }) => perThirtyDays, config: { decimals: 1 } },
      { name: F.share, type: 'number', read: ({ share }) => share, config: SHARE },
      { name: F.hits, type: 'integer', read: ({ hits }) => hits },
      { name: F.falseAlarms, type: 'integer', read: ({ falseAlarms }) => falseAlarms },
      { name: F.misses, type: 'integer', read: ({ misses }) => misses },
      { name: F.found, type: 'number', read: (limit) => foundOf(limit)?.share ?? null, config: SHARE },
      { name: F.foundLo, type: 'number', read: (limit) => foundOf(limit)?.lo ?? null, config: SHARE },
      { name: F.foundHi, type: 'number', read: (limit) => foundOf(limit)?.hi ?? null, config: SHARE },
      { name: F.suggested, type: 'boolean', read: ({ suggested }) => suggested },
      { name: F.description, type: 'string', read: describe },
    ]),
    meta: TABLE_META,
  };
}

/** What so few incidents say of the share that a limit finds; null where no incident is known. */
function foundOf({ hits, misses }: Limit): (Interval & { share: number }) | null {
  const incidents = (hits ?? 0) + (misses ?? 0);
  const interval = clopperPearson(hits ?? 0, incidents, DEFAULT_CONFIDENCE);
  return interval && { share: (hits ?? 0) / incidents, ...interval };
}

function describe({ firings, perThirtyDays, hits, falseAlarms, misses }: Limit): string {
  const alarms = `${firings} ${firings === 1 ? 'alarm' : 'alarms'}, ${perThirtyDays.toFixed(1)} in 30 days`;
  return hits === null || misses === null
    ? alarms
    : `${alarms}: ${hits} of ${hits + misses} incidents found, ${falseAlarms ?? 0} false`;
}

/** What the rule saw, with its limit as the field's threshold. */
export function valueFrames({ evaluations, labels, query }: Backtest): Frame[] {
  const { condition } = query.rule;
  const [limit] = condition.params;
  const upwards = condition.type.startsWith('g');
  const config = isOneSided(condition) && limit !== undefined ? thresholdConfig({ breach: limit }, upwards) : {};
  return seriesFrames(
    'backtest-values',
    'value',
    [...labels].map(([key, own]) => ({
      labels: own,
      times: evaluations.map(({ time }) => time),
      values: evaluations.map(({ values }) => values.get(key) ?? null),
    })),
    config
  );
}
