/**
 * Bin counts from rollups: whole hours that are clean come from their counts, everything else of the same moment from the
 * rows, so that the answer is what a scan of all rows would give.
 */
import {
  countsTable,
  newestPredictions,
  rawHorizon,
  readLayout,
  rowsIn,
  type Snapshot,
  wantedLayout,
} from '../../../store/rollups';
import { type ReferenceInfo } from '../../../store/types';
import { type Origin, predictionSource, referenceSource, type Segment, segmentOf, WHOLE } from '../../shared/cells';
import { Ledger } from '../../shared/ledger';
import { filterConditions, lineageConditions, type Scope, timeColumn } from '../../shared/scope';
import { Parameters, quoteName } from '../../shared/statement';
import { Cells } from '../cells';
import { type CountOptions, type CountRequest, type MakeSource } from '../types';
import { SummedColumns, sumsOf } from './counts';
import { type Reading, readCounts } from './read';
import { answerable, chooseKey, type SliceFields, type Split, splitWindows } from './plan';

type Scan = (
  scope: Scope,
  source: MakeSource,
  requests: readonly CountRequest[],
  options: CountOptions
) => Promise<Cells>;

/** Counts as `scan` would, or null where rollups have nothing to say. */
export async function countRollups(
  scope: Scope,
  origin: Origin,
  requests: readonly CountRequest[],
  options: CountOptions,
  scan: Scan
): Promise<Cells | null> {
  const { rollups } = scope.context;
  if (!rollups) {
    return null;
  }
  const reference = await defaultReference(scope);
  return rollups.snapshot((snapshot) =>
    new RollupScan(scope, snapshot, reference, options, scan).run(origin, requests)
  );
}

async function defaultReference({ context, model }: Scope): Promise<ReferenceInfo | null> {
  const name = model.defaultReference;
  return name !== undefined && (await context.catalogue.references(model.name)).includes(name)
    ? context.catalogue.reference(model.name, name)
    : null;
}

/** A segment in a window. */
interface Place {
  segment: Segment;
  window: number;
  rows: number;
}

class RollupScan {
  private readonly places = new Map<string, number>();
  private readonly cells: Place[] = [];
  private readonly ledger: Ledger;
  /** The scope with the snapshot as its only reader. */
  private readonly inside: Scope;

  constructor(
    private readonly scope: Scope,
    private readonly snapshot: Snapshot,
    private readonly reference: ReferenceInfo | null,
    private readonly options: CountOptions,
    private readonly scan: Scan
  ) {
    const context = { ...scope.context, reader: snapshot.reader, memo: new Map<string, Promise<unknown>>() };
    this.ledger = new Ledger(context);
    this.inside = { ...scope, context, ledger: this.ledger };
  }

  async run(origin: Origin, requests: readonly CountRequest[]): Promise<Cells | null> {
    const { model } = this.scope;
    const layout = await readLayout(this.snapshot.reader, model.name);
    if (!layout || layout.signature !== wantedLayout(model, this.reference).signature) {
      return null;
    }
    const key = chooseKey(this.scope, layout, origin.kind === 'reference' ? origin.has : () => true);
    const rolled = answerable(layout, this.reference, requests, this.options);
    if (!key || (rolled.length === 0 && requests.length > 0)) {
      return null;
    }
    const own = `layout = ${layout.layout} AND key = ${key.key}`;
    const source = { layout, own, table: countsTable(layout.layout, key.key) };
    if (origin.kind === 'reference') {
      if (origin.relation !== this.reference?.relation) {
        return null;
      }
      const slices = await this.slices(key, origin, `${own} AND hour IS NULL`, () => 0);
      if (slices.size === 0) {
        return null;
      }
      return this.collect({ ...source, slices, rolled }, requests, null, (select) =>
        referenceSource(this.inside, origin.relation, origin.has, select)
      );
    }
    const split = await this.split(origin);
    if (!split) {
      return null;
    }
    const rest = this.restOf(origin, split);
    const raw =
      rest &&
      (await this.scan(
        this.inside,
        rest,
        rolled.map(({ request }) => request),
        this.options
      ));
    const [first, last] = [origin.windows[0]?.start ?? 0, origin.windows.at(-1)?.end ?? 0];
    const slices = await this.slices(
      key,
      origin,
      `${own} AND hour >= epoch_ms(${first}) AND hour < epoch_ms(${last})`,
      (hour) => split.hours.get(hour)
    );
    const cells = await this.collect({ ...source, slices, rolled }, requests, raw, (select) =>
      predictionSource(this.inside, select, { windows: origin.windows, versions: origin.versions })
    );
    this.scope.ledger.answeredFromRollups(split.rawShare);
    return cells;
  }

  private async split(origin: Origin & { kind: 'predictions' }): Promise<Split | null> {
    const { model } = this.scope;
    const marks = await this.snapshot.reader.rows<{ hour: number }>(
      `SELECT DISTINCT epoch_ms(hour) AS hour FROM plumbline.dirty_hours
       WHERE model = $1 AND hour >= epoch_ms($2::BIGINT) AND hour < epoch_ms($3::BIGINT)`,
      [model.name, Math.floor(origin.windows[0]?.start ?? 0), Math.ceil(origin.windows.at(-1)?.end ?? 0)]
    );
    return splitWindows(
      origin.windows,
      new Set(marks.map(({ hour }) => hour)),
      await rawHorizon(this.snapshot.reader, model.name)
    );
  }

