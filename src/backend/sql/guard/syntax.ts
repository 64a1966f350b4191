/**
 * The parts of DuckDB's syntax tree that a statement may have.
 *
 * Closed by default: an object whose class, type or field stands not here is refused, so that syntax of a newer DuckDB
 * is looked at before it is let through. The names are those of `json_serialize_sql`.
 */

/** What a field holds. Null and (nested) arrays of the same are fine everywhere. */
export type FieldKind =
  /** Scalars only. */
  | 'plain'
  /** Data without references, such as the value of a constant. */
  | 'opaque'
  /** Must be null, empty or false. */
  | 'absent'
  | 'expression'
  | 'table'
  | 'query'
  | 'statement'
  | 'modifier'
  | 'order'
  | 'type'
  | 'caseCheck'
  | 'named'
  | 'pivotColumn'
  | 'pivotEntry';

export type Shape = Readonly<Record<string, FieldKind>>;

const EXPRESSION = { class: 'plain', type: 'plain', alias: 'plain', query_location: 'plain' } as const;
const CALL = { function_name: 'plain', schema: 'plain', catalog: 'plain', children: 'expression' } as const;

/** By `class`. */
export const EXPRESSIONS: Readonly<Record<string, Shape>> = {
  BETWEEN: { ...EXPRESSION, input: 'expression', lower: 'expression', upper: 'expression' },
  CASE: { ...EXPRESSION, case_checks: 'caseCheck', else_expr: 'expression' },
  CAST: { ...EXPRESSION, child: 'expression', cast_type: 'type', try_cast: 'plain' },
  COLLATE: { ...EXPRESSION, child: 'expression', collation: 'plain' },
  COLUMN_REF: { ...EXPRESSION, column_names: 'plain' },
  COMPARISON: { ...EXPRESSION, left: 'expression', right: 'expression' },
  CONJUNCTION: { ...EXPRESSION, children: 'expression' },
  CONSTANT: { ...EXPRESSION, value: 'opaque' },
  FUNCTION: {
    ...EXPRESSION,
    ...CALL,
    filter: 'expression',
    order_bys: 'modifier',
    distinct: 'plain',
    is_operator: 'plain',
    export_state: 'absent',
  },
  LAMBDA: { ...EXPRESSION, lhs: 'expression', expr: 'expression' },
  OPERATOR: { ...EXPRESSION, children: 'expression' },
  POSITIONAL_REFERENCE: { ...EXPRESSION, index: 'plain' },
  STAR: {
    ...EXPRESSION,
    relation_name: 'plain',
    exclude_list: 'plain',
    replace_list: 'named',
    columns: 'plain',
    expr: 'expression',
    qualified_exclude_list: 'opaque',
    rename_list: 'opaque',
  },
  SUBQUERY: {
    ...EXPRESSION,
    subquery_type: 'plain',
    subquery: 'statement',
    child: 'expression',
    comparison_type: 'plain',
  },
  WINDOW: {
    ...EXPRESSION,
    ...CALL,
    partitions: 'expression',
    orders: 'order',
    start: 'plain',
    end: 'plain',
    start_expr: 'expression',
    end_expr: 'expression',
    offset_expr: 'expression',
    default_expr: 'expression',
    ignore_nulls: 'plain',
    filter_expr: 'expression',
    exclude_clause: 'plain',
    distinct: 'plain',
    arg_orders: 'order',
  },
};

/** Types of the `OPERATOR` class. */
export const OPERATORS: ReadonlySet<string> = new Set([
  'ARRAY_CONSTRUCTOR',
  'ARRAY_EXTRACT',
  'ARRAY_SLICE',
  'COMPARE_IN',
  'COMPARE_NOT_IN',
  'GROUPING_FUNCTION',
  'OPERATOR_COALESCE',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_IS_NULL',
  'OPERATOR_NOT',
  'OPERATOR_NULLIF',
  'OPERATOR_TRY',
  'OPERATOR_UNPACK',
  'STRUCT_EXTRACT',
]);

const TABLE = { type: 'plain', alias: 'plain', sample: 'opaque', query_location: 'plain' } as const;

