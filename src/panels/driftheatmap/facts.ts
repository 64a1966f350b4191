import { type DataFrame, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';

/** What is known of a column beyond its drift. */
export interface ColumnFacts {
  importance?: number;
  /** 1 is the most important. */
  rank?: number;
  group?: string;
}

/**
 * Facts by column, from the other frames of the response: importance (mean |SHAP|), and any table without a time that
 * names columns and has an `importance` or a `group`.
 */
export function columnFacts(series: DataFrame[]): Map<string, ColumnFacts> {
  const found = new Map<string, ColumnFacts>();
  for (const frame of series.filter(isAboutColumns)) {
    const names = fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature');
    const importance = fieldNamed(frame, IMPORTANCE_FIELDS.meanAbs) ?? fieldNamed(frame, 'importance');
    const group = fieldNamed(frame, 'group');
    for (let at = 0; at < frame.length; at++) {
      const name = textAt(names, at);
      const value = numberAt(importance, at);
      if (name !== undefined) {
        const known = found.get(name);
        found.set(name, {
          importance: Number.isNaN(value) ? known?.importance : value,
          group: textAt(group, at) ?? known?.group,
        });
      }
    }
  }
  return ranked(found);
}

function isAboutColumns(frame: DataFrame): boolean {
  const names = fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature');
  const own = customOf(frame, 'importance') !== undefined;
  const meta = (fieldNamed(frame, 'group') ?? fieldNamed(frame, 'importance')) !== undefined;
  return names !== undefined && firstOfType(frame, FieldType.time) === undefined && (own || meta);
}

function ranked(facts: Map<string, ColumnFacts>): Map<string, ColumnFacts> {
  const order = [...facts].filter(([, fact]) => fact.importance !== undefined);
  order.sort(([, a], [, b]) => (b.importance ?? 0) - (a.importance ?? 0));
  order.forEach(([name, fact], i) => facts.set(name, { ...fact, rank: i + 1 }));
  return facts;
}
