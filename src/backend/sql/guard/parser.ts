/**
 * DuckDB's own parser, asked in an instance that holds nothing.
 *
 * The instance has no files, one thread, little memory and settings that cannot be changed; the SQL goes in as a value
 * and is never run there.
 */
import { DuckDBInstance, type DuckDBConnection, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { PlumblineError } from '../../../query/errors';
import { positionOf } from './refusal';
import { child, isObject, objects, text, type TreeObject } from './tree';

const OPTIONS = {
  threads: '1',
  memory_limit: '256MB',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  lock_configuration: 'true',
  enable_external_access: 'false',
};

/** A number that JavaScript cannot hold exactly, kept as it was written. */
class ExactNumber {
  constructor(readonly source: string) {}
}

/** Text to tree and back. One per process is enough: calls wait for each other. */
export class SqlParser {
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly connection: DuckDBConnection,
    private readonly serialize: DuckDBPreparedStatement,
    private readonly deserialize: DuckDBPreparedStatement
  ) {}

  static async create(): Promise<SqlParser> {
    const connection = await (await DuckDBInstance.create(':memory:', OPTIONS)).connect();
    return new SqlParser(
      connection,
      await connection.prepare('SELECT json_serialize_sql($1::VARCHAR)'),
      await connection.prepare('SELECT json_deserialize_sql($1::JSON)')
    );
  }

  /** The one statement of `sql` as DuckDB's JSON tree. Throws `bad_request` for anything but one SELECT. */
  async parse(sql: string): Promise<TreeObject> {
    const answer = parseExact(await this.ask(this.serialize, sql));
    if (!isObject(answer) || answer.error !== false) {
      throw parseError(sql, isObject(answer) ? answer : {});
    }
    const statements = objects(answer, 'statements');
    const [statement] = statements;
    if (statement === undefined || statements.length !== 1) {
      throw new PlumblineError(
        'bad_request',
        `A query is one statement, this one has ${statements.length}`,
        'Remove what stands after the first semicolon',
        'rawSql'
      );
    }
    return statement;
  }

  /** SQL of a tree as `parse` gave it. */
  async unparse(statement: TreeObject): Promise<string> {
    return this.ask(this.deserialize, stringifyExact({ error: false, statements: [statement] }));
  }

  close(): void {
    this.connection.closeSync();
  }

  /** One call after the other: a prepared statement has one set of values. */
  private ask(prepared: DuckDBPreparedStatement, value: string): Promise<string> {
    const turn = this.tail.then(async () => {
      prepared.bindVarchar(1, value);
      const [row] = await (await prepared.run()).getRows();
      const answer = row?.[0];
      if (typeof answer !== 'string') {
        throw new PlumblineError('internal', 'DuckDB gave no syntax tree');
      }
      return answer;
    });
    this.tail = turn.catch(() => undefined);
    return turn;
  }
}

function parseError(sql: string, answer: TreeObject): PlumblineError {
  const message = text(answer, 'error_message');
  if (text(answer, 'error_type') === 'not implemented') {
    return new PlumblineError(
      'forbidden',
      `Only a SELECT can be run here: ${message}`,
      'Data comes in through the ingestion API, settings through the configuration of the data source',
      'rawSql'
    );
  }
  const position = positionOf(sql, Number(text(answer, 'position') || Number.NaN));
  return new PlumblineError(
    'bad_request',
    `The SQL cannot be read${position ? ` at ${position}` : ''}: ${message}`,
    undefined,
    'rawSql'
  );
}

/** How DuckDB writes "no position"; no text of a statement looks like it, because quotes in values are escaped. */
const NO_POSITION = '18446744073709551615';
const WITHOUT_POSITION = `"query_location":${NO_POSITION}`;

/** JSON.parse that keeps integers beyond 2^53. */
function parseExact(json: string): unknown {
  const positioned = json.replaceAll(WITHOUT_POSITION, '"query_location":null');
  if (!/\d{16}/.test(positioned)) {
    return JSON.parse(positioned) as unknown;
  }
  const reviver = (_key: string, value: unknown, context?: { source?: string }): unknown =>
    typeof value === 'number' && !Number.isSafeInteger(value) && context?.source !== undefined
      ? new ExactNumber(context.source)
      : value;
  return JSON.parse(positioned, reviver) as unknown;
}

function stringifyExact(value: unknown): string {
  const raw = (JSON as { rawJSON?: (text: string) => unknown }).rawJSON;
  return JSON.stringify(value, (key, member: unknown) => {
    const exact = member instanceof ExactNumber ? member.source : key === 'query_location' && member === null;
    return exact !== false && raw ? raw(exact === true ? NO_POSITION : exact) : member;
  });
}

/** Literal number of a tree, exact ones included; undefined for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (value instanceof ExactNumber) {
    return Number(value.source);
  }
  return typeof value === 'number' ? value : undefined;
}

/** The value of a CONSTANT; undefined for other expressions. */
export function constantOf(expression: TreeObject): TreeObject | undefined {
  return text(expression, 'class') === 'CONSTANT' ? child(expression, 'value') : undefined;
}