  /** The rows that no rolled-up hour answers for; null where there are none. */
  private restOf(origin: Origin & { kind: 'predictions' }, { raw }: Split): MakeSource | null {
    const relation = rowsIn(newestPredictions(this.scope.model.name), timeColumn(this.scope.model), raw);
    return raw.length === 0
      ? null
      : (select) =>
          predictionSource(this.inside, select, { windows: origin.windows, versions: origin.versions, relation });
  }

  /** Cell of each slice that the query takes in. */
  private async slices(
    { fields }: SliceFields,
    origin: Origin,
    own: string,
    windowOf: (hour: number) => number | undefined
  ): Promise<Map<number, number>> {
    const parameters = new Parameters();
    const typed = fields.map(({ column, field }) => `${field}::${column.sqlType} AS ${quoteName(column.name)}`);
    const has = origin.kind === 'reference' ? origin.has : () => true;
    const split = this.scope.segments.every(has) ? this.scope.segments : [];
    const conditions = [
      ...(origin.kind === 'reference' ? [] : lineageConditions(this.scope, parameters, origin.versions)),
      // No slice knows attributions, so none is asked for with a filter on them.
      ...filterConditions(this.scope, parameters, () => 'true', has),
    ];
    const segments = split.map(({ name }, index) => `, ${quoteName(name)}::VARCHAR AS s${index}`).join('');
    const rows = await this.ledger.rows<Record<string, unknown>>(
      `SELECT "plumbline slice" AS slice, "plumbline hour" AS hour, "plumbline rows" AS rows${segments} FROM (SELECT ${[
        'slice AS "plumbline slice"',
        'epoch_ms(hour) AS "plumbline hour"',
        'rows AS "plumbline rows"',
        ...typed,
      ].join(
        ', '
      )} FROM plumbline.rollup_slices WHERE ${own})${conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''}`,
      parameters
    );
    const cells = new Map<number, number>();
    for (const row of rows) {
      const window = windowOf(Number(row.hour));
      if (window !== undefined) {
        const segment =
          split.length === 0
            ? WHOLE
            : segmentOf(
                split.map((_, index) => (typeof row[`s${index}`] === 'string' ? String(row[`s${index}`]) : null))
              );
        cells.set(Number(row.slice), this.open(segment, window, Number(row.rows)));
      }
    }
    return cells;
  }

  private open(segment: Segment, window: number, rows: number): number {
    const id = `${window}:${segment.id}`;
    let cell = this.places.get(id);
    if (cell === undefined) {
      cell = this.cells.length;
      this.places.set(id, cell);
      this.cells.push({ segment, window, rows: 0 });
    }
    const place = this.cells[cell];
    if (place) {
      place.rows += rows;
    }
    return cell;
  }

  /** Everything as cells, in the order that a scan gives them: by window, then by segment. */
  private async collect(
    source: Pick<Reading, 'layout' | 'own' | 'rolled' | 'slices' | 'table'>,
    requests: readonly CountRequest[],
    raw: Cells | null,
    whole: MakeSource
  ): Promise<Cells> {
    const { rolled } = source;
    const rawCells = (raw?.segments ?? []).flatMap((segment) =>
      (raw?.windowsOf(segment) ?? []).flatMap((window) => raw?.at(segment, window) ?? [])
    );
    const rawAt = rawCells.map((cell) => this.open(cell.segment, cell.window, cell.rows));
    const { grid, means } = this.options;
    const sums = rolled.map((request) => sumsOf(request, this.cells.length, grid, means));
    const scanned = await readCounts(this.snapshot, this.ledger, { ...source, sums, grid, reference: this.reference });
    rawCells.forEach((cell, index) => {
      rolled.forEach(({ request }, position) => {
        const counts = cell.columns.get(request.column);
        if (counts) {
          sums[position]?.add(rawAt[index] ?? 0, counts);
        }
      });
    });
    const cells = new Cells();
    const places = this.cells.map((place, index) => ({ ...place, index })).sort(byWindowAndSegment);
    const byName = new Map(
      rolled.flatMap(({ request }, position) => {
        const own = sums[position];
        return own ? [[request.column, own] as const] : [];
      })
    );
    for (const { index, rows, segment, window } of places) {
      const cell = cells.open(segment, window);
      cell.rows = rows;
      cells.rows += rows;
      cell.columns = new SummedColumns(byName, index, rows);
    }
    await this.addOthers(
      cells,
      requests.filter((request) => !rolled.some((each) => each.request === request)),
      whole
    );
    const { ledger } = this.scope;
    ledger.absorb(this.ledger);
    ledger.rowsScanned += scanned;
    return cells;
  }

  /** Columns that are not rolled up, from the rows of the same moment. */
  private async addOthers(cells: Cells, requests: readonly CountRequest[], whole: MakeSource): Promise<void> {
    if (requests.length === 0) {
      return;
    }
    const others = await this.scan(this.inside, whole, requests, this.options);
    for (const segment of others.segments) {
      for (const window of others.windowsOf(segment)) {
        const cell = cells.open(segment, window);
        for (const [column, counts] of others.at(segment, window)?.columns ?? []) {
          cell.columns.set(column, counts);
        }
      }
    }
  }
}

/** DuckDB's order of texts is that of their bytes, with the missing last. */
function byWindowAndSegment(left: Place, right: Place): number {
  if (left.window !== right.window) {
    return left.window - right.window;
  }
  for (const [index, value] of left.segment.values.entries()) {
    const other = right.segment.values[index] ?? null;
    if (value !== other) {
      return value === null ? 1 : other === null ? -1 : Buffer.compare(Buffer.from(value), Buffer.from(other));
    }
  }
  return 0;
}
