/**
 * Columns by where their values live: among the predictions, among the labels or among the attributions. Each group has
 * a scope and a baseline whose relations hold its columns, so that everything after this treats them alike.
 */
import { PlumblineError } from '../../../query/errors';
import { type DriftMethod } from '../../../query/model';
import { type GroupedSample } from '../../statistics/samples';
import { type ColumnInfo, type FrozenBins, type ModelInfo, type ReferenceInfo } from '../../store/types';
import { type CategoryCounts } from '../binning/bins';
import { countColumns, referenceRows } from '../binning/scan';
import { referenceSource, WHOLE } from '../shared/cells';
import { chooseColumns, type ChosenColumn } from '../shared/columns';
import { LABEL, labelledRelation } from '../shared/labels';
import { withRowChunks } from '../shared/rowChunks';
import { type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName } from '../shared/statement';
import { type Baseline } from './baseline';
import { comparedValue, type DriftColumn, planColumns } from './plan';
import { readSamples } from './samples';

export interface Group {
  scope: Scope;
  baseline: Baseline;
  columns: DriftColumn[];
}

type Origin = 'predictions' | 'labels' | 'attributions';

/** Before any prediction that a store takes. */
const EARLIEST = Date.UTC(1678, 0, 1);

/** The query's columns in its order, planned; `method` is `null` where a preset chooses. */
export async function planGroups(
  scope: Scope,
  baseline: Baseline,
  method: DriftMethod | null,
  choose: (model: ModelInfo) => ChosenColumn[] = (model) => chooseColumns(model, scope.query.columns)
): Promise<Group[]> {
  const further = furtherColumns(scope.model);
  const chosen = choose({ ...scope.model, columns: [...scope.model.columns, ...further.keys()] });
  const origins = new Map<Origin, ChosenColumn[]>();
  for (const column of chosen) {
    const origin = [...further].find(([{ name }]) => name === column.name)?.[1] ?? 'predictions';
    origins.set(origin, [...(origins.get(origin) ?? []), column]);
  }
  const groups: Group[] = [];
  for (const [origin, columns] of origins) {
    groups.push(await planGroup(scope, baseline, origin, columns, method));
  }
  return groups;
}

/** The label and the attributions, under the names that a query calls them by. A prediction of that name goes first. */
function furtherColumns(model: ModelInfo): Map<ColumnInfo, Origin> {
  const taken = new Set(model.columns.map(({ name }) => name));
  const found = new Map<ColumnInfo, Origin>();
  if (model.label && !taken.has(model.label.name)) {
    const kind = model.task === 'regression' || model.task === 'ranking' ? 'numeric' : 'categorical';
    found.set({ ...model.label, role: 'label', kind }, 'labels');
  }
  if (model.relations.attributions) {
    for (const feature of model.attributedFeatures) {
      const name = `shap_${feature}`;
      if (!taken.has(name)) {
        const column: ColumnInfo = {
          name,
          role: 'metadata',
          kind: 'numeric',
          sqlType: 'DOUBLE',
          segment: false,
          sensitive: model.columns.some((column) => column.name === feature && column.sensitive),
        };
        found.set(column, 'attributions');
      }
    }
  }
  return found;
}

async function planGroup(
  scope: Scope,
  baseline: Baseline,
  origin: Origin,
  chosen: readonly ChosenColumn[],
  method: DriftMethod | null
): Promise<Group> {
  const { frozen } = baseline;
  const moved =
    origin === 'predictions' ? scope : withRelation(scope, origin, scope.model.relations.predictions, chosen);
  const relation =
    frozen && (origin === 'predictions' ? frozen.relation : extended(scope, origin, frozen.relation, chosen));
  let reference: ReferenceInfo | null = frozen && { ...frozen, relation: relation ?? frozen.relation };
  const lacking = chosen.filter((column) => reference && !reference.bins.has(column.name) && isDerived(column, origin));
  if (reference && lacking.length > 0) {
    const bins = new Map(reference.bins);
    // The reference's own columns tell which segments and filters apply to it; new ones are added beside them.
    for (const column of lacking) {
      const made = await deriveBins(moved, reference, column);
      if (made) {
        bins.set(column.name, made);
      }
    }
    reference = { ...reference, bins };
  }
  return {
    scope: await withRowChunks(moved),
    baseline: { ...baseline, frozen: reference },
    columns: planColumns(moved, chosen, method, reference),
  };
}

const isDerived = (column: ChosenColumn, origin: Origin) =>
  origin !== 'predictions' || column.kind === 'time' || column.kind === 'text';

