import { type PanelModel } from '@grafana/data';
import { knownOr, nameOr, numberOr, switchOr } from '../../components/options/stored';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { DEFAULT_OPTIONS, IMPORTANCE_STATISTICS, IMPORTANCE_VIEWS, type ImportanceOptions } from './options';

/** Names, each once. More than an axis takes stay, for the panel to say so. */
const columnNames = (given: unknown): string[] | undefined =>
  Array.isArray(given) && given.every((name) => typeof name === 'string' && name !== '')
    ? [...new Set<string>(given)]
    : undefined;

/** Options of any earlier version as those of this one. What can't be understood becomes the default. */
export function migrateImportance(panel: Pick<PanelModel, 'options'>): ImportanceOptions {
  const stored: Partial<Record<keyof ImportanceOptions, unknown>> = panel.options ?? {};
  const to = DEFAULT_OPTIONS;
  // An impact used to be cut by the option of all other views.
  const impactTopK = stored.impactTopK ?? (stored.view === 'impact' ? stored.topK : undefined);
  return {
    view: knownOr(IMPORTANCE_VIEWS, stored.view, to.view),
    topK: numberOr(stored.topK, to.topK),
    impactTopK: numberOr(impactTopK, to.impactTopK),
    sort: knownOr(['value', 'change', 'reference', 'name'], stored.sort, to.sort),
    statistic: knownOr(IMPORTANCE_STATISTICS, stored.statistic, to.statistic),
    others: switchOr(stored.others, to.others),
    showReference: switchOr(stored.showReference, to.showReference),
    whiskers: switchOr(stored.whiskers, to.whiskers),
    fdr: numberOr(stored.fdr, to.fdr),
    scheme: knownOr(['theme', 'shap'], stored.scheme, to.scheme),
    columnHeight: knownOr(['linear', 'sqrt'], stored.columnHeight, to.columnHeight),
    swarm: knownOr(['columns', 'violin'], stored.swarm, to.swarm),
    scale: knownOr(['linear', 'symlog'], stored.scale, to.scale),
    xScale: knownOr(['linear', 'log', 'quantile'], stored.xScale, to.xScale),
    cohortsBy: columnNames(stored.cohortsBy) ?? to.cohortsBy,
    nameField: nameOr(stored.nameField),
    valueField: nameOr(stored.valueField),
    showLegend: switchOr(stored.showLegend, to.showLegend),
    // Before 0.2 the tooltip was a switch.
    tooltip: tooltipOptionsOf(stored.tooltip),
  };
}
