/** Attribution of one column over its values, beside the reference: has the model changed, or only the traffic? */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { INTERACTION_FIELDS } from '../../../query/explanationFrames';
import { type DependenceQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { type ColumnInfo } from '../../store/types';
import { type Analysis } from '../context';
import { findColumn } from '../shared/columns';
import { finish, TABLE_META, tableFields } from '../shared/frames';
import { hidesIds } from '../shared/masked';
import { type Scope } from '../shared/scope';
import { type AttributionSums, sumAttributions } from './attributions';
import { type ColorScale, colorScales } from './colors';
import { gridFrame, pointsFrame } from './dependenceFrames';
import { trendFrame } from './dependenceTrend';
import { type Interaction, interactions, SAMPLED_ROWS } from './interactions';
import { referenceSums, resolveSetting, settingCustom, type Setting } from './setting';
import { type Unit } from './units';
import { isNumeric, readableColumn } from './values';
import { unmixed } from './unmixed';

/** Records that are sent one by one; beyond, as a grid of counts. */
const MOST_POINTS = 5000;
const NO_COLOR = 'none';

/** What a dependence picture is about. */
export interface DependenceSource {
  setting: Setting;
  query: DependenceQuery;
  unit: Unit;
  x: ColumnInfo;
  color: ColumnInfo | undefined;
  colorScale: ColorScale;
}

export const dependence: Analysis<DependenceQuery> = unmixed(async (query, context) => {
  const setting = await resolveSetting(query, context);
  const { scope, range } = setting;
  const sums = await sumAttributions(scope, setting.units, range, query.output);
  const unit = chooseUnit(setting, sums);
  const x = xColumn(scope, unit);
  const { period } = await referenceSums({ ...setting, units: [unit] }, query, sums);
  const scores = await interactions({ setting, query, unit, x, rows: sums.rows });
  const color = chooseColor(scope, query, scores);
  const [colorScale = { kind: 'none' as const }] = await colorScales(scope, [color], range, query.output, sums.rows);
  const source: DependenceSource = { setting, query, unit, x, color, colorScale };
  const drawn =
    sums.rows <= MOST_POINTS || !isNumeric(x) ? await pointsOrNone(source, sums.rows) : await gridFrame(source);
  const trend = await trendFrame(source, period?.range ?? null, query.confidence ?? DEFAULT_CONFIDENCE);
  if (sums.rows > SAMPLED_ROWS && scores.length > 0) {
    scope.ledger.notice(
      'info',
      `Interaction scores come from ${SAMPLED_ROWS} of ${sums.rows} records, chosen by their ids.`
    );
  }
  const custom: FrameCustom = {
    plumbline: 'dependence-trend',
    v: FRAME_VERSION,
    ...settingCustom(setting, sums, period),
    column: unit.name,
    kind: isNumeric(x) ? 'numeric' : 'categorical',
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    // What filters choose single records by.
    idColumn: hidesIds(scope) ? null : (scope.model.columns.find(({ role }) => role === 'id')?.name ?? null),
    colorBy: color?.name ?? null,
    color: colorScale,
  };
  return finish([trend, ...drawn, interactionFrame(scores)], scope.ledger, custom, query.refId);
});

/** The only unit that the query names, else the most important one. */
function chooseUnit({ units, scope }: Setting, sums: AttributionSums): Unit {
  const importance = (unit: Unit) => sums.features.get(unit.name)?.meanAbs ?? -1;
  const plain = units.filter(({ members }) => members.length === 1);
  const best = [...plain].sort((a, b) => importance(b) - importance(a) || a.name.localeCompare(b.name))[0];
  if (!best) {
    throw new PlumblineError(
      'bad_request',
      'columns: a group has no value of its own to draw attributions over',
      `Name one column of ${scope.model.name}.`,
      'columns'
    );
  }
  return best;
}

function xColumn(scope: Scope, unit: Unit): ColumnInfo {
  const column = findColumn(scope.model, unit.name, 'columns');
  if (!readableColumn(scope, unit.name)) {
    throw new PlumblineError(
      'forbidden',
      `columns: ${unit.name} is sensitive and masked for you`,
      'Use another column, or ask an administrator for unmasked access.',
      'columns'
    );
  }
  return column;
}

function chooseColor(scope: Scope, query: DependenceQuery, scores: readonly Interaction[]): ColumnInfo | undefined {
  if (query.colorBy === NO_COLOR) {
    return undefined;
  }
  if (query.colorBy === undefined) {
    return scores[0]?.column;
  }
  const column = findColumn(scope.model, query.colorBy, 'colorBy');
  if (!readableColumn(scope, column.name)) {
    throw new PlumblineError(
      'forbidden',
      `colorBy: ${column.name} is sensitive and masked for you`,
      'Use another column, or none.',
      'colorBy'
    );
  }
  return column;
}

/** Points of categories are only sent where they are few: their trend has quartiles. */
async function pointsOrNone(source: DependenceSource, rows: number): Promise<Frame[]> {
  return rows <= MOST_POINTS ? pointsFrame(source) : [];
}

function interactionFrame(scores: readonly Interaction[]): Frame {
  return {
    name: 'dependence-interactions',
    fields: tableFields(scores, [
      { name: INTERACTION_FIELDS.column, type: 'string', read: ({ column }) => column.name },
      { name: INTERACTION_FIELDS.score, type: 'number', read: ({ score }) => score },
    ]),
    meta: { ...TABLE_META, custom: { plumbline: 'dependence-interactions', v: FRAME_VERSION } },
  };
}
