/** One record explained: its attributions from the base value to the prediction. */
import { PlumblineError } from '../../../query/errors';
import { LOCAL_FIELDS } from '../../../query/explanationFrames';
import { type ExplanationQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { type ColumnInfo, type ColumnRole } from '../../store/types';
import { type Analysis } from '../context';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { attributionConditions } from '../shared/attributionFilters';
import { listNames } from '../shared/columns';
import { hidesIds, MASK } from '../shared/masked';
import { type Scope } from '../shared/scope';
import { epochMs, numberLiteral, Parameters, quoteName, timeLiteral } from '../shared/statement';
import { finiteNumber } from './attributions';
import { attributedLater, outputOf, scoreOfOutput } from './explanationEnd';
import { referencePeriod } from './period';
import { resolveSetting, type Setting } from './setting';
import { attributionRows } from './source';
import { type Unit, unitPhi } from './units';
import { readableColumn, valueColumn } from './values';

/** Rows of one record, an output and explainer each, that are told by name. */
const MOST_ROWS = 20;

interface LocalRow {
  unit: Unit;
  phi: number | null;
  value: string | null;
  phiReference: number | null;
  rarity: number | null;
}

interface Found {
  id: string;
  time: number;
  row: Record<string, unknown>;
}

export const explanation: Analysis<ExplanationQuery> = async (query, context) => {
  const setting = await resolveSetting(query, context);
  const { scope, units } = setting;
  const found = await findRecord(setting, query);
  const values = await readValues(scope, found);
  const reference = await referenceOf(setting, query, found);
  const rows = units
    .map((unit, index): LocalRow => {
      const column = valueColumn(scope, unit);
      return {
        unit,
        phi: finiteNumber(found.row[`f${index}`]),
        value:
          unit.members.length > 1
            ? `${unit.members.length} columns`
            : column
              ? (values.get(column.name) ?? null)
              : null,
        phiReference: finiteNumber(reference?.row[`m${index}`]),
        rarity: finiteNumber(reference?.row[`r${index}`]),
      };
    })
    .sort((a, b) => Math.abs(b.phi ?? 0) - Math.abs(a.phi ?? 0) || a.unit.name.localeCompare(b.unit.name));
  const missing = rows.filter(({ phi }) => phi === null).length;
  if (missing > 0) {
    scope.ledger.notice('info', `${missing} columns of this record have no attribution.`);
  }
  const unattributed = scope.model.attributedFeatures.filter((_, index) => found.row[`known${index}`] !== true);
  const unlogged = unattributed.length - (await attributedLater(scope, unattributed, found.time));
  const text = (name: string) => (typeof found.row[name] === 'string' ? found.row[name] : null);
  const valueOf = (column: ColumnInfo | undefined) =>
    column && readableColumn(scope, column.name) ? (values.get(column.name) ?? null) : null;
  const ofRole = (role: ColumnRole) => valueOf(scope.model.columns.find((candidate) => candidate.role === role));
  const score = scoreOfOutput(scope.model, text('output_name'));
  const custom: FrameCustom = {
    plumbline: 'local',
    v: FRAME_VERSION,
    model: scope.model.name,
    recordId: hidesIds(scope) ? null : found.id,
    time: found.time,
    base: finiteNumber(found.row.base),
    fx: (unlogged > 0 ? outputOf(text('output_space'), valueOf(score)) : null) ?? finiteNumber(found.row.fx),
    ...(unlogged > 0 ? { unlogged } : {}),
    outputSpace: text('output_space'),
    outputName: text('output_name'),
    explainer: text('explainer'),
    background: text('background'),
    modelVersion: ofRole('version'),
    prediction: ofRole('prediction'),
    score: score ? valueOf(score) : ofRole('score'),
    additivityError: finiteNumber(found.row.error),
    reference: reference ? { kind: reference.kind, label: reference.label } : null,
  };
  return finish([frameOf(scope, query, rows)], scope.ledger, custom, query.refId);
};

/** The record's attributions: of the id wherever it is in time, else the newest in the time range. */
async function findRecord({ scope, units, range }: Setting, query: ExplanationQuery): Promise<Found> {
  const noIds = hidesIds(scope);
  if (noIds && query.id !== undefined) {
    throw new PlumblineError(
      'forbidden',
      `id: ids of ${scope.model.name} are sensitive and masked for you`,
      'Leave id out for the newest record, or ask an administrator for unmasked access.',
      'id'
    );
  }
  const parameters = new Parameters();
  const { attributions } = scope.model.relations;
  const where: string[] = [];
  let source = `SELECT a.* FROM ${attributions ?? ''} a`;
  if (query.id === undefined) {
    source = attributionRows(scope, range, parameters, query.output);
  } else {
    where.push(`a.id = ${parameters.add(query.id)}`);
    if (query.output !== undefined) {
      where.push(`a.output_name = ${parameters.add(query.output)}`);
    }
    where.push(...attributionConditions(scope.filters, parameters));
  }
  if (query.time !== undefined) {
    where.push(isAt('a."time"', Date.parse(query.time)));
  }
  const values = units.map((unit, index) => `${unitPhi(unit)} AS f${index}`);
  // All attributed columns make up the prediction, whatever the query shows.
  const all = scope.model.attributedFeatures.map((name) => `coalesce(${unitPhi({ name, members: [name] })}, 0)`);
  const known = scope.model.attributedFeatures.map(
    (name, index) => `(${unitPhi({ name, members: [name] })}) IS NOT NULL AS known${index}`
  );
  const rows = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT a.id AS id, ${epochMs('a."time"')} AS t, a.base_value::DOUBLE AS base, ${['a.base_value::DOUBLE', ...all].join(' + ')} AS fx, ${known.join(', ')},
       a.additivity_error AS error, a.output_space AS output_space, a.output_name AS output_name, a.explainer AS explainer, a.background AS background, ${values.join(', ')}
     FROM (${source}) a${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''} ORDER BY a."time" DESC, a.id, a.output_name, a.explainer LIMIT ${MOST_ROWS}`,
    parameters
  );
  const [first] = rows;
  if (!first) {
    throw new PlumblineError(
      'not_found',
      query.id === undefined
        ? 'No record of this time range has attributions'
        : `No attributions are stored for the record "${query.id}"`,
      query.id === undefined
        ? 'Widen the time range, or send attributions.'
        : 'Check id, time and output; the record may be older than the retention, or was not explained.',
      'id'
    );
  }
  const others = rows.filter(({ id, t }) => id === first.id && t === first.t);
  const output = others.find(({ output_name: name }) => name !== first.output_name);
  const explainers = [...new Set(others.map(({ explainer }) => String(explainer ?? 'none')))];
  if (output || (explainers.length > 1 && query.id !== undefined)) {
    throw severalOf(noIds ? 'The record' : `Record "${String(first.id)}"`, first, output, explainers);
  }
  if (explainers.length > 1) {
    scope.ledger.notice(
      'warning',
      `The record is explained by ${listNames(explainers)}: this is ${explainers[0]}. A filter on "explainer" chooses another.`
    );
  }
  return { id: String(first.id), time: Number(first.t), row: first };
}

/** A record with several rows of attributions, which are never added up: which one is meant has to be said. */
function severalOf(
  record: string,
  { output_name: name }: Record<string, unknown>,
  other: Record<string, unknown> | undefined,
  explainers: readonly string[]
): PlumblineError {
  return other
    ? new PlumblineError(
        'unprocessable',
        `${record} is explained for several outputs, such as ${String(name)} and ${String(other.output_name)}`,
        'Name one of them in output.',
        'output'
      )
    : new PlumblineError(
        'unprocessable',
        `${record} is explained by several explainers: ${listNames(explainers)}`,
        'Choose one by a filter such as {"key": "explainer", "operator": "=", "value": "..."}.',
        'filters'
      );
}

/** Screens know times to the millisecond, and a client may have sent microseconds. A range, so that row groups are skipped. */
const isAt = (column: string, ms: number): string =>
  `${column} >= ${timeLiteral(ms)} AND ${column} < ${timeLiteral(ms + 1)}`;

/** The record's own values as text, by column. */
async function readValues(scope: Scope, { id, time }: Found): Promise<Map<string, string>> {
  const { model } = scope;
  const columns = model.columns.filter(({ name }) => readableColumn(scope, name) !== undefined);
  const name = (role: ColumnRole) => quoteName(model.columns.find((column) => column.role === role)?.name ?? role);
  const parameters = new Parameters();
  const selected = columns.map((column, index) => `${quoteName(column.name)}::VARCHAR AS v${index}`);
  const [row] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT ${selected.join(', ')} FROM ${model.relations.predictions} WHERE ${name('id')} = ${parameters.add(id, hidesIds(scope) ? MASK : id)} AND ${isAt(name('time'), time)}`,
    parameters
  );
  return new Map(
    columns.flatMap((column, index) => {
      const value = row?.[`v${index}`];
      return typeof value === 'string' ? [[column.name, value] as const] : [];
    })
  );
}

