/** Parts that several descriptions of analyses have in common. */
import { t } from '@grafana/i18n';
import { DEFAULT_COHORT_ROWS, ROWS_PER_BIN } from '../../query/defaults';
import { DEFAULT_BASELINE, type Format, type Reference } from '../../query/model';
import { type FieldSpec, type NamedField, type Option, valueAt } from './specs';

/** Formats of an analysis over windows. */
export const TIMED: readonly Format[] = ['timeseries', 'table', 'numeric'];

/** Formats of an analysis of one stretch of time. */
export const WHOLE: readonly Format[] = ['table', 'numeric'];

/** The model's default reference. */
export const FIXED: Reference = { kind: 'fixed' };

/** Values as their own labels. */
export const namesOf = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

/** Which numbers an analysis gives. */
export function metricsField(options: Option[]): NamedField {
  return {
    kind: 'choices',
    key: 'metrics',
    label: t('datasource.field.metrics', 'Metrics'),
    options,
    placeholder: t('datasource.field.metrics-usual', 'What suits the model'),
  };
}

/** Versions and environments, which every analysis takes. */
export const LINEAGE: readonly FieldSpec[] = [{ kind: 'versions' }, { kind: 'environments' }];

/** How sure a number must be, and where its windows begin; `rows` is what a window needs where the query is silent. */
export function rowsAndZone(rows = String(DEFAULT_COHORT_ROWS)): NamedField[] {
  return [
    { kind: 'number', key: 'minRows', label: t('datasource.field.min-rows', 'Rows a window needs'), placeholder: rows },
    { kind: 'number', key: 'confidence', label: t('datasource.field.confidence', 'Confidence'), placeholder: '0.95' },
    {
      kind: 'text',
      key: 'timezone',
      label: t('datasource.field.timezone', 'Time zone of windows'),
      placeholder: 'UTC',
      wide: true,
    },
  ];
}

/** Rows that a window needs where values are counted in bins. */
export const rowsPerBin = (): string =>
  t('datasource.field.min-rows-default', '{{rows}} a bin', { rows: ROWS_PER_BIN });

/** Against the metric's own past instead of limits. */
export function controlFields(): NamedField[] {
  const charted = (query: object) => valueAt(query, 'control.chart') !== undefined;
  return [
    {
      kind: 'choice',
      key: 'control.chart',
      label: t('datasource.field.control', 'Against its own past'),
      description: t('datasource.field.control-is', 'Values become deviations from what is usual'),
      options: [
        { value: '', label: t('datasource.control.none', 'No') },
        { value: 'robust_z', label: t('datasource.control.robust-z', 'Each value (robust z)') },
        { value: 'ewma', label: t('datasource.control.ewma', 'Moving average (EWMA)') },
        { value: 'cusum', label: t('datasource.control.cusum', 'Cumulative sum (CUSUM)') },
      ],
      fallback: '',
    },
    {
      kind: 'number',
      key: 'control.baseline',
      when: charted,
      label: t('datasource.field.control-baseline', 'Windows that are usual'),
      placeholder: String(DEFAULT_BASELINE),
    },
    {
      kind: 'text',
      key: 'control.season',
      when: charted,
      label: t('datasource.field.control-season', 'Same time every'),
      placeholder: '7d',
    },
    {
      kind: 'number',
      key: 'control.limit',
      when: charted,
      label: t('datasource.field.control-limit', 'Deviations that breach'),
      placeholder: '3.5',
    },
  ];
}

/** Where limits come from: the thresholds, or the spread of the reference's own chunks. */
export function limitSource(fallback: 'fixed' | 'reference_chunks'): NamedField {
  return {
    kind: 'choice',
    key: 'limits',
    label: t('datasource.field.limits', 'Limits'),
    options: [
      { value: 'fixed', label: t('datasource.limits.fixed', 'Fixed') },
      { value: 'reference_chunks', label: t('datasource.limits.chunks', 'Mean ± 3 sd of the reference') },
    ],
    fallback,
  };
}
