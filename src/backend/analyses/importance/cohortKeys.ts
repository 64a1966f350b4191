/** What the columns of `segmentBy` split attributions by: their values, or the quarters of their numbers. */
import { type Filter } from '../../../query/model';
import { type ColumnInfo } from '../../store/types';
import { facetColumns, rangeIndex } from '../cohorts/facetColumns';
import { type Segment, type SegmentValues } from '../shared/cells';
import { type Scope } from '../shared/scope';
import { valueName } from './source';

export interface CohortKey {
  column: ColumnInfo;
  /** SQL of the group's text, over a relation `a` with the values of the segments. */
  expression: string;
  /** Lower ends of the second range and on; empty where values are groups. */
  edges: number[];
}

/**
 * Keys in the order of `segmentBy`.
 *
 * @param quartiles cuts numbers of many values at their quartiles among the rows of the query.
 */
export async function cohortKeys(scope: Scope, quartiles: boolean): Promise<CohortKey[]> {
  const numbers = quartiles ? scope.segments.filter(({ kind }) => kind === 'numeric') : [];
  const { facets } = await facetColumns(scope, numbers);
  return scope.segments.map((column, index) => {
    const edges = facets.find((facet) => facet.column.name === column.name)?.edges ?? [];
    const value = `a.${valueName(index)}`;
    return { column, edges, expression: edges.length > 0 ? rangeIndex(value, edges) : `${value}::VARCHAR` };
  });
}

/** Groups as people read them: a range as `[500, 1000)`. */
export function readGroups(keys: readonly CohortKey[], groups: SegmentValues): SegmentValues {
  return keys.map(({ edges }, index) => {
    const group = groups[index] ?? null;
    if (group === null || edges.length === 0) {
      return group;
    }
    const { from, to } = rangeAt(edges, Number(group));
    return `${from === undefined ? '(-∞' : `[${from}`}, ${to === undefined ? '∞' : to})`;
  });
}

/** Filters that keep the rows of a cohort. */
export function groupFilters(keys: readonly CohortKey[], groups: SegmentValues): Filter[] {
  return keys.flatMap(({ column: { name: key }, edges }, index): Filter[] => {
    const group = groups[index] ?? null;
    if (group === null || edges.length === 0) {
      return [{ key, operator: '=', value: group ?? '' }];
    }
    const { from, to } = rangeAt(edges, Number(group));
    return [
      ...(from === undefined ? [] : [{ key, operator: '>=' as const, value: String(from) }]),
      ...(to === undefined ? [] : [{ key, operator: '<' as const, value: String(to) }]),
    ];
  });
}

const rangeAt = (edges: readonly number[], index: number) => ({ from: edges[index - 1], to: edges[index] });

/** A segment with the groups as they are read; its id stays that of the groups. */
export const readSegment = (keys: readonly CohortKey[], segment: Segment): Segment => ({
  id: segment.id,
  values: readGroups(keys, segment.values),
});
