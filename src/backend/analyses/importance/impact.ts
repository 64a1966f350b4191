/** Why the mean prediction changed: one part a column, split into other values (mix) and another function. */
import { DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { PlumblineError } from '../../../query/errors';
import { IMPACT_FIELDS } from '../../../query/explanationFrames';
import { type ImpactQuery } from '../../../query/explanations';
import { FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { welch } from '../../statistics/intervals';
import { type MixFunction, mixFunction } from '../../statistics/mixFunction';
import { benjaminiHochberg } from '../../statistics/multiple';
import { type FrozenBins } from '../../store/types';
import { ndcg, spearman } from '../../statistics/rankAgreement';
import { type Analysis } from '../context';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { type Scope } from '../shared/scope';
import { attributionLimits } from './attributionDrift';
import { type ImpactSums, sumByBin, sumImpact } from './impactSums';
import { referencePeriod } from './period';
import { resolveSetting, settingCustom } from './setting';
import { driftSeverity, type Severity } from './severity';
import { compareKinds } from './source';
import { chooseUnits, type Unit } from './units';
import { binsReference } from './values';
import { unmixed } from './unmixed';

interface ImpactRow {
  unit: Unit;
  importance: number;
  importanceReference: number;
  delta: number;
  interval: { lo: number; hi: number } | null;
  p: number | null;
  q: number | null;
  parts: MixFunction | null;
  severity: Severity | undefined;
}

export const impact: Analysis<ImpactQuery> = unmixed(async (query, context) => {
  // All columns take part, or the parts would not add up; `columns` only says which ones are shown apart.
  const setting = await resolveSetting({ ...query, columns: undefined }, context);
  const { scope, units, range, window } = setting;
  const shownUnits = new Set(chooseUnits(scope.model, query).map(({ name }) => name));
  const period = await referencePeriod(scope, query.reference, window);
  if (!period) {
    throw new PlumblineError(
      'unprocessable',
      `A change needs something to compare with, and model ${scope.model.name} has no default reference`,
      'Store a reference, or choose a period such as the previous one.',
      'reference'
    );
  }
  const current = await sumImpact(scope, units, range, query.output);
  const reference = await sumImpact(scope, units, period.range, query.output);
  for (const [side, sums] of [
    ['in this time range', current],
    [`for ${period.label}`, reference],
  ] as const) {
    if (sums.rows === 0) {
      scope.ledger.notice('warning', `There are no attributions ${side}, so nothing can be compared.`);
    }
  }
  compareKinds(scope, current, reference);
  const parts = await partsOf(scope, query, units, { range, reference: period.range });
  const severity = await driftSeverity(scope, query, units, context, window);
  const rows =
    current.rows > 0 && reference.rows > 0
      ? impactRows(units, current, reference, parts, severity, query.confidence ?? DEFAULT_CONFIDENCE)
      : [];
  const wanted = rows.filter(({ unit }) => shownUnits.has(unit.name));
  const shown = query.topK === undefined ? wanted : wanted.slice(0, query.topK);
  const rest = rows.filter((row) => !shown.includes(row));
  const delta = current.mean - reference.mean;
  noteMissing(scope, [current, reference]);
  const custom: FrameCustom = {
    plumbline: 'impact',
    v: FRAME_VERSION,
    ...settingCustom(setting, current, period),
    nReference: reference.rows,
    confidence: query.confidence ?? DEFAULT_CONFIDENCE,
    family: 'features',
    ...(rows.length > 0 ? { agreement: agreementOf(rows, scope) } : {}),
    additivityError: current.additivityError,
    base: { current: current.base, reference: reference.base },
    mean: { current: current.mean, reference: reference.mean },
    delta,
    ...(rest.length > 0 ? { others: sumOf(rest) } : {}),
    ...(wanted.length > shown.length
      ? { truncated: { shown: shown.length, total: wanted.length, rule: 'largest change first' } }
      : {}),
  };
  const base = current.base - reference.base;
  return finish(
    [frameOf(scope, query, shown, rows.length > 0 ? base : null, delta)],
    scope.ledger,
    custom,
    query.refId
  );
});

/** How alike the order of importance is to the reference's, and below what that is an alarm. */
function agreementOf(rows: readonly ImpactRow[], scope: Scope) {
  const [now, then] = [rows.map((row) => row.importance), rows.map((row) => row.importanceReference)];
  return { ndcg: ndcg(now, then), spearman: spearman(now, then), ...attributionLimits(scope) };
}

/** Mix and function by unit: a group's parts are the sums of its columns'. */
async function partsOf(
  scope: Scope,
  query: ImpactQuery,
  units: readonly Unit[],
  sides: Record<'range' | 'reference', Parameters<typeof sumByBin>[3]>
): Promise<Map<string, MixFunction>> {
  const name = binsReference(scope.model, query);
  if (name === undefined) {
    scope.ledger.notice('info', 'Without a stored reference there are no bins to tell mix from function.');
    return new Map();
  }
  const { bins } = await scope.context.catalogue.reference(scope.model.name, name);
  const frozen: ReadonlyMap<string, FrozenBins> = bins;
  const columns = units.flatMap((unit) => unit.members);
  const current = await sumByBin(scope, columns, frozen, sides.range, query.output);
  const reference = await sumByBin(scope, columns, frozen, sides.reference, query.output);
  const found = new Map<string, MixFunction>();
  for (const unit of units) {
    const members = unit.members.map((member) => {
      const [then, now] = [reference.get(member), current.get(member)];
      return then && now ? mixFunction(then, now) : null;
    });
    const known = members.filter((part) => part !== null);
    if (known.length === members.length) {
      found.set(
        unit.name,
        known.reduce((sum, part) => ({
          mix: sum.mix + part.mix,
          func: sum.func + part.func,
          unseen: Math.max(sum.unseen, part.unseen),
        }))
      );
    }
  }
  return found;
}

function impactRows(
  units: readonly Unit[],
  current: ImpactSums,
  reference: ImpactSums,
  parts: ReadonlyMap<string, MixFunction>,
  severity: ReadonlyMap<string, Severity>,
  confidence: number
): ImpactRow[] {
  const rows = units.flatMap((unit): ImpactRow[] => {
    const [now, then] = [current.units.get(unit.name), reference.units.get(unit.name)];
    if (!now || !then) {
      return [];
    }
    const test =
      now.variance !== null && then.variance !== null
        ? welch(
            { n: current.rows, mean: now.mean, variance: now.variance },
            { n: reference.rows, mean: then.mean, variance: then.variance },
            confidence
          )
        : null;
    return [
      {
        unit,
        importance: now.meanAbs,
        importanceReference: then.meanAbs,
        delta: now.mean - then.mean,
        interval: test?.interval ?? null,
        p: test?.p ?? null,
        q: null,
        parts: parts.get(unit.name) ?? null,
        severity: severity.get(unit.name),
      },
    ];
  });
  const adjusted = benjaminiHochberg(rows.map(({ p }) => p));
  return rows
    .map((row, index) => ({ ...row, q: adjusted[index] ?? null }))
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || a.unit.name.localeCompare(b.unit.name));
}

function sumOf(rows: readonly ImpactRow[]) {
  const sum = (read: (row: ImpactRow) => number | null | undefined) =>
    rows.reduce<number | null>((total, row) => {
      const value = read(row);
      return total === null || value == null ? null : total + value;
    }, 0);
  return {
    columns: rows.length,
    delta: sum((row) => row.delta),
    mix: sum((row) => row.parts?.mix),
    func: sum((row) => row.parts?.func),
  };
}

function noteMissing(scope: Scope, sides: readonly ImpactSums[]): void {
  const missing = [
    ...new Set(sides.flatMap(({ units }) => [...units].flatMap(([name, { missing }]) => (missing > 0 ? [name] : [])))),
  ];
  if (missing.length > 0) {
    scope.ledger.notice(
      'info',
      `Not every record has an attribution of ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ' and others' : ''}: a missing one counts as 0.`
    );
  }
}

function frameOf(
  scope: Scope,
  query: ImpactQuery,
  rows: readonly ImpactRow[],
  base: number | null,
  delta: number
): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'impact',
      IMPACT_FIELDS.delta,
      rows.map((row) => ({ labels: { model: scope.model.name, column: row.unit.name }, value: row.delta }))
    );
  }
  const list: Array<ImpactRow | null> = base === null ? [...rows] : [...rows, null];
  const share = (part: number) => (delta === 0 ? null : part / delta);
  return {
    name: 'impact',
    fields: tableFields(list, [
      { name: IMPACT_FIELDS.column, type: 'string', read: (row) => row?.unit.name },
      { name: IMPACT_FIELDS.part, type: 'string', read: (row) => (row ? 'column' : 'base') },
      { name: IMPACT_FIELDS.importance, type: 'number', read: (row) => row?.importance },
      { name: IMPACT_FIELDS.importanceReference, type: 'number', read: (row) => row?.importanceReference },
      { name: IMPACT_FIELDS.severity, type: 'number', read: (row) => row?.severity?.value },
      { name: IMPACT_FIELDS.status, type: 'string', read: (row) => row?.severity?.status },
      { name: IMPACT_FIELDS.delta, type: 'number', read: (row) => (row ? row.delta : base) },
      { name: IMPACT_FIELDS.deltaLo, type: 'number', read: (row) => row?.interval?.lo },
      { name: IMPACT_FIELDS.deltaHi, type: 'number', read: (row) => row?.interval?.hi },
      { name: IMPACT_FIELDS.p, type: 'number', read: (row) => row?.p },
      { name: IMPACT_FIELDS.q, type: 'number', read: (row) => row?.q },
      { name: IMPACT_FIELDS.share, type: 'number', read: (row) => share(row ? row.delta : (base ?? 0)) },
      { name: IMPACT_FIELDS.mix, type: 'number', read: (row) => row?.parts?.mix },
      { name: IMPACT_FIELDS.func, type: 'number', read: (row) => row?.parts?.func },
      { name: IMPACT_FIELDS.unseen, type: 'number', read: (row) => row?.parts?.unseen },
    ]),
    meta: TABLE_META,
  };
}
