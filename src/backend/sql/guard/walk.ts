/**
 * The walk over the syntax tree: every object must have a known shape, every call and table must be allowed.
 *
 * What a statement reads is collected on the way, for the masking of sensitive columns.
 */
import { fold } from './functions/names';
import { checkExpressionCall, checkTableCall } from './calls';
import { growthOf } from './growth';
import { LIMITS } from './limits';
import { type Place, positionOf, refuse } from './refusal';
import {
  EXPRESSIONS,
  MODIFIERS,
  OPERATORS,
  PARTS,
  QUERIES,
  TABLES,
  TYPE_INFOS,
  type FieldKind,
  type Shape,
} from './syntax';
import { checkTable, type TableName } from './tables';
import { child, isObject, objects, text, type TreeObject } from './tree';

/** CTEs in reach, by folded name, with the table references that using one costs. */
type Scope = ReadonlyMap<string, number>;

export interface TableUse extends TableName {
  /** The BASE_TABLE of the tree. */
  node: TreeObject;
}

/** Walks one parsed statement and returns the stored tables it reads. Throws `forbidden`. */
export function inspect(sql: string, statement: TreeObject): TableUse[] {
  const walker = new Walker(sql);
  walker.visit('statement', statement, new Map());
  return walker.tables;
}

class Walker {
  readonly tables: TableUse[] = [];
  private nodes = 0;
  private constants = 0;
  private queries = 0;
  private writtenTables = 0;
  private expandedTables = 0;
  private seriesProduct = 1;
  private textProduct = 1;

  constructor(private readonly sql: string) {}

  visit(kind: FieldKind, value: unknown, scope: Scope): void {
    if (value === null || value === undefined) {
      return;
    }
    if (Array.isArray(value)) {
      for (const member of value) {
        this.visit(kind, member, scope);
      }
      return;
    }
    switch (kind) {
      case 'opaque':
        return;
      case 'plain':
        return this.plain(value);
      case 'absent':
        return this.absent(value);
      default:
        return this.object(kind, isObject(value) ? value : this.unknown('value', String(value), undefined), scope);
    }
  }

  private object(kind: Exclude<FieldKind, 'plain' | 'opaque' | 'absent'>, node: TreeObject, scope: Scope): void {
    this.count('nodes', LIMITS.nodes, 'parts');
    switch (kind) {
      case 'expression':
        return this.expression(node, scope);
      case 'table':
        return this.table(node, scope);
      case 'query':
        return this.query(node, scope);
      case 'modifier':
        return this.fields(MODIFIERS[text(node, 'type')], node, scope, 'type');
      case 'type':
        return this.fields('type' in node ? TYPE_INFOS[text(node, 'type')] : PARTS.type, node, scope, 'type');
      case 'named':
        return this.fields('first' in node ? PARTS.structMember : PARTS.replacement, node, scope);
      default:
        return this.fields(PARTS[kind], node, scope);
    }
  }

  private expression(node: TreeObject, scope: Scope): void {
    const kind = text(node, 'class');
    const place = this.place(node);
    if (kind === 'PARAMETER') {
      refuse(
        `$${text(node, 'identifier')} is not replaced by anything`,
        'Template variables are filled in by dashboards only: in alert rules write the value itself',
        place
      );
    }
    if (kind === 'CONSTANT') {
      this.nodes--;
      this.count('constants', LIMITS.constants, 'constants');
    }
    if (kind === 'OPERATOR' && !OPERATORS.has(text(node, 'type'))) {
      this.unknown('operator', text(node, 'type'), place);
    }
    if (kind === 'FUNCTION' || kind === 'WINDOW') {
      const name = checkExpressionCall(node, place);
      this.grow(name, node, place);
    }
    this.fields(EXPRESSIONS[kind], node, scope, 'class');
  }

  private table(node: TreeObject, scope: Scope): void {
    const kind = text(node, 'type');
    const place = this.place(node);
    if (kind !== 'EMPTY' && kind !== 'JOIN' && kind !== 'SUBQUERY') {
      this.count('writtenTables', LIMITS.tables, 'tables');
    }
    if (kind === 'BASE_TABLE') {
      this.baseTable(node, scope, place);
    } else if (kind === 'TABLE_FUNCTION') {
      this.tableFunction(node, scope, place);
      return;
    } else if (kind === 'SHOW_REF' && !['DESCRIBE', 'SUMMARY'].includes(text(node, 'show_type'))) {
      this.unknown('statement', text(node, 'show_type'), place);
    }
    this.fields(TABLES[kind], node, scope, 'type');
  }

