import { type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import { type ComponentProps, type ComponentType, useContext, useMemo } from 'react';
import { EmptyActions } from '../../components/empty/EmptyActions';
import { failedQuery, missingOf } from '../../components/empty/failedQuery';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { VizMessage } from '../../components/figure/VizMessage';
import { KeyboardHome } from '../../components/keyboard/KeyboardHome';
import { Since, sinceHeight } from '../../components/query/Since';
import { failureOf } from '../../components/query/useAnswers';
import { BackButton } from './BackButton';
import { type CohortsData } from './cohortData';
import { CompareChart } from './CompareChart';
import { compareCohorts, goneCohorts, pairOf } from './comparison';
import { FACET_BAR, FacetBar } from './FacetBar';
import { FacetContext, useFacets } from './facets';
import { FacetSuggestions } from './FacetSuggestions';
import { FairnessChart } from './FairnessChart';
import { ForestChart } from './ForestChart';
import { GapRows, gapsAreWide, gapsHeight } from './GapRows';
import { cohortGaps } from './gaps';
import { intersections } from './intersections';
import { ManyChart } from './ManyChart';
import { MapChart } from './MapChart';
import { MatrixChart } from './MatrixChart';
import { asking, gone, messageFor, noAnswer, noneDefined, noneLeft } from './messages';
import { migrateCohorts } from './migrate';
import { MixChart } from './MixChart';
import { type CohortsOptions } from './options';
import { readFairness } from './readFairness';
import { readMix } from './readMix';
import { SlotArea } from './SlotArea';
import { type Slots, SlotsContext, useSlots } from './slots';
import { TreeChart } from './TreeChart';
import { useCohortAnswers } from './useCohortAnswers';
import { useComparedColumns } from './useComparedColumns';
import { chooseView, isOfCohorts } from './views';

type Props = PanelProps<CohortsOptions>;

/** Lower lists of cohorts leave no room for gaps, CSS pixels. */
const LIST_FROM = 120;

/** Prepares the data of the view once, then draws it or says why that is not possible. */
export function CohortsPanel(props: Props) {
  const { data, replaceVariables } = props;
  const alertState = data.alertState?.state;
  const scope = useMemo(
    () => ({ replace: replaceVariables, request: data.request, alertState }),
    [replaceVariables, data.request, alertState]
  );
  return (
    <PanelScopeContext.Provider value={scope}>
      <KeyboardHome>
        <CohortsView {...props} />
      </KeyboardHome>
    </PanelScopeContext.Provider>
  );
}

/** What one sets against each other in any view is compared, and other cohorts may be chosen; letting go leads back. */
function CohortsView(props: Props) {
  const slots = useSlots();
  const facets = useFacets(props);
  return (
    <FacetContext.Provider value={facets}>
      <SlotsContext.Provider value={slots}>
        <SlotArea width={props.width} height={props.height}>
          {(height) => <CohortsPicture {...props} height={height} slots={slots.slots} />}
        </SlotArea>
      </SlotsContext.Provider>
    </FacetContext.Provider>
  );
}

function CohortsPicture(props: Props & { slots: Slots }) {
  const { width } = props;
  const options = useMemo(() => migrateCohorts({ options: props.options }), [props.options]);
  const { facet, refining } = useContext(FacetContext);
  const { series, beside, cohorts, target, query, without, facetAnswer, suggestions, suggested } = useCohortAnswers(
    props,
    options
  );
  if (suggestions) {
    const message = refining ? undefined : noneDefined();
    const state = failureOf(suggestions) ?? suggestions;
    return (
      <FacetSuggestions
        width={width}
        height={props.height}
        message={message}
        state={suggestions.state}
        why={state.state === 'failed' ? state.why : undefined}
        series={suggested}
      />
    );
  }
  const { refId: _, ...copied } = query ?? { refId: '' };
  const isThere = !query || facetAnswer?.state === 'done';
  const since = query && facetAnswer?.state === 'done' ? facetAnswer.since : undefined;
  const why = facetAnswer?.state === 'failed' ? facetAnswer.why : undefined;
  const height = props.height - (facet ? FACET_BAR : 0) - sinceHeight(since);
  return (
    <>
      {facet && (
        <FacetBar query={isThere && query ? { ...copied, refId: target?.refId ?? 'A' } : undefined} without={without} />
      )}
      <Since since={since} width={width} />
      {isThere ? (
        <Chart {...props} height={height} options={options} {...{ series, beside, cohorts, target }} />
      ) : (
        <VizMessage message={why === undefined ? asking() : noAnswer(why)} width={width} height={height} />
      )}
    </>
  );
}

type ChartProps = Props & { slots: Slots } & Pick<
    ReturnType<typeof useCohortAnswers>,
    'series' | 'beside' | 'cohorts' | 'target'
  >;

/** The view that the options or the data choose. */
function Chart({ series, beside, cohorts, target, slots, ...props }: ChartProps) {
  const { data, width, height, options, replaceVariables } = props;
  const { facet } = useContext(FacetContext);
  const { clear } = useContext(SlotsContext);
  const isChosen = slots.a !== undefined && slots.b !== undefined;
  const wanted = facet && !isOfCohorts(options.view) ? 'auto' : options.view;
  const view = isChosen ? 'compare' : chooseView(wanted, series, cohorts);
  const [a, b] = [slots.a ?? replaceVariables(options.a), slots.b ?? replaceVariables(options.b)];
  const pair = useMemo(
    () => (view === 'compare' ? pairOf(cohorts, { a, b, isChosen }) : undefined),
    [view, cohorts, a, b, isChosen]
  );
  const given = useMemo(() => [...series, ...beside], [series, beside]);
  const columns = useComparedColumns(data.request, target, cohorts, given, pair, options);
  const other = useMemo(() => {
    switch (view) {
      case 'mix':
        return { mix: readMix(series, options.metrics) };
      case 'fairness':
        return { fairness: readFairness(series) };
      case 'map':
        return { grid: cohorts && intersections(cohorts) };
      case 'compare':
        return { comparison: compareCohorts(cohorts, columns.series, { a, b }) };
      default:
        return {};
    }
  }, [view, series, cohorts, options.metrics, columns.series, a, b]);
  const missing = view === 'compare' ? goneCohorts(cohorts, { a, b }) : [];
  const title = replaceVariables(props.title ?? '') || t('plumbline.cohorts.title', 'Cohorts');
  const shared = { width, height, options, title };
  if (other.mix) {
    return <MixChart {...shared} data={other.mix} />;
  }
  if (other.fairness) {
    return <FairnessChart {...shared} data={other.fairness} />;
  }
  // Columns that an answer brings are compared without the cohorts too, where nobody chose these.
  if (missing.length > 0 && (isChosen || (cohorts && !other.comparison))) {
    return (
      <VizMessage message={gone(missing)} width={width} height={height}>
        {isChosen && <BackButton onClick={clear} />}
      </VizMessage>
    );
  }
  if (other.comparison) {
    return <CompareChart {...shared} data={cohorts} comparison={other.comparison} columns={columns} />;
  }
  if (!cohorts || view === 'mix' || view === 'fairness' || view === 'compare') {
    return (
      <VizMessage message={failedQuery(data) ?? messageFor(view, data, replaceVariables)} width={width} height={height}>
        <EmptyActions missing={missingOf(data)} />
      </VizMessage>
    );
  }
  if (cohorts.rows.length === 0) {
    const { onOptionsChange } = props;
    return <NoneLeft {...{ width, height, options, onOptionsChange }} data={cohorts} />;
  }
  switch (view) {
    case 'map':
      return other.grid ? (
        <MapChart {...shared} data={cohorts} grid={other.grid} />
      ) : (
        <VizMessage message={messageFor(view, data, replaceVariables)} width={width} height={height}>
          <EmptyActions missing="fields" />
        </VizMessage>
      );
    case 'matrix':
      return <WithGaps {...shared} data={cohorts} Chart={MatrixChart} />;
    case 'tree':
      return <TreeChart {...shared} data={cohorts} />;
    case 'many':
      return <ManyChart {...shared} data={cohorts} />;
    case 'forest':
      return <WithGaps {...shared} data={cohorts} Chart={ForestChart} />;
  }
}

type PictureProps = ComponentProps<typeof ForestChart>;

/** A list of cohorts and, where they are wanted and there is room, the gaps between them. */
function WithGaps({ Chart: List, ...props }: PictureProps & { Chart: ComponentType<PictureProps> }) {
  const { data, width, height, options } = props;
  const gaps = useMemo(() => (options.fairness ? cohortGaps(data) : []), [options.fairness, data]);
  const wide = useMemo(() => gapsAreWide(data, gaps, width), [data, gaps, width]);
  const room = height - gapsHeight(gaps.length, wide);
  if (gaps.length === 0 || room < LIST_FROM) {
    return <List {...props} />;
  }
  return (
    <>
      <List {...props} height={room} />
      <GapRows data={data} gaps={gaps} wide={wide} />
    </>
  );
}

type NoneLeftProps = Pick<Props, 'width' | 'height' | 'options' | 'onOptionsChange'> & {
  data: CohortsData;
};

/** Why no cohort is left to draw, and what brings them back. */
function NoneLeft({ width, height, options, onOptionsChange, data }: NoneLeftProps) {
  const { hidden } = data;
  return (
    <VizMessage message={noneLeft(data)} width={width} height={height}>
      {hidden > 0 ? (
        <Button size="sm" variant="secondary" onClick={() => onOptionsChange({ ...options, onlySignificant: false })}>
          {t('plumbline.cohorts.show-hidden', 'Show all {{n}}', { n: hidden })}
        </Button>
      ) : (
        <EmptyActions missing="fields" />
      )}
    </VizMessage>
  );
}
