/** What a beeswarm draws: points where there are few records, else bins and the records at the ends. */
import { BEESWARM_BIN_FIELDS, BEESWARM_POINT_FIELDS, MISSING_BIN } from '../../../query/explanationFrames';
import { FRAME_VERSION, type FrameKind } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { TABLE_META, tableFields } from '../shared/frames';
import { hidesIds, MASK } from '../shared/masked';
import { epochMs, numberLiteral, Parameters } from '../shared/statement';
import { type SwarmRow, type SwarmSource } from './beeswarm';
import { valueBin } from './colors';
import { attributionRows, valueName } from './source';
import { unitPhi } from './units';
import { isNumeric, numberOf } from './values';

/**
 * Bins of attribution a row; fewer where many rows would exceed what one answer may hold, and where few records would leave
 * so little in each that the picture is noise.
 */
const PHI_BINS = 200;
const LEAST_BINS = 60;
const RECORDS_A_BIN = 25;
const PHI_BINS_OF_MANY = 100;
const MANY_ROWS = 25;
/** Records kept at each end of a row. */
const TAIL = 25;
const COLORS = MISSING_BIN + 1;

const meta = (plumbline: FrameKind, set?: 'reference') => ({
  ...TABLE_META,
  custom: { plumbline, v: FRAME_VERSION, ...(set ? { set } : {}) },
});

/** Rows with their values as `v0`, `v1`... and attributions as `f0`, `f1`.... */
function swarmSource({ scope, range, output }: SwarmSource, rows: readonly SwarmRow[], parameters: Parameters) {
  const columns = rows.flatMap(({ column }) => (column ? [column] : []));
  const source = attributionRows(scope, range, parameters, output, columns);
  const values = rows.map(({ column }) => (column ? `a.${valueName(columns.indexOf(column))}` : 'NULL'));
  const phis = rows.map(({ unit }) => unitPhi(unit));
  const colors = rows.map((row, index) => valueBin(values[index] ?? 'NULL', row.column, row.scale));
  const numbers = rows.map(({ column }, index) =>
    column && isNumeric(column) ? numberOf(values[index] ?? 'NULL', column) : 'NULL::DOUBLE'
  );
  const texts = values.map((value) => `(${value})::VARCHAR`);
  return { source, phis, colors, numbers, texts };
}

/** `set` says which records are counted; the bins are the same for both, by how many records the time range has. */
export async function binFrame(of: SwarmSource, rows: readonly SwarmRow[], set?: 'reference'): Promise<Frame> {
  const records = Math.max(0, ...rows.map(({ sums }) => sums.n));
  const most = rows.length > MANY_ROWS ? PHI_BINS_OF_MANY : PHI_BINS;
  const bins = Math.max(LEAST_BINS, Math.min(most, Math.round(records / RECORDS_A_BIN)));
  const width = (row: SwarmRow) => (row.max > row.min ? (row.max - row.min) / bins : 0);
  const parameters = new Parameters();
  const { source, phis, colors } = swarmSource(of, rows, parameters);
  const codes = rows.map((row, index) => {
    const step = width(row);
    const bin =
      step > 0
        ? `least(${bins - 1}, floor((${phis[index]} - ${numberLiteral(row.min)}) / ${numberLiteral(step)}))::INTEGER`
        : '0';
    return `CASE WHEN ${phis[index]} IS NULL THEN -1 ELSE (${bin}) * ${COLORS} + ${colors[index]} END AS c${index}`;
  });
  const names = rows.map((_, index) => `c${index}`);
  const which = names.map((name, index) => `WHEN grouping(${name}) = 0 THEN ${index}`).join(' ');
  const counted =
    rows.length === 0
      ? []
      : await of.scope.ledger.rows<{ f: number; code: number; n: number }>(
          `SELECT CASE ${which} END AS f, coalesce(${names.join(', ')}, -1) AS code, count(*) AS n FROM (SELECT ${codes.join(', ')} FROM (${source}) a)
           GROUP BY GROUPING SETS (${names.map((name) => `(${name})`).join(', ')}) ORDER BY f, code`,
          parameters
        );
  const kept = counted.flatMap(({ f, code, n }) => {
    const row = rows[f];
    return row && code >= 0 ? [{ row, bin: Math.floor(code / COLORS), color: code % COLORS, n }] : [];
  });
  return {
    name: 'beeswarm-bins',
    fields: tableFields(kept, [
      { name: BEESWARM_BIN_FIELDS.column, type: 'string', read: ({ row }) => row.unit.name },
      { name: BEESWARM_BIN_FIELDS.phiLo, type: 'number', read: ({ row, bin }) => rounded(row.min + bin * width(row)) },
      {
        name: BEESWARM_BIN_FIELDS.phiHi,
        type: 'number',
        read: ({ row, bin }) => rounded(row.min + (bin + 1) * width(row)),
      },
      { name: BEESWARM_BIN_FIELDS.valueBin, type: 'integer', read: ({ color }) => color },
      { name: BEESWARM_BIN_FIELDS.n, type: 'integer', read: ({ n }) => n },
    ]),
    meta: meta('beeswarm-bins', set),
  };
}

