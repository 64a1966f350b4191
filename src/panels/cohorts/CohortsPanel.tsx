import { type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useMemo } from 'react';
import { useLastSeries } from '../../components/frames/useLastGood';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { VizMessage } from '../../components/figure/VizMessage';
import { CompareChart } from './CompareChart';
import { compareCohorts } from './comparison';
import { FairnessChart } from './FairnessChart';
import { ForestChart } from './ForestChart';
import { intersections } from './intersections';
import { ManyChart } from './ManyChart';
import { MapChart } from './MapChart';
import { MatrixChart } from './MatrixChart';
import { messageFor, noneLeft } from './messages';
import { migrateCohorts } from './migrate';
import { MixChart } from './MixChart';
import { type CohortsOptions } from './options';
import { prepareCohorts } from './prepareCohorts';
import { readFairness } from './readFairness';
import { readMix } from './readMix';
import { type Slots, SlotsContext, useSlots } from './slots';
import { TreeChart } from './TreeChart';
import { chooseView } from './views';

/** Prepares the data of the view once, then draws it or says why that is not possible. */
export function CohortsPanel(props: PanelProps<CohortsOptions>) {
  const { data, replaceVariables } = props;
  const alertState = data.alertState?.state;
  const scope = useMemo(
    () => ({ replace: replaceVariables, request: data.request, alertState }),
    [replaceVariables, data.request, alertState]
  );
  return (
    <PanelScopeContext.Provider value={scope}>
      <CohortsView {...props} />
    </PanelScopeContext.Provider>
  );
}

/** What one sets against each other in any view is compared; letting go leads back. */
function CohortsView(props: PanelProps<CohortsOptions>) {
  const state = useSlots();
  return (
    <SlotsContext.Provider value={state}>
      <CohortsPicture {...props} slots={state.slots} />
    </SlotsContext.Provider>
  );
}

function CohortsPicture(props: PanelProps<CohortsOptions> & { slots: Slots }) {
  const { slots, data, width, height, replaceVariables } = props;
  const options = useMemo(() => migrateCohorts({ options: props.options }), [props.options]);
  const series = useLastSeries(data);
  const cohorts = useMemo(() => prepareCohorts(series, options), [series, options]);
  const isCompared = slots.a !== undefined && slots.b !== undefined;
  const view = isCompared ? 'compare' : chooseView(options.view, series, cohorts);
  const [a, b] = [slots.a ?? replaceVariables(options.a), slots.b ?? replaceVariables(options.b)];
  const other = useMemo(() => {
    switch (view) {
      case 'mix':
        return { mix: readMix(series, options.metrics) };
      case 'fairness':
        return { fairness: readFairness(series) };
      case 'map':
        return { grid: cohorts && intersections(cohorts.rows, cohorts.metrics[0]) };
      case 'compare':
        return { comparison: compareCohorts(cohorts, series, { a, b }) };
      default:
        return {};
    }
  }, [view, series, cohorts, options.metrics, a, b]);
  const title = replaceVariables(props.title ?? '') || t('plumbline.cohorts.title', 'Cohorts');
  const shared = { width, height, options, title };
  if (other.mix) {
    return <MixChart {...shared} data={other.mix} />;
  }
  if (other.fairness) {
    return <FairnessChart {...shared} data={other.fairness} />;
  }
  if (other.comparison) {
    return <CompareChart {...shared} data={cohorts} comparison={other.comparison} />;
  }
  if (!cohorts || view === 'mix' || view === 'fairness' || view === 'compare') {
    return <VizMessage message={messageFor(view, data, replaceVariables)} width={width} height={height} />;
  }
  if (cohorts.rows.length === 0) {
    return <VizMessage message={noneLeft(cohorts.hidden)} width={width} height={height} />;
  }
  switch (view) {
    case 'map':
      return other.grid ? (
        <MapChart {...shared} data={cohorts} grid={other.grid} />
      ) : (
        <VizMessage message={messageFor(view, data, replaceVariables)} width={width} height={height} />
      );
    case 'matrix':
      return <MatrixChart {...shared} data={cohorts} />;
    case 'tree':
      return <TreeChart {...shared} data={cohorts} />;
    case 'many':
      return <ManyChart {...shared} data={cohorts} />;
    case 'forest':
      return <ForestChart {...shared} data={cohorts} />;
  }
}
