import { AdHocFiltersVariable, QueryVariable, sceneGraph, type SceneObject, type VizPanel } from '@grafana/scenes';
import { type PanelContext } from '@grafana/ui';

/** What Grafana calls the choice of everything. */
const ALL_VALUE = '$__all';

/** Lets a click in a panel change the page's filters: the column variable for a column, a row filter for a value. */
export function filterFromPanel(panel: VizPanel, context: PanelContext): void {
  context.onAddAdHocFilter = (filter) => applyFilter(panel, filter);
}

/** As panels hand it over; `values` with the operator "one of". */
interface PanelFilter {
  key: string;
  value: string;
  values?: string[];
  operator: string;
}

/** Puts a filter of a panel into the variable that holds it; both are part of the address. */
export function applyFilter(from: SceneObject, filter: PanelFilter): void {
  const column = sceneGraph.lookupVariable('column', from);
  if (filter.key === 'column' && column instanceof QueryVariable) {
    const columns = filter.operator === '!=' ? without(column, filter.value) : (filter.values ?? [filter.value]);
    column.changeValueTo(columns, columns, true);
    return;
  }
  const filters = sceneGraph.lookupVariable('filters', from);
  if (filters instanceof AdHocFiltersVariable) {
    const others = filters.state.filters.filter(({ key, value }) => key !== filter.key || value !== filter.value);
    filters.updateFilters([...others, filter]);
  }
}

/** The columns that stay when one is left out; leaving out the last one shows all again. */
function without(variable: QueryVariable, name: string): string[] {
  const { options, value } = variable.state;
  const chosen = variable.hasAllValue() || !Array.isArray(value) ? options.map((option) => option.value) : value;
  const left = chosen.map(String).filter((column) => column !== name && column !== ALL_VALUE);
  return left.length > 0 ? left : [ALL_VALUE];
}
