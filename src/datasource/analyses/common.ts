/** Parts that several descriptions of analyses have in common. */
import { t } from '@grafana/i18n';
import { type Format, type Reference } from '../../query/model';
import { type NamedField } from './specs';

/** Formats of an analysis over windows. */
export const TIMED: readonly Format[] = ['timeseries', 'table', 'numeric'];

/** Formats of an analysis of one stretch of time. */
export const WHOLE: readonly Format[] = ['table', 'numeric'];

/** The model's default reference. */
export const FIXED: Reference = { kind: 'fixed' };

/** How sure a number must be, and where its windows begin. */
export function ROWS_AND_ZONE(): NamedField[] {
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
