import { type PanelData } from '@grafana/data';
import { BACKTEST_THRESHOLD_FIELDS } from '../../query/model';

export interface SuggestedLimit {
  threshold: number;
  /** What it would have brought, in words. */
  description: string;
}

/** The limit that a back-test's answer marks as suggested; undefined while there is none. */
export function suggestedLimit(data: PanelData | undefined, refId: string): SuggestedLimit | undefined {
  const F = BACKTEST_THRESHOLD_FIELDS;
  for (const { refId: of, fields } of data?.series ?? []) {
    const column = (name: string) => fields.find((field) => field.name === name)?.values;
    const row = of === refId ? (column(F.suggested)?.findIndex((suggested) => suggested === true) ?? -1) : -1;
    const threshold: unknown = row < 0 ? undefined : column(F.threshold)?.[row];
    if (typeof threshold === 'number') {
      return { threshold, description: String(column(F.description)?.[row] ?? '') };
    }
  }
  return undefined;
}