  private baseTable(node: TreeObject, scope: Scope, place: Place): void {
    const inScope =
      text(node, 'schema_name') === '' && text(node, 'catalog_name') === ''
        ? scope.get(fold(text(node, 'table_name')))
        : undefined;
    this.expandedTables += inScope ?? 1;
    if (this.expandedTables > LIMITS.expandedTables) {
      refuse(
        `The statement reads more than ${LIMITS.expandedTables} tables when its WITH parts are written out`,
        'Use fewer WITH parts that read each other several times'
      );
    }
    if (inScope === undefined) {
      this.tables.push({ ...checkTable(node, place), node });
    }
  }

  private tableFunction(node: TreeObject, scope: Scope, place: Place): void {
    const call = child(node, 'function') ?? this.unknown('table', 'TABLE_FUNCTION', place);
    const name = checkTableCall(call, place);
    this.expandedTables++;
    this.grow(name, call, place);
    const { function: _call, ...rest } = TABLES.TABLE_FUNCTION ?? {};
    const { function: _node, ...others } = node;
    this.fields(rest, others, scope);
    this.fields(EXPRESSIONS.FUNCTION, call, scope, 'class');
  }

  private query(node: TreeObject, scope: Scope): void {
    const kind = text(node, 'type');
    if (kind === 'RECURSIVE_CTE_NODE') {
      refuse(
        'WITH RECURSIVE is not allowed: it may never end',
        'For a row a day or hour use generate_series($__timeFrom(), $__timeTo(), INTERVAL 1 DAY)'
      );
    }
    this.count('queries', LIMITS.queries, 'SELECTs');
    this.fields(QUERIES[kind], { ...node, cte_map: null }, this.withCtes(node, scope), 'type');
  }

  /** A CTE sees the ones before it and never itself, so its own name means a stored table inside it. */
  private withCtes(node: TreeObject, outer: Scope): Scope {
    const scope = new Map(outer);
    const map = child(node, 'cte_map');
    if (map === undefined) {
      return scope;
    }
    for (const entry of objects(map, 'map')) {
      const name = text(entry, 'key');
      if (/^(duckdb_|pg_|pragma_|sqlite_)/.test(fold(name))) {
        refuse(`"${name}" is a name of DuckDB's own`, 'Give the WITH part another name');
      }
      const before = this.expandedTables;
      this.fields(PARTS.cte, child(entry, 'value') ?? this.unknown('CTE', name, undefined), scope);
      scope.set(fold(name), Math.max(1, this.expandedTables - before));
    }
    return scope;
  }

  private fields(shape: Shape | undefined, node: TreeObject, scope: Scope, discriminator?: string): void {
    if (shape === undefined) {
      this.unknown('syntax', discriminator === undefined ? '' : text(node, discriminator), this.place(node));
    }
    for (const [field, value] of Object.entries(node)) {
      const kind = Object.hasOwn(shape, field) ? shape[field] : undefined;
      if (kind === undefined) {
        this.unknown('syntax', `${discriminator ? text(node, discriminator) : ''}.${field}`, this.place(node));
      }
      this.visit(kind, value, scope);
    }
  }

  private plain(value: unknown): void {
    if (isObject(value) && Object.getPrototypeOf(value) === Object.prototype) {
      this.unknown('value', JSON.stringify(value).slice(0, 80), undefined);
    }
  }

  private absent(value: unknown): void {
    if (value !== '' && value !== false && !(isObject(value) && Object.keys(value).length === 0)) {
      this.unknown('syntax', JSON.stringify(value).slice(0, 80), undefined);
    }
  }

  private grow(name: string, call: TreeObject, place: Place): void {
    const growth = growthOf(name, call, place);
    if (growth?.kind === 'series') {
      this.seriesProduct *= Math.max(1, growth.factor);
    } else if (growth?.kind === 'text') {
      this.textProduct *= growth.factor;
    }
    if (this.seriesProduct > LIMITS.seriesProduct || this.textProduct > LIMITS.textProduct) {
      refuse(
        `${name}() and its like make too much together in this statement`,
        'Use fewer of them or smaller sizes',
        place
      );
    }
  }

  private count(counter: 'nodes' | 'constants' | 'queries' | 'writtenTables', limit: number, what: string): void {
    this[counter]++;
    if (this[counter] > limit) {
      refuse(`The statement has more than ${limit} ${what}`, 'Split it into several queries');
    }
  }

  private place(node: TreeObject): Place {
    return () => positionOf(this.sql, node.query_location);
  }

  private unknown(what: string, name: string, place: Place | undefined): never {
    return refuse(
      `This ${what} is not allowed: ${name}`,
      'Write a plain SELECT; docs/sql.md lists what may be used',
      place
    );
  }
}
