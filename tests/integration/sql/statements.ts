/**
 * Random statements for the guard: grown from a grammar of SELECTs, and the corpora with tokens swapped, dropped, doubled or
 * taken from another statement. `{folder}` stands for the folder of the store's file.
 */
import fc from 'fast-check';
import { ATTACKS } from './corpus/attacks';
import { DASHBOARDS } from './corpus/dashboards';

const GOOD_TABLES = [
  'predictions.flights',
  'labels.flights',
  'attributions.flights',
  '"references"."flights/training"',
  '(SELECT i AS id FROM range(3) r(i))',
  '(FROM (VALUES (1, 2)) v(id, b))',
];
const EVIL_TABLES = [
  'plumbline.ledger',
  'ledger',
  'duckdb_logs',
  'duckdb_settings()',
  "read_text('{folder}/canary.csv')",
  "'{folder}/canary.csv'",
  "query('SELECT * FROM plumbline.ledger')",
];
const GOOD_EXPRESSIONS = [
  '*',
  'f',
  'f.*',
  'COLUMNS(*)',
  "COLUMNS('.*')",
  'count(*)',
  'id',
  'f.id',
  '#1',
  'to_json(f)',
  'list(f)',
  'max(f)',
  '1',
  "'x'",
  'NULL',
  '$__timeFrom()',
];
const EVIL_EXPRESSIONS = [
  'passenger',
  'f.passenger',
  '_seq',
  "current_setting('temp_directory')",
  "getenv('HOME')",
  '(SELECT secret FROM plumbline.ledger)',
];
const mostly = (good: string[], evil: string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.constantFrom(...evil) });
const tableName = mostly(GOOD_TABLES, EVIL_TABLES);

/** A grammar of SELECTs with subqueries, WITH, joins and set operations. */
const { statement } = fc.letrec<{ statement: string; table: string; expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    mostly(GOOD_EXPRESSIONS, EVIL_EXPRESSIONS),
    fc
      .tuple(tie('expression'), fc.constantFrom('=', '||', 'IS DISTINCT FROM', 'IN'), tie('expression'))
      .map(([left, operator, right]) => `((${left}) ${operator} (${right}))`),
    tie('table').map((table) => `(SELECT max(f) FROM ${table})`),
    tie('table').map((table) => `EXISTS (FROM ${table})`),
    tie('expression').map((inner) => `CASE WHEN true THEN ${inner} END`),
    fc
      .tuple(fc.constantFrom('list', 'max', 'hash', 'to_json', 'struct_pack', 'query'), tie('expression'))
      .map(([name, inner]) => `${name}(${inner})`)
  ),
  table: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tableName.map((table) => `${table} f`),
    tie('statement').map((inner) => `(${inner}) f`),
    fc
      .tuple(tie('table'), fc.constantFrom('NATURAL JOIN', 'POSITIONAL JOIN', ','), tableName)
      .map(([left, join, right]) => `${left} ${join} ${right} g`)
  ),
  statement: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(tie('expression'), tie('table')).map(([list, table]) => `SELECT ${list} FROM ${table} LIMIT 20`),
    fc
      .tuple(tie('expression'), tie('table'), tie('expression'))
      .map(([list, table, condition]) => `SELECT ${list} FROM ${table} WHERE (${condition}) IS NOT NULL LIMIT 20`),
    fc
      .tuple(fc.constantFrom('f', 'a', 'ledger', 'duckdb_logs', 'flights'), tie('statement'), tie('expression'))
      .map(([name, inner, list]) => `WITH ${name} AS (${inner}) SELECT ${list} FROM ${name} f`),
    fc
      .tuple(tie('table'), fc.constantFrom('UNION ALL', 'EXCEPT', 'UNION BY NAME'), tie('table'))
      .map(([left, operator, right]) => `(SELECT f FROM ${left}) ${operator} (SELECT f FROM ${right}) LIMIT 20`),
    fc
      .tuple(fc.constantFrom('DESCRIBE FROM', 'SUMMARIZE FROM', 'FROM', 'EXPLAIN ANALYZE FROM'), tie('table'))
      .map((parts) => parts.join(' '))
  ),
}));

/** Corpus statements with tokens swapped, dropped, doubled or taken from another statement. */
const corpus = [...Object.values(ATTACKS).flat(), ...Object.values(DASHBOARDS).flat()].filter(
  (sql) => sql.length < 2_000
);
const tokens = (sql: string): string[] => sql.match(/'[^']*'|"[^"]*"|\$\w+|\w+|\s+|./gs) ?? [];
const mutated = fc
  .tuple(
    fc.constantFrom(...corpus),
    fc.constantFrom(...corpus),
    fc.array(fc.tuple(fc.constantFrom('swap', 'alike', 'alike', 'drop', 'graft'), fc.nat(), fc.nat()), {
      minLength: 1,
      maxLength: 2,
    })
  )
  .map(([base, donor, edits]) => {
    const parts = tokens(base);
    const others = tokens(donor);
    for (const [kind, a, b] of edits) {
      const at = a % Math.max(1, parts.length);
      const from = parts[b % Math.max(1, parts.length)] ?? '';
      if (kind === 'swap') {
        parts[at] = from;
      } else if (kind === 'drop') {
        parts.splice(at, 1);
      } else if (kind === 'alike') {
        // A name for a name, a string for a string: these often stay statements.
        const alike = others.filter((other) => /^\w/.test(other) === /^\w/.test(parts[at] ?? ''));
        parts[at] = alike[b % Math.max(1, alike.length)] ?? '';
      } else {
        parts.splice(at, 1, ...others.slice(b % Math.max(1, others.length)));
      }
    }
    return parts.join('');
  });

/** Three of four from the grammar. */
export const STATEMENTS = fc.oneof({ weight: 3, arbitrary: statement }, { weight: 1, arbitrary: mutated });
