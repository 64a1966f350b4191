import { type DataFrame, type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useMemo } from 'react';
import { EmptyActions } from '../../components/empty/EmptyActions';
import { failedQuery, missingOf } from '../../components/empty/failedQuery';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { VizMessage } from '../../components/figure/VizMessage';
import { useLastSeries } from '../../components/frames/useLastGood';
import { useAnnotationMarks } from '../../components/interaction/useAnnotationMarks';
import { keptParam, useKept } from '../../components/interaction/useKept';
import { KeyboardHome } from '../../components/keyboard/KeyboardHome';
import { AgreementChart } from './AgreementChart';
import { attributionSets } from './attributionSets';
import { BeeswarmChart } from './BeeswarmChart';
import { CohortAxisArea } from './CohortAxisArea';
import { CohortBarsChart } from './CohortBarsChart';
import { DependenceView } from './DependenceView';
import { ImportanceChart } from './ImportanceChart';
import { isEmptied, messageFor } from './messages';
import { migrateImportance } from './migrate';
import { type ImportanceOptions } from './options';
import { prepareImportance } from './prepareImportance';
import { QuadrantChart } from './QuadrantChart';
import { readAgreement } from './readAgreement';
import { readCohortBars } from './readCohortBars';
import { readDependence } from './readDependence';
import { readSwarm } from './readSwarm';
import { readImpact, readLocal } from './readWaterfall';
import { PICKER_HEIGHT, SetPicker } from './SetPicker';
import { chooseView, type ShownView } from './views';
import { framesFor } from './viewKinds';
import { WaterfallChart } from './WaterfallChart';

/** Prepares the data of the view once, then draws it or says why that is not possible. */
export function ImportancePanel(props: PanelProps<ImportanceOptions>) {
  const { data, replaceVariables } = props;
  const alertState = data.alertState?.state;
  const scope = useMemo(
    () => ({ replace: replaceVariables, request: data.request, alertState }),
    [replaceVariables, data.request, alertState]
  );
  return (
    <PanelScopeContext.Provider value={scope}>
      <KeyboardHome>
        <ImportanceView {...props} />
      </KeyboardHome>
    </PanelScopeContext.Provider>
  );
}

function ImportanceView(props: PanelProps<ImportanceOptions>) {
  const { data, height } = props;
  const options = useMemo(() => migrateImportance({ options: props.options }), [props.options]);
  const series = useLastSeries(data);
  const view = chooseView(options.view, series);
  const sets = useMemo(() => attributionSets(view, series), [view, series]);
  const { choice: wanted, choose: setWanted } = useKept({
    param: useMemo(() => keptParam('imp-set', props.title, data.request), [props.title, data.request]),
    read: labelOf,
  });
  if (!sets) {
    return <Splittable {...props} options={options} series={series} view={view} height={height} />;
  }
  // By its label: another answer may bring the sets in another order.
  const chosen = Math.max(
    0,
    sets.sets.findIndex(({ label }) => label === wanted)
  );
  return (
    <>
      <SetPicker sets={sets} chosen={chosen} onChoose={(index) => setWanted(sets.sets[index].label)} />
      <Splittable
        {...props}
        options={options}
        series={sets.sets[chosen].series}
        set={sets.sets[chosen].label}
        view={view}
        height={Math.max(0, height - PICKER_HEIGHT)}
      />
    </>
  );
}

const labelOf = (given: unknown) => (typeof given === 'string' ? given : undefined);

interface PictureProps extends PanelProps<ImportanceOptions> {
  series: DataFrame[];
  view: ShownView;
  /** Which of several sets of attributions it is. */
  set?: string;
}

/** Bars may be split by columns; other views are as their query has them. */
function Splittable({ set, ...props }: PictureProps) {
  return props.view === 'bars' ? (
    <CohortAxisArea {...props} set={set}>
      {(series, height) => <ImportancePicture {...props} series={series} height={height} />}
    </CohortAxisArea>
  ) : (
    <ImportancePicture {...props} />
  );
}

/** One picture of frames that belong together. */
function ImportancePicture(props: PictureProps) {
  const { data, series, view, options, width, height, replaceVariables } = props;
  const title = replaceVariables(props.title ?? '') || viewTitle(view);
  const shared = { width, height, options, title };
  const annotations = useAnnotationMarks(data.annotations, props.timeRange);
  const drawn = useMemo(() => prepare(view, series, options), [view, series, options]);
  switch (drawn?.view) {
    case 'bars':
      return <ImportanceChart {...shared} data={drawn.data} />;
    case 'cohort-bars':
      return <CohortBarsChart {...shared} data={drawn.data} />;
    case 'beeswarm':
      return <BeeswarmChart {...shared} data={drawn.data} />;
    case 'dependence':
      return <DependenceView {...shared} data={drawn.data} />;
    case 'waterfall':
      return <WaterfallChart {...shared} data={drawn.data} />;
    case 'impact':
      // Without attributions there is no change to take apart.
      return drawn.data.isHeuristic ? (
        <QuadrantChart {...shared} data={drawn.data} />
      ) : (
        <WaterfallChart {...shared} data={drawn.data} />
      );
    case 'quadrants':
      return <QuadrantChart {...shared} data={drawn.data} />;
    case 'agreement':
      return (
        <AgreementChart
          {...shared}
          data={drawn.data}
          timeZone={props.timeZone}
          timeRange={props.timeRange}
          annotations={annotations}
          onZoom={props.onChangeTimeRange}
        />
      );
    case undefined:
      return (
        <VizMessage
          message={failedQuery(data) ?? messageFor(view, data, replaceVariables)}
          width={width}
          height={height}
        >
          <EmptyActions missing={isEmptied(view, data.series) && !failedQuery(data) ? 'rows' : missingOf(data)} />
        </VizMessage>
      );
  }
}

/** The data of a view, or undefined where the frames hold none. */
function prepare(view: ShownView, all: PanelProps['data']['series'], options: ImportanceOptions) {
  const series = framesFor(view, all, options);
  switch (view) {
    case 'bars': {
      const cohorts = readCohortBars(series, options);
      if (cohorts) {
        return { view: 'cohort-bars' as const, data: cohorts };
      }
      const data = prepareImportance(series, options);
      return data && { view, data };
    }
    case 'beeswarm': {
      const data = readSwarm(series, options.topK);
      return data && data.rows.length > 0 ? { view, data } : undefined;
    }
    case 'dependence': {
      const data = readDependence(series);
      return data && (data.now.length > 0 || data.points) ? { view, data } : undefined;
    }
    case 'waterfall': {
      const data = readLocal(series);
      return data && data.parts.length > 0 ? { view, data } : undefined;
    }
    case 'impact':
    case 'quadrants': {
      const data = readImpact(series);
      return data && data.parts.length > 0 ? { view, data } : undefined;
    }
    case 'agreement': {
      const data = readAgreement(series);
      return data && { view, data };
    }
  }
}

function viewTitle(view: ShownView): string {
  return {
    bars: t('plumbline.importance.title', 'Feature importance'),
    beeswarm: t('plumbline.beeswarm.title', 'Attributions by value'),
    dependence: t('plumbline.dependence.title', 'Dependence'),
    waterfall: t('plumbline.waterfall.title', 'Explanation of a record'),
    impact: t('plumbline.impact.title', 'Why the mean prediction changed'),
    quadrants: t('plumbline.impact.quadrants-title', 'Importance and drift'),
    agreement: t('plumbline.agreement.title', 'Attribution drift'),
  }[view];
}