/** How the record's attributions stand among those of the reference: its mean, and the share with a lower |SHAP|. */
async function referenceOf({ scope, units, window }: Setting, query: ExplanationQuery, { row }: Found) {
  const period = await referencePeriod(scope, query.reference, window);
  if (!period) {
    return null;
  }
  const parameters = new Parameters();
  const source = attributionRows(scope, period.range, parameters, query.output);
  const aggregates = units.flatMap((unit, index) => {
    const phi = finiteNumber(row[`f${index}`]);
    const rarer =
      phi === null ? 'NULL::DOUBLE' : `avg((abs(${unitPhi(unit)}) < ${numberLiteral(Math.abs(phi))})::INTEGER)`;
    return [`avg(${unitPhi(unit)}) AS m${index}`, `${rarer} AS r${index}`];
  });
  const [found] = await scope.ledger.rows<Record<string, unknown>>(
    `SELECT count(*) AS n, ${aggregates.join(', ')} FROM (${source}) a`,
    parameters
  );
  scope.ledger.rowsScanned += Number(found?.n ?? 0);
  return found && Number(found.n) > 0 ? { ...period, row: found } : null;
}

function frameOf(scope: Scope, query: ExplanationQuery, rows: readonly LocalRow[]): Frame {
  if (query.format === 'numeric') {
    const series = rows.map(({ unit, phi }) => ({
      labels: { model: scope.model.name, column: unit.name },
      value: phi,
    }));
    return numericFrame('local', LOCAL_FIELDS.phi, series);
  }
  return {
    name: 'local',
    fields: tableFields(rows, [
      { name: LOCAL_FIELDS.column, type: 'string', read: ({ unit }) => unit.name },
      { name: LOCAL_FIELDS.valueDisplay, type: 'string', read: ({ value }) => value },
      { name: LOCAL_FIELDS.phi, type: 'number', read: ({ phi }) => phi },
      { name: LOCAL_FIELDS.phiReference, type: 'number', read: ({ phiReference }) => phiReference },
      { name: LOCAL_FIELDS.rarity, type: 'number', read: ({ rarity }) => rarity },
    ]),
    meta: TABLE_META,
  };
}
