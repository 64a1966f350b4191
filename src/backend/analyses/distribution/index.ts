/** Shares of the frozen bins in the reference and in one stretch of time, with each bin's part of a score. */
import { PlumblineError } from '../../../query/errors';
import { DISTRIBUTION_FIELDS, FRAME_VERSION, type FrameCustom } from '../../../query/frames';
import { DEFAULT_METHOD, METHOD_TRAITS } from '../../../query/defaults';
import { type DistributionQuery, type DriftMethod } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type FrozenBins, type ModelInfo } from '../../store/types';
import { alignCategories, type ColumnCounts, MISSING } from '../binning/bins';
import { knownValues, type KnownValues } from '../binning/known';
import { type Analysis } from '../context';
import { resolveBaseline } from '../drift/baseline';
import { compareCounts } from '../drift/counts';
import { shortNumber } from '../drift/direction';
import { contributions, decomposes } from '../drift/contributions';
import { planGroups } from '../drift/groups';
import { countRequests, type DriftColumn } from '../drift/plan';
import { WHOLE } from '../shared/cells';
import { chooseColumns, type ChosenColumn, listNames } from '../shared/columns';
import { finish, numericFrame, TABLE_META, tableFields } from '../shared/frames';
import { oneWindow, refuseSegments, withWindow } from '../shared/oneWindow';
import { resolveScope, type Scope } from '../shared/scope';

interface BinRow {
  column: string;
  bin: number;
  label: string;
  lo: number | null;
  hi: number | null;
  referenceCount: number;
  referenceShare: number | null;
  count: number;
  share: number | null;
  contribution: number | null;
}

export const distribution: Analysis<DistributionQuery> = async (query, context) => {
  const whole = await resolveScope({ ...query, window: query.window ?? 'all' }, context);
  refuseSegments(whole, 'Filter to one segment instead.');
  const window = oneWindow(whole);
  const scope = withWindow(whole, window);
  const baseline = await resolveBaseline(scope, query.reference);
  const method = query.method ?? DEFAULT_METHOD;
  const fine = METHOD_TRAITS[method].reads === 'fine';
  const rows: BinRow[] = [];
  const sets: Record<string, unknown> = Object.create(null);
  const groups = await planGroups(scope, baseline, null, (model) => visibleColumns(scope, model));
  for (const group of groups) {
    const compared = await compareCounts(group.scope, group.baseline, countRequests(group.columns), {
      grid: fine ? 'fine' : 'coarse',
      means: true,
      source: {},
    });
    for (const column of group.columns) {
      const { frozen } = group.baseline;
      if (column.problem || !column.bins || !frozen) {
        scope.ledger.notice('warning', column.problem?.text ?? `${column.column.name} has no bins`);
        continue;
      }
      const known =
        column.bins.kind === 'categorical'
          ? await knownValues(group.scope, frozen, column.column, column.bins)
          : () => true;
      const current =
        compared.current.at(WHOLE, compared.position(0))?.columns.get(column.column.name) ??
        emptyLike(column.bins, fine);
      const reference = compared.reference(column, WHOLE, 0) ?? emptyLike(column.bins, fine);
      const found = binRows(column, column.bins, reference, current, known, method, fine);
      rows.push(...found.rows);
      sets[column.column.name] = {
        n: current.n,
        nReference: reference.n,
        score: found.score,
        ...means(column.bins, reference, current),
      };
    }
  }
  const custom: FrameCustom = {
    plumbline: 'distribution',
    v: FRAME_VERSION,
    model: scope.model.name,
    reference: { kind: baseline.spec.kind, label: baseline.label },
    window: { from: window.start, to: window.end },
    method,
    decomposes: decomposes(method),
    columns: sets,
  };
  return finish([frameOf(scope, query, rows)], scope.ledger, custom, query.refId);
};

/** A masked column's categories would be its values. */
function visibleColumns(scope: Scope, model: ModelInfo): ChosenColumn[] {
  const chosen = chooseColumns(model, scope.query.columns);
  const masked = chosen.filter((column) => column.sensitive && !scope.context.unmasked);
  const named = masked.find((column) => column.named);
  if (named) {
    throw new PlumblineError(
      'forbidden',
      `columns: ${named.name} is sensitive and masked for you`,
      'Choose other columns, or ask an administrator for unmasked access.',
      'columns'
    );
  }
  if (masked.length > 0) {
    scope.ledger.notice('info', `Masked for you and left out: ${listNames(masked.map((column) => column.name))}.`);
  }
  return chosen.filter((column) => !masked.includes(column));
}

function emptyLike(bins: FrozenBins, fine: boolean): ColumnCounts {
  return bins.kind === 'numeric'
    ? {
        kind: 'numeric',
        counts: new Float64Array((fine ? bins.fineEdges : bins.edges).length + 1),
        n: 0,
        missing: 0,
        mean: null,
      }
    : { kind: 'categorical', counts: new Map(), n: 0, missing: 0 };
}

