/** Runs statements for one query and remembers what the answer's metadata must tell about them. */
import { type Notice, type QueryStat } from '../../grafana/frame';
import { type SqlValue } from '../../store/types';
import { type AnalysisContext } from '../context';
import { filled } from './filled';
import { type Parameters } from './statement';

export class Ledger {
  readonly statements: string[] = [];
  readonly notices: Notice[] = [];
  rowsScanned = 0;
  /** Share of the time that was read from rows; null while rollups have answered for nothing. */
  private rawShare: number | null = null;
  private readonly startedAt = performance.now();

  constructor(private readonly context: AnalysisContext) {}

  /** Runs a statement, or takes the rows of an equal one of the same request. */
  async rows<T>(sql: string, parameters?: Parameters): Promise<T[]> {
    const values: SqlValue[] = parameters?.values ?? [];
    this.ran(sql, parameters?.shown);
    return this.shared(statementKey('rows', sql, values), () => this.context.reader.rows<T>(sql, values));
  }

  /** Remembers a statement as people can run it, with its values written out. */
  ran(sql: string, values: readonly SqlValue[] = []): void {
    this.statements.push(filled(sql, values));
  }

  /** Makes something once a request: `key` says all that it depends on. */
  shared<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.context.memo.get(key);
    if (known) {
      return known as Promise<T>;
    }
    const made = make();
    this.context.memo.set(key, made);
    return made;
  }

  /** Rollups answered for all of a scan but this share of its time. */
  answeredFromRollups(rawShare: number): void {
    this.rawShare = Math.max(rawShare, this.rawShare ?? 0);
  }

  /** Where the answer is from; `rollup` reads rows too where hours are not rolled up yet. */
  get source(): 'raw' | 'rollup' {
    return this.rawShare === null ? 'raw' : 'rollup';
  }

  /** Takes over what was run for a part of this query. */
  absorb(part: Ledger): void {
    this.statements.push(...part.statements);
    this.rowsScanned += part.rowsScanned;
    part.notices.forEach(({ severity, text }) => this.notice(severity, text));
  }

  notice(severity: Notice['severity'], text: string): void {
    if (!this.notices.some((known) => known.text === text)) {
      this.notices.push({ severity, text });
    }
  }

  stats(): QueryStat[] {
    return [
      { displayName: 'Rows scanned', value: this.rowsScanned },
      {
        displayName: 'Time in the engine',
        value: Math.round((performance.now() - this.startedAt) * 10) / 10,
        unit: 'ms',
      },
      { displayName: 'Share of the time read from raw columns, not rollups', value: this.rawShare ?? 1 },
    ];
  }
}

/** What a statement's answer depends on. */
export function statementKey(kind: string, sql: string, values: readonly SqlValue[]): string {
  return JSON.stringify([kind, sql, values], (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}
