/** The distribution of attributions by value, lossless for the picture: bins of any number of records. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { BEESWARM_FIELDS } from '../../../query/explanationFrames';
import { type BeeswarmQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { meanInterval } from '../../statistics/intervals';
import { type ColumnInfo } from '../../store/types';
import { type Analysis } from '../context';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { type Scope } from '../shared/scope';
import { Parameters } from '../shared/statement';
import { type AttributionSums, type FeatureSums, finiteNumber, NO_SUMS, sumAttributions } from './attributions';
import { binFrame, pointFrame, tailFrame } from './beeswarmFrames';
import { type ColorScale, colorScales } from './colors';
import { referenceSums, resolveSetting, settingCustom } from './setting';
import { type AttributionRange, attributionRows } from './source';
import { type Unit, unitPhi } from './units';
import { valueColumn } from './values';
import { unmixed } from './unmixed';

const DEFAULT_ROWS = 10;
const MOST_ROWS = 50;
/** Records that are sent one by one; beyond, as bins. */
const MOST_RECORDS = 2000;
const MOST_POINTS = 20_000;

/** One row of the picture. */
export interface SwarmRow {
  unit: Unit;
  sums: FeatureSums;
  column: ColumnInfo | undefined;
  scale: ColorScale;
  /** Least and greatest attribution, of the reference as well where that is drawn. */
  min: number;
  max: number;
  /** Of the reference, where it is drawn. */
  reference: FeatureSums | undefined;
}

export interface SwarmSource {
  scope: Scope;
  range: AttributionRange;
  output: string | undefined;
}

export const beeswarm: Analysis<BeeswarmQuery> = unmixed(async (query, context) => {
  const setting = await resolveSetting(query, context);
  const { scope, units, range } = setting;
  const wanted = query.topK ?? DEFAULT_ROWS;
  if (wanted > MOST_ROWS) {
    throw new PlumblineError(
      'bad_request',
      `topK: ${wanted} rows of a beeswarm are too many, the limit is ${MOST_ROWS}`,
      'Ask for fewer, or for the columns that matter.',
      'topK'
    );
  }
  const sums = await sumAttributions(scope, units, range, query.output);
  const ranked = units
    .map((unit) => ({ unit, sums: sums.features.get(unit.name) ?? NO_SUMS }))
    .sort((a, b) => (b.sums.meanAbs ?? -1) - (a.sums.meanAbs ?? -1) || a.unit.name.localeCompare(b.unit.name));
  const shown = ranked.slice(0, wanted);
  const source: SwarmSource = { scope, range, output: query.output };
  const { period, sums: then } = query.split ? await referenceSums(setting, query, sums) : { period: null, sums: null };
  const reference = period && then ? { source: { ...source, range: period.range }, sums: then } : undefined;
  const rows = await withScales(source, shown, sums.rows, reference);
  const custom: FrameCustom = {
    plumbline: 'beeswarm',
    v: FRAME_VERSION,
    ...settingCustom(setting, sums, period),
    ...(then ? { nReference: then.rows } : {}),
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    ...(ranked.length > shown.length
      ? { truncated: { shown: shown.length, total: ranked.length, rule: 'largest mean |SHAP| first' } }
      : {}),
  };
  if (query.format === 'numeric') {
    const series = rows.map(({ unit, sums: { meanAbs } }) => ({
      labels: { model: scope.model.name, column: unit.name },
      value: meanAbs,
    }));
    return finish([numericFrame('beeswarm', 'mean_abs', series)], scope.ledger, custom, query.refId);
  }
  // Two halves can only be compared as counts.
  const one = !reference && sums.rows <= MOST_RECORDS && sums.rows * rows.length <= MOST_POINTS;
  const drawn = rows.filter(({ sums: { n } }) => n > 0);
  const details = one
    ? [await pointFrame(source, drawn)]
    : [
        await binFrame(source, drawn),
        await tailFrame(source, drawn),
        ...(reference ? [await binFrame(reference.source, drawn, 'reference')] : []),
      ];
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  return finish([columnFrame(rows, confidence), ...details], scope.ledger, custom, query.refId);
});