function means(bins: FrozenBins, reference: ColumnCounts, current: ColumnCounts): Record<string, unknown> {
  return bins.kind === 'numeric' && reference.kind === 'numeric' && current.kind === 'numeric'
    ? {
        kind: 'numeric',
        mean: current.mean,
        meanReference: reference.mean,
        sdReference: bins.sd,
        min: bins.min,
        max: bins.max,
      }
    : { kind: 'categorical' };
}

interface BinSpec {
  label: string;
  lo: number | null;
  hi: number | null;
}

/** Bins are open below and closed above; the outer ones have no end of their own. */
function numericSpecs(edges: readonly number[]): BinSpec[] {
  return Array.from({ length: edges.length + 1 }, (_, index) => {
    const lo = edges[index - 1] ?? null;
    const hi = edges[index] ?? null;
    const label =
      lo === null
        ? hi === null
          ? 'all'
          : `≤ ${shortNumber(hi)}`
        : hi === null
          ? `> ${shortNumber(lo)}`
          : `${shortNumber(lo)} – ${shortNumber(hi)}`;
    return { label, lo, hi };
  });
}

function binRows(
  { column }: DriftColumn,
  bins: FrozenBins,
  reference: ColumnCounts,
  current: ColumnCounts,
  known: KnownValues,
  method: DriftMethod,
  fine: boolean
): { rows: BinRow[]; score: number | null } {
  let specs: BinSpec[] = [];
  let before: ArrayLike<number> = [];
  let now: ArrayLike<number> = [];
  if (bins.kind === 'numeric' && reference.kind === 'numeric' && current.kind === 'numeric') {
    specs = numericSpecs(fine ? bins.fineEdges : bins.edges);
    before = reference.counts;
    now = current.counts;
  } else if (bins.kind === 'categorical' && reference.kind === 'categorical' && current.kind === 'categorical') {
    const pair = alignCategories(bins, reference, current, false, known);
    specs = pair.labels.map((label) => ({ label, lo: null, hi: null }));
    before = pair.reference;
    now = pair.current;
  }
  const share = (count: number, n: number) => (n > 0 ? count / n : null);
  const scale = bins.kind === 'numeric' ? { edges: bins.fineEdges, min: bins.min, max: bins.max, sd: bins.sd } : null;
  const parts = reference.n > 0 && current.n > 0 ? contributions(method, before, now, scale) : null;
  const rows = specs.map((spec, bin): BinRow => {
    const referenceCount = before[bin] ?? 0;
    const count = now[bin] ?? 0;
    const p = share(referenceCount, reference.n);
    const q = share(count, current.n);
    const contribution = parts?.[bin] ?? null;
    return { column: column.name, bin, ...spec, referenceCount, referenceShare: p, count, share: q, contribution };
  });
  // Other and unseen values only have a row where there are any; missing ones always do.
  const shown = rows.filter((row) => bins.kind === 'numeric' || row.referenceCount + row.count > 0);
  const missing: BinRow = {
    column: column.name,
    bin: rows.length,
    label: MISSING,
    lo: null,
    hi: null,
    referenceCount: reference.missing,
    referenceShare: share(reference.missing, reference.n + reference.missing),
    count: current.missing,
    share: share(current.missing, current.n + current.missing),
    contribution: null,
  };
  const score = parts && decomposes(method) ? parts.reduce((sum, part) => sum + part, 0) : null;
  return { rows: [...shown, missing], score };
}

function frameOf(scope: Scope, query: DistributionQuery, rows: BinRow[]): Frame {
  if (query.format === 'numeric') {
    return numericFrame(
      'distribution',
      'share',
      rows.map((row) => ({ labels: { model: scope.model.name, column: row.column, bin: row.label }, value: row.share }))
    );
  }
  return {
    name: 'distribution',
    fields: tableFields(rows, [
      { name: DISTRIBUTION_FIELDS.column, type: 'string', read: (row) => row.column },
      { name: DISTRIBUTION_FIELDS.bin, type: 'integer', read: (row) => row.bin },
      { name: DISTRIBUTION_FIELDS.label, type: 'string', read: (row) => row.label },
      { name: DISTRIBUTION_FIELDS.lo, type: 'number', read: (row) => row.lo },
      { name: DISTRIBUTION_FIELDS.hi, type: 'number', read: (row) => row.hi },
      { name: DISTRIBUTION_FIELDS.referenceCount, type: 'integer', read: (row) => row.referenceCount },
      { name: DISTRIBUTION_FIELDS.referenceShare, type: 'number', read: (row) => row.referenceShare },
      { name: DISTRIBUTION_FIELDS.count, type: 'integer', read: (row) => row.count },
      { name: DISTRIBUTION_FIELDS.share, type: 'number', read: (row) => row.share },
      { name: DISTRIBUTION_FIELDS.contribution, type: 'number', read: (row) => row.contribution },
    ]),
    meta: TABLE_META,
  };
}
