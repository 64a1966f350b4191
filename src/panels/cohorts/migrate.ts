import { type PanelModel } from '@grafana/data';
import { knownOr, nameOr, numberOr, switchOr, textsOr } from '../../components/options/stored';
import { tooltipOptionsOf } from '../../components/options/tooltip';
import { BINNINGS } from '../../query/model';
import { facetOf } from './facets';
import { BASELINE_OPTIONS, COHORT_VIEWS, type CohortsOptions, DEFAULT_OPTIONS, FIELD_ROLES } from './options';

/** Options of any earlier version as those of this one. What can't be understood becomes the default. */
export function migrateCohorts(panel: Pick<PanelModel, 'options'>): CohortsOptions {
  const stored: Partial<Record<keyof CohortsOptions, unknown>> = panel.options ?? {};
  const to = DEFAULT_OPTIONS;
  return {
    view: knownOr(COHORT_VIEWS, stored.view, to.view),
    metrics: textsOr(stored.metrics, to.metrics),
    baseline: knownOr(BASELINE_OPTIONS, stored.baseline, to.baseline),
    baselineCohort: typeof stored.baselineCohort === 'string' ? stored.baselineCohort : to.baselineCohort,
    sort: knownOr(['excess', 'delta', 'value', 'n', 'q', 'name'], stored.sort, to.sort),
    fdr: numberOr(stored.fdr, to.fdr),
    minSupport: numberOr(stored.minSupport, to.minSupport),
    onlySignificant: switchOr(stored.onlySignificant, to.onlySignificant),
    showDelta: switchOr(stored.showDelta, to.showDelta),
    showReference: switchOr(stored.showReference, to.showReference),
    showComplement: switchOr(stored.showComplement, to.showComplement),
    showLimits: switchOr(stored.showLimits, to.showLimits),
    sizeBy: knownOr(['none', 'n'], stored.sizeBy, to.sizeBy),
    fairness: switchOr(stored.fairness, to.fairness),
    mapBins: Math.max(2, Math.min(20, Math.round(numberOr(stored.mapBins, to.mapBins)))),
    mapBinning: knownOr(BINNINGS, stored.mapBinning, to.mapBinning),
    a: typeof stored.a === 'string' ? stored.a : to.a,
    b: typeof stored.b === 'string' ? stored.b : to.b,
    aQuery: typeof stored.aQuery === 'string' ? stored.aQuery : to.aQuery,
    bQuery: typeof stored.bQuery === 'string' ? stored.bQuery : to.bQuery,
    ...Object.fromEntries(FIELD_ROLES.map((role) => [role, nameOr(stored[role])])),
    showLegend: switchOr(stored.showLegend, to.showLegend),
    // Before 0.2 the tooltip was a switch.
    tooltip: tooltipOptionsOf(stored.tooltip),
    facet: facetOf(stored.facet),
  };
}
