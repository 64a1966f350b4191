/** Several questions to the same rows as one statement: what it costs to make the rows (a join with labels) is paid once. */
import { statementKey } from './ledger';
import { type Scope } from './scope';
import { type Parameters } from './statement';

export type Row = Record<string, unknown>;

/** Rows that questions read as the relation `labelled`. */
export interface SharedRows {
  text: string;
  parameters: Parameters;
}

export interface Question<T> {
  /** SELECT over `labelled`. */
  text: string;
  /** What the answer is ordered by, as in ORDER BY. */
  order: string;
  read(rows: Row[]): T;
}

type Asked = Question<unknown> | ReadonlyArray<Question<unknown>> | null;
type Questions = Record<string, Asked>;

/** The answers by the questions' names; null for what was not asked. */
export type Answers<Q extends Questions> = {
  [K in keyof Q]: Q[K] extends ReadonlyArray<Question<infer T>>
    ? T[]
    : Q[K] extends Question<infer T>
      ? T
      : Q[K] extends Question<infer T> | null
        ? T | null
        : never;
};

/** Asks all of them in one statement. */
export async function askTogether<Q extends Questions>(
  { context, ledger }: Scope,
  { parameters, text }: SharedRows,
  questions: Q
): Promise<Answers<Q>> {
  const asked = Object.values<Asked>(questions).flatMap((each) => each ?? []);
  const [only] = asked;
  const alone = (each: Question<unknown>) =>
    `WITH labelled AS (${text})\nSELECT * FROM (${each.text}) ORDER BY ${each.order}`;
  const found = new Map<Question<unknown>, unknown>();
  if (only && asked.length === 1) {
    found.set(only, only.read(await ledger.rows<Row>(alone(only), parameters)));
  } else if (asked.length > 1) {
    // One row with a list a column: answers differ in their columns and lengths.
    const lists = asked.map(
      (each, index) => `(SELECT list(COLUMNS(*) ORDER BY ${each.order}) AS "${index} \\0" FROM (${each.text}))`
    );
    const sql = `WITH labelled AS MATERIALIZED (${text})\nSELECT * FROM ${lists.join('\n, ')}`;
    // People are shown statements that give the same answers one by one: those they can read, and run in SQL mode.
    asked.forEach((each) => ledger.ran(alone(each), parameters.values));
    const [row] = await ledger.shared(statementKey('together', sql, parameters.values), () =>
      context.reader.rows<Row>(sql, parameters.values)
    );
    asked.forEach((each, index) => found.set(each, each.read(rowsOf(row ?? {}, `${index} `))));
  }
  const answerOf = (each: Asked) =>
    each === null ? null : 'read' in each ? found.get(each) : each.map((one) => found.get(one));
  return Object.fromEntries(
    Object.entries<Asked>(questions).map(([name, each]) => [name, answerOf(each)])
  ) as Answers<Q>;
}

/** Rows from the lists whose names begin so; without any row a list is NULL. */
function rowsOf(lists: Row, prefix: string): Row[] {
  const columns = Object.entries(lists).flatMap(([name, values]): Array<[string, unknown[]]> =>
    name.startsWith(prefix) && Array.isArray(values) ? [[name.slice(prefix.length), values]] : []
  );
  return Array.from({ length: columns[0]?.[1].length ?? 0 }, (_, index) => {
    const row: Row = Object.create(null) as Row;
    for (const [name, values] of columns) {
      row[name] = values[index];
    }
    return row;
  });
}