/** Six significant digits: finer than a pixel, and half the bytes. */
const rounded = (value: number) => Number(value.toPrecision(6));

interface Point {
  f: number;
  id: string;
  t: number;
  phi: number;
  value: number | null;
  text: string | null;
  color: number;
}

export async function pointFrame(of: SwarmSource, rows: readonly SwarmRow[]): Promise<Frame> {
  const parameters = new Parameters();
  const { source, phis, colors, numbers, texts } = swarmSource(of, rows, parameters);
  const list = (items: readonly string[]) => `unnest([${items.join(', ')}])`;
  const points =
    rows.length === 0
      ? []
      : await of.scope.ledger.rows<Point>(
          `SELECT * FROM (SELECT a.id AS id, ${epochMs('a."time"')} AS t, ${list(rows.map((_, index) => String(index)))} AS f, ${list(phis)} AS phi,
           ${list(numbers)} AS value, ${list(texts)} AS text, ${list(colors)} AS color FROM (${source}) a) WHERE phi IS NOT NULL ORDER BY f, t, id`,
          parameters
        );
  return pointsFrame('beeswarm-points', of, rows, points);
}

/** The records with the least and the greatest attributions of each row. */
export async function tailFrame(of: SwarmSource, rows: readonly SwarmRow[]): Promise<Frame> {
  const wanted = await tailIds(of, rows);
  const ids = [...new Set(wanted.flatMap((keys) => [...keys.values()].map(({ id }) => id)))];
  if (ids.length === 0) {
    return pointsFrame('beeswarm-tail', of, rows, []);
  }
  const parameters = new Parameters();
  const { source, phis, colors, numbers, texts } = swarmSource(of, rows, parameters);
  const list = (items: readonly string[]) => `unnest([${items.join(', ')}])`;
  const noIds = hidesIds(of.scope);
  const chosen = ids.map((id) => parameters.add(id, noIds ? MASK : id)).join(', ');
  const found = await of.scope.ledger.rows<Point>(
    `SELECT a.id AS id, ${epochMs('a."time"')} AS t, ${list(rows.map((_, index) => String(index)))} AS f, ${list(phis)} AS phi,
     ${list(numbers)} AS value, ${list(texts)} AS text, ${list(colors)} AS color FROM (${source}) a WHERE a.id IN (${chosen})`,
    parameters
  );
  const points = found
    .filter(({ f, id, t, phi }) => phi !== null && wanted[f]?.has(keyOf(id, t)))
    .sort((a, b) => a.f - b.f || a.phi - b.phi || a.t - b.t || a.id.localeCompare(b.id));
  return pointsFrame('beeswarm-tail', of, rows, points);
}

const keyOf = (id: string, t: number) => JSON.stringify([id, Number(t)]);

/** Identities of the records at both ends of each row, by their key; values are looked up only for these. */
async function tailIds(
  { scope, range, output }: SwarmSource,
  rows: readonly SwarmRow[]
): Promise<Array<Map<string, { id: string; t: number }>>> {
  if (rows.length === 0) {
    return [];
  }
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, output);
  const record = `{'id': a.id, 't': ${epochMs('a."time"')}}`;
  const ends = rows.flatMap(({ unit }, index) => [
    `arg_min(${record}, ${unitPhi(unit)}, ${TAIL}) AS lo${index}`,
    `arg_max(${record}, ${unitPhi(unit)}, ${TAIL}) AS hi${index}`,
  ]);
  const [found] = await scope.ledger.rows<Record<string, Array<{ id: string; t: number }> | null>>(
    `SELECT ${ends.join(', ')} FROM (${source}) a`,
    parameters
  );
  return rows.map((_, index) => {
    const both = [...(found?.[`lo${index}`] ?? []), ...(found?.[`hi${index}`] ?? [])];
    return new Map(both.map(({ id, t }) => [keyOf(id, t), { id, t: Number(t) }]));
  });
}

function pointsFrame(
  name: 'beeswarm-points' | 'beeswarm-tail',
  { scope }: SwarmSource,
  rows: readonly SwarmRow[],
  points: Point[]
): Frame {
  const noIds = hidesIds(scope);
  return {
    name,
    fields: tableFields(points, [
      { name: BEESWARM_POINT_FIELDS.id, type: 'string', read: ({ id }) => (noIds ? null : id) },
      { name: BEESWARM_POINT_FIELDS.time, type: 'time', read: ({ t }) => Number(t) },
      { name: BEESWARM_POINT_FIELDS.column, type: 'string', read: ({ f }) => rows[f]?.unit.name },
      { name: BEESWARM_POINT_FIELDS.phi, type: 'number', read: ({ phi }) => phi },
      { name: BEESWARM_POINT_FIELDS.value, type: 'number', read: ({ value }) => value },
      { name: BEESWARM_POINT_FIELDS.valueDisplay, type: 'string', read: ({ text }) => text },
      { name: BEESWARM_POINT_FIELDS.valueBin, type: 'integer', read: ({ color }) => color },
    ]),
    meta: meta(name),
  };
}
