/** What a dependence picture draws: the records, or a grid of counts where they are too many. */
import { DEPENDENCE_BIN_FIELDS, DEPENDENCE_POINT_FIELDS } from '../../../query/explanationFrames';
import { FRAME_VERSION } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { TABLE_META, tableFields } from '../shared/frames';
import { hidesIds } from '../shared/masked';
import { epochMs, Parameters } from '../shared/statement';
import { valueBin } from './colors';
import { type DependenceSource } from './dependence';
import { attributionRows, valueName } from './source';
import { unitPhi } from './units';
import { isNumeric, numberOf } from './values';

const X_BINS = 120;
const PHI_BINS = 80;

/** SQL of x, its text, the attribution and the colour; the relation is called `a`. */
function parts({ setting, query, unit, x, color, colorScale }: DependenceSource, parameters: Parameters) {
  const source = attributionRows(setting.scope, setting.range, parameters, query.output, color ? [x, color] : [x]);
  const [value, colored] = [`a.${valueName(0)}`, `a.${valueName(1)}`];
  return {
    source,
    x: isNumeric(x) ? numberOf(value, x) : 'NULL::DOUBLE',
    text: `(${value})::VARCHAR`,
    phi: unitPhi(unit),
    // Numbers are coloured by themselves, categories by their place in the legend.
    color: !color
      ? 'NULL::DOUBLE'
      : isNumeric(color)
        ? numberOf(colored, color)
        : `(${valueBin(colored, color, colorScale)})::DOUBLE`,
    colorText: color ? `(${colored})::VARCHAR` : 'NULL::VARCHAR',
  };
}

interface Point {
  id: string;
  t: number;
  x: number | null;
  label: string | null;
  phi: number;
  color: number | null;
  color_label: string | null;
}

export async function pointsFrame(of: DependenceSource): Promise<Frame[]> {
  const noIds = hidesIds(of.setting.scope);
  const parameters = new Parameters();
  const { source, x, text, phi, color, colorText } = parts(of, parameters);
  const points = await of.setting.scope.ledger.rows<Point>(
    `SELECT a.id AS id, ${epochMs('a."time"')} AS t, ${x} AS x, ${text} AS label, ${phi} AS phi, ${color} AS color, ${colorText} AS color_label
     FROM (${source}) a WHERE ${phi} IS NOT NULL ORDER BY a."time", a.id`,
    parameters
  );
  return [
    {
      name: 'dependence-points',
      fields: tableFields(points, [
        { name: DEPENDENCE_POINT_FIELDS.id, type: 'string', read: ({ id }) => (noIds ? null : id) },
        { name: DEPENDENCE_POINT_FIELDS.time, type: 'time', read: ({ t }) => Number(t) },
        { name: DEPENDENCE_POINT_FIELDS.x, type: 'number', read: (point) => point.x },
        { name: DEPENDENCE_POINT_FIELDS.label, type: 'string', read: ({ label }) => label },
        { name: DEPENDENCE_POINT_FIELDS.phi, type: 'number', read: (point) => point.phi },
        { name: DEPENDENCE_POINT_FIELDS.color, type: 'number', read: (point) => point.color },
        { name: DEPENDENCE_POINT_FIELDS.colorLabel, type: 'string', read: (point) => point.color_label },
      ]),
      meta: { ...TABLE_META, custom: { plumbline: 'dependence-points', v: FRAME_VERSION } },
    },
  ];
}

interface Cell {
  cx: number | null;
  cy: number;
  n: number;
  color: number | null;
  x0: number | null;
  x1: number | null;
  y0: number | null;
  y1: number | null;
}

/**
 * Counts over a grid between the ends of both axes; rows without a value have no x. A cell holds its lower edge, and the last
 * one its upper edge too: to the bit, as filters on the edges that are sent keep the same rows.
 */
export async function gridFrame(of: DependenceSource): Promise<Frame[]> {
  // `least` of nothing and a number is the number.
  const guess = (value: string, bins: number) =>
    `CASE WHEN ${value} IS NULL THEN NULL WHEN ${value}1 > ${value}0 THEN least(${bins - 1}, floor((${value} - ${value}0) / ((${value}1 - ${value}0) / ${bins})))::INTEGER ELSE 0 END`;
  // A division may round a value on an edge to the other side of it.
  const cell = (value: string, bins: number) => {
    const edge = (index: string) => `${value}0 + ((${value}1 - ${value}0) / ${bins}) * ${index}`;
    const at = `c${value}`;
    return `CASE WHEN ${at} < ${bins - 1} AND ${value}1 > ${value}0 AND ${value} >= ${edge(`(${at} + 1)`)} THEN ${at} + 1 WHEN ${at} > 0 AND ${value} < ${edge(at)} THEN ${at} - 1 ELSE ${at} END AS ${at}`;
  };
  const parameters = new Parameters();
  const { source, x, phi, color } = parts(of, parameters);
  const mean = of.color && isNumeric(of.color) ? 'avg(color)' : 'mode(color)';
  const cells = await of.setting.scope.ledger.rows<Cell>(
    `WITH points AS MATERIALIZED (SELECT ${x} AS x, ${phi} AS y, ${color} AS color FROM (${source}) a)
     , ends AS (SELECT min(x) AS x0, max(x) AS x1, min(y) AS y0, max(y) AS y1 FROM points)
     , guessed AS (SELECT *, ${guess('x', X_BINS)} AS cx, ${guess('y', PHI_BINS)} AS cy FROM points, ends WHERE y IS NOT NULL)
     , placed AS (SELECT * REPLACE (${cell('x', X_BINS)}, ${cell('y', PHI_BINS)}) FROM guessed)
     SELECT cx, cy, count(*) AS n, ${mean} AS color, any_value(x0) AS x0, any_value(x1) AS x1, any_value(y0) AS y0, any_value(y1) AS y1
     FROM placed GROUP BY cx, cy ORDER BY cx NULLS FIRST, cy`,
    parameters
  );
  const [range] = cells;
  const { x0, x1, y0, y1 } = { x0: range?.x0 ?? 0, x1: range?.x1 ?? 0, y0: range?.y0 ?? 0, y1: range?.y1 ?? 0 };
  const at = (low: number, high: number, bins: number, index: number) => low + ((high - low) / bins) * index;
  return [
    {
      name: 'dependence-bins',
      fields: tableFields(cells, [
        {
          name: DEPENDENCE_BIN_FIELDS.xLo,
          type: 'number',
          read: ({ cx }) => (cx === null ? null : at(x0, x1, X_BINS, cx)),
        },
        {
          name: DEPENDENCE_BIN_FIELDS.xHi,
          type: 'number',
          read: ({ cx }) => (cx === null ? null : at(x0, x1, X_BINS, cx + 1)),
        },
        { name: DEPENDENCE_BIN_FIELDS.phiLo, type: 'number', read: ({ cy }) => at(y0, y1, PHI_BINS, cy) },
        { name: DEPENDENCE_BIN_FIELDS.phiHi, type: 'number', read: ({ cy }) => at(y0, y1, PHI_BINS, cy + 1) },
        { name: DEPENDENCE_BIN_FIELDS.n, type: 'integer', read: ({ n }) => n },
        { name: DEPENDENCE_BIN_FIELDS.color, type: 'number', read: (each) => each.color },
      ]),
      meta: { ...TABLE_META, custom: { plumbline: 'dependence-bins', v: FRAME_VERSION } },
    },
  ];
}
