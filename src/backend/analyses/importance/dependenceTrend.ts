/** Mean attribution by bin of value, now and in the reference. */
import { DEPENDENCE_TREND_FIELDS } from '../../../query/explanationFrames';
import { type Frame } from '../../grafana/frame';
import { meanInterval } from '../../statistics/intervals';
import { type FrozenBins } from '../../store/types';
import { TABLE_META, tableFields } from '../shared/frames';
import { Parameters } from '../shared/statement';
import { finiteNumber } from './attributions';
import { type DependenceSource } from './dependence';
import { type AttributionRange, attributionRows, valueName } from './source';
import { unitPhi } from './units';
import { binLabels, binsReference, frozenBin, isNumeric, NO_VALUE, numberOf } from './values';

const BINS = 20;
const CATEGORIES = 20;

interface TrendRow {
  set: 'current' | 'reference';
  bin: number;
  n: number;
  total: number;
  x: number | null;
  mean: number | null;
  variance: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
}

/** One row a set and bin. Bins are the same for both sets; rows without a value are bin -1. */
export async function trendFrame(
  source: DependenceSource,
  reference: AttributionRange | null,
  confidence: number
): Promise<Frame> {
  const bins = await chooseBins(source, reference);
  const rows = await readTrend(source, 'current', source.setting.range, bins);
  if (reference) {
    rows.push(...(await readTrend(source, 'reference', reference, bins)));
  }
  const interval = (row: TrendRow) =>
    row.mean !== null && row.variance !== null
      ? meanInterval({ n: row.n, mean: row.mean, variance: row.variance }, confidence)
      : null;
  const labels = bins.kind === 'categorical' ? binLabels(bins) : [];
  const edge = (index: number) => (bins.kind === 'numeric' ? bins.edges[index] : undefined);
  return {
    name: 'dependence-trend',
    fields: tableFields(
      rows.map((row) => ({ ...row, interval: interval(row) })),
      [
        { name: DEPENDENCE_TREND_FIELDS.set, type: 'string', read: ({ set }) => set },
        { name: DEPENDENCE_TREND_FIELDS.bin, type: 'integer', read: ({ bin }) => bin },
        {
          name: DEPENDENCE_TREND_FIELDS.label,
          type: 'string',
          read: ({ bin }) => (bin === NO_VALUE ? '(missing)' : labels[bin]),
        },
        { name: DEPENDENCE_TREND_FIELDS.lo, type: 'number', read: ({ bin }) => edge(bin - 1) },
        { name: DEPENDENCE_TREND_FIELDS.hi, type: 'number', read: ({ bin }) => (bin === NO_VALUE ? null : edge(bin)) },
        { name: DEPENDENCE_TREND_FIELDS.x, type: 'number', read: ({ x }) => x },
        { name: DEPENDENCE_TREND_FIELDS.n, type: 'integer', read: ({ n }) => n },
        { name: DEPENDENCE_TREND_FIELDS.share, type: 'number', read: ({ n, total }) => n / total },
        { name: DEPENDENCE_TREND_FIELDS.mean, type: 'number', read: ({ mean }) => mean },
        { name: DEPENDENCE_TREND_FIELDS.meanLo, type: 'number', read: (row) => row.interval?.lo },
        { name: DEPENDENCE_TREND_FIELDS.meanHi, type: 'number', read: (row) => row.interval?.hi },
        { name: DEPENDENCE_TREND_FIELDS.p25, type: 'number', read: ({ p25 }) => p25 },
        { name: DEPENDENCE_TREND_FIELDS.p50, type: 'number', read: ({ p50 }) => p50 },
        { name: DEPENDENCE_TREND_FIELDS.p75, type: 'number', read: ({ p75 }) => p75 },
      ]
    ),
    meta: TABLE_META,
  };
}

/** Frozen categories of the reference, or 20 quantile bins of the rows that are compared with. */
async function chooseBins(source: DependenceSource, reference: AttributionRange | null): Promise<FrozenBins> {
  const { setting, query, x } = source;
  const { scope } = setting;
  const range = reference ?? setting.range;
  const none = { n: 0, missing: 0, min: 0, max: 0, mean: 0, sd: 0 };
  if (!isNumeric(x)) {
    const name = binsReference(scope.model, query);
    const info = name === undefined ? null : await scope.context.catalogue.reference(scope.model.name, name);
    const frozen = info?.bins.get(x.name);
    if (frozen?.kind === 'categorical') {
      return { ...frozen, categories: frozen.categories.slice(0, CATEGORIES) };
    }
    const parameters = new Parameters();
    const rows = attributionRows(scope, range, parameters, query.output, [x]);
    const categories = await scope.ledger.rows<{ value: string; count: number }>(
      `SELECT a.${valueName(0)}::VARCHAR AS value, count(*) AS count FROM (${rows}) a WHERE a.${valueName(0)} IS NOT NULL GROUP BY 1 ORDER BY count DESC, value LIMIT ${CATEGORIES}`,
      parameters
    );
    return { kind: 'categorical', categories, other: 0, n: 0, missing: 0 };
  }
  const parameters = new Parameters();
  const rows = attributionRows(scope, range, parameters, query.output, [x]);
  const steps = Array.from({ length: BINS - 1 }, (_, index) => ((index + 1) / BINS).toFixed(4));
  const [found] = await scope.ledger.rows<{ q: number[] | null }>(
    `SELECT quantile_disc(${numberOf(`a.${valueName(0)}`, x)}, [${steps.join(', ')}]) AS q FROM (${rows}) a`,
    parameters
  );
  const edges = [...new Set(found?.q ?? [])].filter(Number.isFinite).sort((a, b) => a - b);
  return { kind: 'numeric', edges, counts: [], fineEdges: [], fineCounts: [], ...none };
}

async function readTrend(
  { setting, query, unit, x }: DependenceSource,
  set: TrendRow['set'],
  range: AttributionRange,
  bins: FrozenBins
): Promise<TrendRow[]> {
  const { ledger } = setting.scope;
  const parameters = new Parameters();
  const source = attributionRows(setting.scope, range, parameters, query.output, [x]);
  const value = `a.${valueName(0)}`;
  const number = isNumeric(x) ? numberOf(value, x) : 'NULL::DOUBLE';
  const bin = frozenBin(isNumeric(x) ? number : value, bins);
  const rows = await ledger.rows<Record<string, unknown>>(
    `SELECT bin, count(*) AS n, avg(x) AS x, avg(phi) AS mean, var_samp(phi) AS variance, quantile_cont(phi, [0.25, 0.5, 0.75]) AS q
     FROM (SELECT ${bin} AS bin, ${number} AS x, ${unitPhi(unit)} AS phi FROM (${source}) a WHERE ${unitPhi(unit)} IS NOT NULL) GROUP BY bin ORDER BY bin`,
    parameters
  );
  const total = rows.reduce((sum, row) => sum + Number(row.n), 0);
  return rows.map((row): TrendRow => {
    const [p25, p50, p75] = Array.isArray(row.q) ? row.q.map(finiteNumber) : [];
    return {
      set,
      bin: Number(row.bin),
      n: Number(row.n),
      total,
      x: finiteNumber(row.x),
      mean: finiteNumber(row.mean),
      variance: finiteNumber(row.variance),
      p25: p25 ?? null,
      p50: p50 ?? null,
      p75: p75 ?? null,
    };
  });
}
