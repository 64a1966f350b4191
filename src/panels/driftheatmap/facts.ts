import { type DataFrame, FieldType } from '@grafana/data';
import { customOf, fieldNamed, firstOfType, numberAt, textAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';

/** What is known of a column beyond its drift. */
export interface ColumnFacts {
  importance?: number;
  /** 1 is the most important. */
  rank?: number;
  group?: string;
  type?: string;
  owner?: string;
  description?: string;
}

/** What a table that names columns may say of them besides figures. */
const WORDS = ['type', 'owner', 'description'] as const;

/**
 * Facts by column, from the other frames of the response: importance (mean |SHAP|), and any table without a time that
 * names columns and has an `importance` or a `group`.
 *
 * @param groupField what rows are grouped by; undefined is the field `group`.
 */
export function columnFacts(series: DataFrame[], groupField?: string): Map<string, ColumnFacts> {
  const found = new Map<string, ColumnFacts>();
  for (const frame of series.filter((each) => isAboutColumns(each, groupField))) {
    const names = fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature');
    const importance = fieldNamed(frame, IMPORTANCE_FIELDS.meanAbs) ?? fieldNamed(frame, 'importance');
    const group = fieldNamed(frame, groupField ?? 'group');
    const words = WORDS.map((word) => fieldNamed(frame, word));
    for (let at = 0; at < frame.length; at++) {
      const name = textAt(names, at);
      const value = numberAt(importance, at);
      if (name !== undefined) {
        const known = found.get(name);
        found.set(name, {
          importance: Number.isNaN(value) ? known?.importance : value,
          group: textAt(group, at) ?? known?.group,
          ...Object.fromEntries(
            WORDS.flatMap((word, i) => {
              const said = textAt(words[i], at) ?? known?.[word];
              return said === undefined ? [] : [[word, said]];
            })
          ),
        });
      }
    }
  }
  return ranked(found);
}

/** Every group there is, in the order of their first column. */
export function groupNames(facts: ReadonlyMap<string, ColumnFacts>): string[] {
  return [...new Set([...facts.values()].flatMap(({ group }) => (group === undefined ? [] : [group])))];
}

function isAboutColumns(frame: DataFrame, groupField?: string): boolean {
  const names = fieldNamed(frame, IMPORTANCE_FIELDS.column) ?? fieldNamed(frame, 'feature');
  const own = customOf(frame, 'importance') !== undefined;
  const said = [groupField, 'group', 'importance', ...WORDS];
  const isDrift = customOf(frame, 'drift', 'drift-matrix') !== undefined;
  const meta = !isDrift && said.some((name) => fieldNamed(frame, name) !== undefined);
  return names !== undefined && firstOfType(frame, FieldType.time) === undefined && (own || meta);
}

function ranked(facts: Map<string, ColumnFacts>): Map<string, ColumnFacts> {
  const order = [...facts].filter(([, fact]) => fact.importance !== undefined);
  order.sort(([, a], [, b]) => (b.importance ?? 0) - (a.importance ?? 0));
  order.forEach(([name, fact], i) => facts.set(name, { ...fact, rank: i + 1 }));
  return facts;
}
