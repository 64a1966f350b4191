import { type InterpolateFunction, type PanelProps } from '@grafana/data';
import { t } from '@grafana/i18n';
import { otherAnalysis } from '../../components/empty/otherAnalysis';
import { type Message } from '../../components/figure/VizMessage';
import { filtersLine } from '../../components/frames/filtersText';
import { describeFields } from '../../components/frames/read';
import { type FrameKind } from '../../query/frames';
import { fromBaseline } from './baselineText';
import { type CohortsData } from './cohortData';
import { COHORT_KINDS } from './cohortFrame';
import { mixName } from './mixText';
import { isTested } from './tested';
import { type ShownView } from './views';

const COHORTS = '{"queryType": "cohorts", "model": "…", "segmentBy": ["…"], "metrics": ["accuracy"]}';

/** What is asked of the data source for a view. */
const QUERIES: Record<ShownView, string> = {
  forest: COHORTS,
  matrix: COHORTS,
  many: COHORTS,
  compare: COHORTS,
  map: '{"queryType": "cohorts", "view": "intersections", "model": "…", "segmentBy": ["…", "…"]}',
  tree: '{"queryType": "cohorts", "model": "…", "segmentBy": ["…"]}',
  mix: '{"queryType": "cohorts", "view": "mix", "model": "…", "segmentBy": ["…"]}',
  fairness: '{"queryType": "fairness", "model": "…", "segmentBy": ["…"]}',
};

/** Which of Plumbline's frames a view reads. */
const KINDS: Record<ShownView, FrameKind[]> = {
  forest: COHORT_KINDS,
  matrix: COHORT_KINDS,
  many: COHORT_KINDS,
  compare: [...COHORT_KINDS, 'distribution', 'importance'],
  map: COHORT_KINDS,
  tree: COHORT_KINDS,
  mix: ['cohort-mix'],
  fairness: ['fairness'],
};

export function noneDefined(): Message {
  return {
    icon: 'info-circle',
    title: t('plumbline.cohorts.none-defined', 'The query defines no cohorts.'),
    remedy: t(
      'plumbline.cohorts.none-defined-remedy',
      'Choose columns to segment by in it, or begin with one of these.'
    ),
  };
}

export function asking(): Message {
  return { icon: 'sync', title: t('plumbline.cohorts.facet-asking', 'Comparing these cohorts') };
}

export function noAnswer(why: string): Message {
  return {
    icon: 'exclamation-triangle',
    title: t('plumbline.cohorts.facet-failed', 'These cohorts have no answer'),
    remedy: why,
  };
}

/** What is left where no cohort is drawn. */
type Left = Pick<CohortsData, 'hidden' | 'baseline' | 'all' | 'metrics'>;

export function noneLeft({ hidden, baseline, all, metrics }: Left): Message {
  const remedy = t('plumbline.cohorts.none-significant-remedy', 'Turn off "Only significant" to see all {{n}}.', {
    n: hidden,
  });
  if (hidden > 0 && !all.some((row) => metrics.some((metric) => isTested(row.cells.get(metric))))) {
    return {
      icon: 'info-circle',
      title: t('plumbline.cohorts.none-tested', 'No difference of these cohorts was tested'),
      remedy,
    };
  }
  return hidden > 0
    ? {
        icon: 'check-circle',
        title: t('plumbline.cohorts.none-significant', 'No cohort differs significantly {{from}}', {
          from: fromBaseline(baseline),
          interpolation: { escapeValue: false },
        }),
        remedy,
      }
    : {
        icon: 'info-circle',
        title: t('plumbline.cohorts.only-overall', 'The answer has no cohorts, only the whole'),
        remedy: t('plumbline.cohorts.only-overall-remedy', 'Choose columns to segment by in the query.'),
      };
}

/** Why cohorts that somebody named are not compared. */
export function gone(names: readonly string[]): Message {
  const raw = { interpolation: { escapeValue: false } };
  return {
    icon: 'info-circle',
    title:
      names.length === 1
        ? t('plumbline.cohorts.gone', 'Cohort {{name}} is not in this answer', { ...raw, name: mixName(names[0]) })
        : t('plumbline.cohorts.gone-both', 'Cohorts {{a}} and {{b}} are not in this answer', {
            ...raw,
            a: mixName(names[0]),
            b: mixName(names[1]),
          }),
    remedy: t('plumbline.cohorts.gone-remedy', 'Widen the time range, or choose other cohorts to compare.'),
  };
}

/** Why a view has nothing to draw, and what to do about it. */
export function messageFor(view: ShownView, data: PanelProps['data'], replace: InterpolateFunction): Message {
  const sample = t('plumbline.importance.sample', 'Sample query: {{query}}', {
    query: QUERIES[view],
    interpolation: { escapeValue: false },
  });
  if (data.series.every((frame) => frame.length === 0)) {
    return {
      icon: 'info-circle',
      title: t('plumbline.cohorts.empty', 'No cohorts in this time range'),
      remedy: t('plumbline.cohorts.empty-remedy', 'Widen the time range, or choose other columns to segment by.'),
      details: [...filtersLine(data.request, replace), sample],
    };
  }
  return {
    icon: 'exclamation-triangle',
    title: otherAnalysis(data, KINDS[view]) ?? t('plumbline.cohorts.shape', 'These data have no cohorts'),
    remedy:
      view === 'map'
        ? t(
            'plumbline.cohorts.map-remedy',
            'This view needs cohorts of two columns, such as "carrier=UA,origin=EWR": segment the query type "cohorts" by both.'
          )
        : view === 'mix'
          ? t('plumbline.cohorts.mix-remedy', 'Use the query type "cohorts" with the view "mix" and a reference.')
          : view === 'fairness'
            ? t('plumbline.cohorts.fairness-remedy', 'Use the query type "fairness".')
            : t(
                'plumbline.cohorts.shape-remedy',
                'Use the query type "cohorts", or a table with a text field "cohort" and a number "value" and no time.'
              ),
    details: [
      t('plumbline.drift.found', 'Found: {{fields}}', {
        fields: describeFields(data.series),
        interpolation: { escapeValue: false },
      }),
      sample,
    ],
  };
}
