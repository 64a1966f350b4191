/** Parts that several descriptions of analyses have in common. */
import { t } from '@grafana/i18n';
import { type Format, type Reference } from '../../query/model';
import { type FieldSpec, type NamedField, type Option } from './specs';

/** Formats of an analysis over windows. */
export const TIMED: readonly Format[] = ['timeseries', 'table', 'numeric'];

/** Formats of an analysis of one stretch of time. */
export const WHOLE: readonly Format[] = ['table', 'numeric'];

/** The model's default reference. */
export const FIXED: Reference = { kind: 'fixed' };

/** Values as their own labels. */
export const namesOf = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));

/** Which numbers an analysis gives. */
export function metricsField(values: readonly string[], key = 'metrics'): NamedField {
  return { kind: 'choices', key, label: t('datasource.field.metrics', 'Metrics'), options: namesOf(values) };
}

/** Versions and environments, which every analysis takes. */
export const LINEAGE: readonly FieldSpec[] = [{ kind: 'versions' }, { kind: 'environments' }];

/** How sure a number must be, and where its windows begin. */
export function rowsAndZone(): NamedField[] {
  return [
    {
      kind: 'number',
      key: 'minRows',
      label: t('datasource.field.min-rows', 'Rows a window needs'),
      placeholder: t('datasource.field.min-rows-default', '10 a bin'),
    },
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