function withRelation(scope: Scope, origin: Origin, relation: string, columns: readonly ColumnInfo[]): Scope {
  const predictions = extended(scope, origin, relation, columns);
  return { ...scope, model: { ...scope.model, relations: { ...scope.model.relations, predictions } } };
}

/** The rows of a relation of predictions with columns from elsewhere. */
function extended(scope: Scope, origin: Origin, relation: string, columns: readonly ColumnInfo[]): string {
  const { model } = scope;
  const names = columns.map(({ name }) => quoteName(name));
  if (origin === 'labels') {
    const inner = labelledRelation(scope, EARLIEST, relation);
    const value = columns[0]?.kind === 'numeric' ? `TRY_CAST(${LABEL} AS DOUBLE)` : LABEL;
    return `(SELECT *, ${value} AS ${names[0]} FROM ${inner})`;
  }
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const values = names.map((name) => `a.${name}::DOUBLE AS ${name}`).join(', ');
  return `(SELECT p.*, ${values} FROM ${relation} p JOIN ${model.relations.attributions} a ON a.id = p.${id} AND a."time" = p.${timeColumn(model)})`;
}

/** Bins of a column that the reference did not freeze, from its rows; `null` where it lacks what they are made from. */
async function deriveBins(scope: Scope, reference: ReferenceInfo, column: ChosenColumn): Promise<FrozenBins | null> {
  const all: Scope = { ...scope, segments: [], filters: [] };
  const { value, kind } = comparedValue(column);
  const make = async (): Promise<FrozenBins | null> => {
    if (kind === 'numeric') {
      const source = referenceSource(all, reference.relation, () => true, [value], new Parameters());
      const samples = await readSamples(all, source, [WHOLE], [column.name]);
      const [counted] = await scope.ledger.rows<{ n: number }>(`SELECT count(*) AS n FROM ${reference.relation}`);
      return numericBins(samples.get(column.name)?.get(WHOLE.id)?.get(0) ?? null, counted?.n ?? 0);
    }
    const request = { column: column.name, bins: null, integer: false };
    const cells = await countColumns(
      all,
      referenceRows(all, reference.relation, () => true),
      [request],
      {
        grid: 'none',
        means: false,
      }
    );
    const counts = cells.at(WHOLE, 0)?.columns.get(column.name);
    return counts?.kind === 'categorical' ? categoricalBins(counts) : null;
  };
  try {
    return await scope.ledger.shared(JSON.stringify(['derived bins', reference.hash, reference.relation, value]), make);
  } catch (error) {
    if (error instanceof PlumblineError && (error.code === 'timeout' || error.code === 'too_large')) {
      throw error;
    }
    // An uploaded reference may hold no such column: that is a finding about it, not a failure of the query.
    return null;
  }
}

function numericBins(sample: GroupedSample | null, rows: number): FrozenBins {
  const { values = new Float64Array(0), counts = new Float64Array(0), n = 0 } = sample ?? {};
  const upTo = new Float64Array(counts.length);
  counts.reduce((sum, count, index) => (upTo[index] = sum + count), 0);
  /** The smallest value that at least the share `q` of the rows is not above: `quantile_disc`. */
  const quantile = (q: number): number => values[upTo.findIndex((rank) => rank >= q * n - 1e-9)] ?? 0;
  const edges = (steps: number) =>
    n === 0 ? [] : [...new Set(Array.from({ length: steps - 1 }, (_, index) => quantile((index + 1) / steps)))];
  const count = (list: readonly number[]) => {
    const found = new Array<number>(list.length + 1).fill(0);
    values.forEach((value, index) => {
      const bin = list.findIndex((edge) => value <= edge);
      const at = bin < 0 ? list.length : bin;
      found[at] = (found[at] ?? 0) + (counts[index] ?? 0);
    });
    return found;
  };
  const coarse = edges(10);
  const fine = edges(100);
  const mean = n > 0 ? values.reduce((sum, value, index) => sum + value * (counts[index] ?? 0), 0) / n : 0;
  const square = values.reduce((sum, value, index) => sum + (value - mean) ** 2 * (counts[index] ?? 0), 0);
  return {
    kind: 'numeric',
    edges: coarse,
    counts: count(coarse),
    fineEdges: fine,
    fineCounts: count(fine),
    min: values[0] ?? 0,
    max: values.at(-1) ?? 0,
    mean,
    sd: n > 0 ? Math.sqrt(square / n) : 0,
    n,
    missing: Math.max(0, rows - n),
  };
}

const KEPT = 50;

function categoricalBins({ counts, n, missing }: CategoryCounts): FrozenBins {
  const sorted = [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const categories = sorted.slice(0, KEPT);
  const kept = categories.reduce((sum, { count }) => sum + count, 0);
  return { kind: 'categorical', categories, other: n - kept, n, missing };
}