async function withScales(
  source: SwarmSource,
  rows: ReadonlyArray<Pick<SwarmRow, 'unit' | 'sums'>>,
  records: number,
  reference: { source: SwarmSource; sums: AttributionSums } | undefined
): Promise<SwarmRow[]> {
  const { scope, range, output } = source;
  const columns = rows.map(({ unit }) => valueColumn(scope, unit));
  const scales = await colorScales(scope, columns, range, output, records);
  const units = rows.map(({ unit }) => unit);
  const sides = [await endsOf(source, units), ...(reference ? [await endsOf(reference.source, units)] : [])];
  return rows.map((row, index) => {
    const ends = sides.flatMap((side) => side[index] ?? []);
    return {
      ...row,
      column: columns[index],
      scale: scales[index] ?? { kind: 'none' },
      min: ends.length > 0 ? Math.min(...ends) : 0,
      max: ends.length > 0 ? Math.max(...ends) : 0,
      reference: reference?.sums.features.get(row.unit.name),
    };
  });
}

/** Least and greatest attribution of each unit; none where there is no attribution. */
async function endsOf({ scope, range, output }: SwarmSource, units: readonly Unit[]): Promise<number[][]> {
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output);
  const ends = units.flatMap((unit, index) => [
    `min(${unitPhi(unit)}) AS lo${index}`,
    `max(${unitPhi(unit)}) AS hi${index}`,
  ]);
  const [found] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${ends.join(', ')} FROM (${source}) a`,
    parameters
  );
  return units.map((_, index) =>
    [found?.[`lo${index}`], found?.[`hi${index}`]].map(finiteNumber).filter((end) => end !== null)
  );
}

function columnFrame(rows: readonly SwarmRow[], confidence: number): Frame {
  const interval = ({ n, mean, variance }: FeatureSums) =>
    mean !== null && variance !== null ? meanInterval({ n, mean, variance }, confidence) : null;
  const isSplit = rows.some(({ reference }) => reference);
  const numeric = (row: SwarmRow, key: 'lo' | 'mid' | 'hi') => (row.scale.kind === 'numeric' ? row.scale[key] : null);
  return {
    name: 'beeswarm',
    fields: tableFields(
      rows.map((row, index) => ({
        ...row,
        rank: index + 1,
        interval: interval(row.sums),
      })),
      [
        { name: BEESWARM_FIELDS.column, type: 'string', read: ({ unit }) => unit.name },
        { name: BEESWARM_FIELDS.rank, type: 'integer', read: ({ rank }) => rank },
        { name: BEESWARM_FIELDS.n, type: 'integer', read: ({ sums }) => sums.n },
        { name: BEESWARM_FIELDS.meanAbs, type: 'number', read: ({ sums }) => sums.meanAbs },
        { name: BEESWARM_FIELDS.mean, type: 'number', read: ({ sums }) => sums.mean },
        { name: BEESWARM_FIELDS.meanLo, type: 'number', read: (row) => row.interval?.lo },
        { name: BEESWARM_FIELDS.meanHi, type: 'number', read: (row) => row.interval?.hi },
        { name: BEESWARM_FIELDS.min, type: 'number', read: ({ min, sums }) => (sums.n > 0 ? min : null) },
        { name: BEESWARM_FIELDS.max, type: 'number', read: ({ max, sums }) => (sums.n > 0 ? max : null) },
        { name: BEESWARM_FIELDS.kind, type: 'string', read: ({ scale }) => scale.kind },
        { name: BEESWARM_FIELDS.valueLo, type: 'number', read: (row) => numeric(row, 'lo') },
        { name: BEESWARM_FIELDS.valueMid, type: 'number', read: (row) => numeric(row, 'mid') },
        { name: BEESWARM_FIELDS.valueHi, type: 'number', read: (row) => numeric(row, 'hi') },
        {
          name: BEESWARM_FIELDS.categories,
          type: 'string',
          read: ({ scale }) => (scale.kind === 'categorical' ? JSON.stringify(scale.categories) : null),
        },
        ...(isSplit
          ? [
              { name: BEESWARM_FIELDS.nReference, type: 'integer' as const, read: (row: SwarmRow) => row.reference?.n },
              {
                name: BEESWARM_FIELDS.meanReference,
                type: 'number' as const,
                read: (row: SwarmRow) => row.reference?.mean,
              },
              {
                name: BEESWARM_FIELDS.meanAbsReference,
                type: 'number' as const,
                read: (row: SwarmRow) => row.reference?.meanAbs,
              },
            ]
          : []),
      ]
    ),
    meta: TABLE_META,
  };
}