/** Table references by `type`. */
export const TABLES: Readonly<Record<string, Shape>> = {
  BASE_TABLE: {
    ...TABLE,
    schema_name: 'plain',
    table_name: 'plain',
    column_name_alias: 'plain',
    catalog_name: 'plain',
    at_clause: 'absent',
  },
  EMPTY: TABLE,
  EXPRESSION_LIST: { ...TABLE, expected_names: 'plain', expected_types: 'type', values: 'expression' },
  JOIN: {
    ...TABLE,
    left: 'table',
    right: 'table',
    condition: 'expression',
    join_type: 'plain',
    ref_type: 'plain',
    using_columns: 'plain',
    delim_flipped: 'absent',
    duplicate_eliminated_columns: 'absent',
  },
  PIVOT: {
    ...TABLE,
    source: 'table',
    aggregates: 'expression',
    unpivot_names: 'plain',
    pivots: 'pivotColumn',
    groups: 'plain',
    column_name_alias: 'plain',
    include_nulls: 'plain',
  },
  SHOW_REF: {
    ...TABLE,
    table_name: 'absent',
    query: 'query',
    show_type: 'plain',
    catalog_name: 'absent',
    schema_name: 'absent',
  },
  SUBQUERY: { ...TABLE, subquery: 'statement', column_name_alias: 'plain' },
  TABLE_FUNCTION: { ...TABLE, function: 'expression', column_name_alias: 'plain', with_ordinality: 'plain' },
};

const QUERY = { type: 'plain', modifiers: 'modifier', cte_map: 'absent' } as const;

/** Query nodes by `type`; their CTEs are walked by themselves. Recursive ones are missing: they end when they like. */
export const QUERIES: Readonly<Record<string, Shape>> = {
  SELECT_NODE: {
    ...QUERY,
    select_list: 'expression',
    from_table: 'table',
    where_clause: 'expression',
    group_expressions: 'expression',
    group_sets: 'plain',
    aggregate_handling: 'plain',
    having: 'expression',
    sample: 'opaque',
    qualify: 'expression',
  },
  SET_OPERATION_NODE: { ...QUERY, setop_type: 'plain', left: 'query', right: 'query', setop_all: 'plain' },
};

/** Result modifiers by `type`. */
export const MODIFIERS: Readonly<Record<string, Shape>> = {
  DISTINCT_MODIFIER: { type: 'plain', distinct_on_targets: 'expression' },
  LIMIT_MODIFIER: { type: 'plain', limit: 'expression', offset: 'expression' },
  LIMIT_PERCENT_MODIFIER: { type: 'plain', limit: 'expression', offset: 'expression' },
  ORDER_MODIFIER: { type: 'plain', orders: 'order' },
};

const TYPE_INFO = { type: 'plain', alias: 'plain', extension_info: 'absent' } as const;

/** Details of a type by `type`; its own children are types again. */
export const TYPE_INFOS: Readonly<Record<string, Shape>> = {
  ARRAY_TYPE_INFO: { ...TYPE_INFO, child_type: 'type', size: 'plain' },
  DECIMAL_TYPE_INFO: { ...TYPE_INFO, width: 'plain', scale: 'plain' },
  ENUM_TYPE_INFO: { ...TYPE_INFO, values_count: 'plain', values: 'plain' },
  GENERIC_TYPE_INFO: TYPE_INFO,
  LIST_TYPE_INFO: { ...TYPE_INFO, child_type: 'type' },
  STRING_TYPE_INFO: { ...TYPE_INFO, collation: 'plain' },
  STRUCT_TYPE_INFO: { ...TYPE_INFO, child_types: 'named' },
  UNBOUND_TYPE_INFO: {
    ...TYPE_INFO,
    name: 'plain',
    catalog: 'absent',
    schema: 'absent',
    user_type_modifiers: 'opaque',
  },
};

/** Parts that have no name of their own, by the kind of field that holds them. */
export const PARTS = {
  statement: { node: 'query', named_param_map: 'absent' },
  order: { type: 'plain', null_order: 'plain', expression: 'expression' },
  type: { id: 'plain', type_info: 'type' },
  cte: { aliases: 'plain', query: 'statement', materialized: 'plain', key_targets: 'absent' },
  caseCheck: { when_expr: 'expression', then_expr: 'expression' },
  replacement: { key: 'plain', value: 'expression' },
  structMember: { first: 'plain', second: 'type' },
  pivotColumn: {
    pivot_expressions: 'expression',
    unpivot_names: 'plain',
    entries: 'pivotEntry',
    pivot_enum: 'absent',
  },
  pivotEntry: { values: 'opaque', star_expr: 'expression', alias: 'plain' },
} as const satisfies Record<string, Shape>;
