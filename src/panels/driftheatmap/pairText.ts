/** What is said of cells that are set against each other. */
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatPlain, signed } from '../../components/format/number';
import { type MetricTraits, PERFORMANCE_METRIC_TRAITS } from '../../query/metrics';
import { type CellPair, cohortText, type PairMetric } from './pair';

const RAW = { interpolation: { escapeValue: false } } as const;

const TRAITS = new Map<string, MetricTraits>(Object.entries(PERFORMANCE_METRIC_TRAITS));

/** A metric as the query model calls it. */
export const metricTitle = (metric: string): string => TRAITS.get(metric)?.title ?? metric;

/** Which of two cells is chosen and which is missing; nothing while none or both are. */
export function waitingText({ a, b }: CellPair, timeZone: TimeZone): string {
  if (a && !b) {
    return t('plumbline.cohorts.slot-a', 'A is {{name}}, choose B', { ...RAW, name: cohortText(a, timeZone) });
  }
  return b && !a
    ? t('plumbline.cohorts.slot-b', 'B is {{name}}, choose A', { ...RAW, name: cohortText(b, timeZone) })
    : '';
}

/** "0.685 → 0.731", and the change with its interval where it is known. */
export function metricLine({ a, b, delta, lo, hi, q }: PairMetric): { value: string; change: string } {
  const figure = (value: number) =>
    Number.isNaN(value) ? t('plumbline.pair.unknown', 'not known') : formatPlain(value);
  const values = { change: signed(formatPlain(delta), delta), lo: signed(formatPlain(lo), lo) };
  const interval = Number.isNaN(lo + hi)
    ? values.change
    : t('plumbline.pair.interval', '{{change}} ({{lo}} to {{hi}})', { ...values, hi: signed(formatPlain(hi), hi) });
  const change = Number.isNaN(delta) ? '' : interval;
  return {
    value: `${figure(a)} → ${figure(b)}`,
    change: change && !Number.isNaN(q) ? `${change}, q = ${formatPlain(q)}` : change,
  };
}
