/**
 * Statements and users that brought the engine down.
 *
 * A statement that had to be killed is refused for ten minutes: for everybody when no other can have been the reason,
 * else for its user only, or anybody could have a rule's query refused by sending it beside a bad one. One that has ended
 * well before is refused to its user for a minute, and the third time in a row like any other: it may have grown, or somebody
 * outside kills engines. A user may bring the engine down once a minute: for the rest of it only statements that have ended
 * well before are taken from them.
 */
import { PlumblineError } from '../../query/errors';

const STATEMENT_MS = 10 * 60_000;
const USER_MS = 60_000;
/** After so many times without an answer between them a statement has lost its good name. */
const STRIKES = 3;
/** How many statements are remembered, the oldest forgotten first. */
const REMEMBERED = 2_000;

export class Penalties {
  /** Statement, or statement of one user, to the time until which it is refused. */
  private readonly statements = new Map<string, number>();
  private readonly users = new Map<string, number>();
  /** Statements that have ended well, with how often the engine has gone down under them since. */
  private readonly proven = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  /** @throws PlumblineError `too_many` when the statement, or the user with it, has to wait */
  check(statement: string, user: string): void {
    const until = Math.max(this.statements.get(statement) ?? 0, this.statements.get(ofUser(statement, user)) ?? 0);
    if (until > this.now()) {
      throw new PlumblineError(
        'too_many',
        `This query brought the query engine down and is refused for another ${minutes(until - this.now())}`,
        'Ask for a shorter time range or fewer columns, or rewrite the statement'
      );
    }
    const userUntil = this.users.get(user) ?? 0;
    if (userUntil > this.now() && !this.proven.has(statement)) {
      throw new PlumblineError(
        'too_many',
        `A query of yours brought the query engine down less than a minute ago: new queries are taken again in ${Math.ceil((userUntil - this.now()) / 1000)} s`,
        'Queries that have worked before are still answered'
      );
    }
  }

  /**
   * Notes that the engine went down under a call.
   * @param suspects its statements that had not ended
   * @param others those of other calls that ran beside it
   */
  blame(suspects: readonly string[], user: string, others: readonly string[] = []): void {
    const unproven = (statement: string): boolean => !this.proven.has(statement);
    const doubtful = suspects.filter(unproven);
    const [first] = doubtful;
    if (first === undefined && others.some(unproven)) {
      return;
    }
    if (first !== undefined && doubtful.length === 1 && !others.some(unproven)) {
      remember(this.statements, first, this.now() + STATEMENT_MS);
    } else {
      for (const statement of doubtful) {
        remember(this.statements, ofUser(statement, user), this.now() + STATEMENT_MS);
      }
    }
    if (first !== undefined || suspects.length === 0) {
      remember(this.users, user, this.now() + USER_MS);
    } else {
      suspects.forEach((statement) => this.warn(statement, user));
    }
  }

  private warn(statement: string, user: string): void {
    remember(this.statements, ofUser(statement, user), this.now() + USER_MS);
    const strikes = (this.proven.get(statement) ?? 0) + 1;
    if (strikes < STRIKES) {
      this.proven.set(statement, strikes);
    } else {
      this.proven.delete(statement);
    }
  }

  /** Whether each of them has ended by itself before. */
  isProven(statements: readonly string[]): boolean {
    return statements.every((statement) => this.proven.has(statement));
  }

  /** Notes that a statement ended by itself. */
  acquit(statement: string): void {
    this.proven.delete(statement);
    this.proven.set(statement, 0);
    forgetOldest(this.proven);
  }
}

const ofUser = (statement: string, user: string): string => `${statement} ${user}`;

function remember(map: Map<string, number>, key: string, until: number): void {
  map.delete(key);
  map.set(key, until);
  forgetOldest(map);
}

function forgetOldest(collection: { size: number; keys(): Iterator<string>; delete(key: string): boolean }): void {
  const oldest = collection.size > REMEMBERED ? collection.keys().next() : undefined;
  if (oldest && !oldest.done) {
    collection.delete(oldest.value);
  }
}

const minutes = (ms: number): string =>
  ms > 90_000 ? `${Math.round(ms / 60_000)} minutes` : `${Math.ceil(ms / 1000)} s`;
