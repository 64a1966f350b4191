/** Which differences were tested at all: none that differs surely is a finding only among those. */
import { t } from '@grafana/i18n';
import { fromBaseline } from './baselineText';
import { type CohortCell, type CohortsData } from './cohortData';
import { metricName } from './metrics';

const RAW = { interpolation: { escapeValue: false } } as const;

/** Whether the data say how surely the cohort differs; verdicts are by the corrected p-value alone. */
export const isTested = (cell: CohortCell | undefined): boolean => cell !== undefined && !Number.isNaN(cell.q);

export const untested = () => t('plumbline.cohorts.untested', 'not tested');

/**
 * "Accuracy: 3 of 5 cohorts differ from the rest"; where no difference was tested it says that instead of "0 of 5".
 *
 * @param what a metric, with what it is split by.
 */
export function differText(
  { baseline }: Pick<CohortsData, 'baseline'>,
  what: string,
  cells: ReadonlyArray<CohortCell | undefined>
): string {
  return cells.some(isTested) || cells.length === 0
    ? t('plumbline.cohorts.summary', '{{metric}}: {{significant}} of {{total}} cohorts differ {{from}}', {
        ...RAW,
        metric: what,
        significant: cells.filter((cell) => cell?.significant).length,
        total: cells.length,
        from: fromBaseline(baseline),
      })
    : cells.length === 1
      ? t('plumbline.cohorts.summary-untested-one', '{{metric}}: 1 cohort, difference not tested', {
          ...RAW,
          metric: what,
        })
      : t('plumbline.cohorts.summary-untested', '{{metric}}: {{count}} cohorts, differences not tested', {
          ...RAW,
          metric: what,
          count: cells.length,
        });
}

/** The metric split by two columns: "Accuracy by carrier and origin". */
export const splitMetric = (metric: string, [a, b]: readonly [string, string]): string =>
  t('plumbline.cohorts.by-two', '{{metric}} by {{a}} and {{b}}', { ...RAW, metric: metricName(metric), a, b });
