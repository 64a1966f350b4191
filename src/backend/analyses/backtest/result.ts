/** What a replay gave, and how its series are called. */
import { type BacktestQuery } from '../../../query/backtest';
import { type Evaluated } from './evaluate';
import { type Firing } from './replay';
import { type Span } from './verdicts';

export interface Backtest extends Evaluated {
  query: BacktestQuery;
  /** Where the replay stops, milliseconds since the epoch. */
  end: number;
  firings: Firing[];
  /** Null where none are known. */
  incidents: Span[] | null;
  leadMs: number;
}

/** What people call a series: its labels. */
export function nameOf(labels: ReadonlyMap<string, Record<string, string>>, key: string): string {
  const { model, ...rest } = labels.get(key) ?? {};
  const parts = Object.entries(rest).map(([name, value]) => `${name}=${value}`);
  return parts.join(', ') || model || 'value';
}
