/** Fields of a table that no view reads: they stand on the cards of their rows. */
import { type Field, formattedValueToString, getFieldDisplayName } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type CardRow } from '../../components/tooltip/CardContent';
import { COHORT_FIELDS, COHORT_MORE_FIELDS, LIMIT_FIELDS, METRIC_FIELDS } from '../../query/frames';

const KNOWN: ReadonlySet<string> = new Set(
  [COHORT_FIELDS, COHORT_MORE_FIELDS, LIMIT_FIELDS, METRIC_FIELDS].flatMap((names) => Object.values(names))
);
/** More would hide what the card is about. */
const SHOWN = 6;

/** Fields beside those that were read, without those of our own tables that stand for themselves. */
export const extraFields = (fields: readonly Field[], read: ReadonlySet<Field | undefined>): Field[] =>
  fields.filter((field) => !read.has(field) && !KNOWN.has(field.name));

/** What they say of a row, where they say anything: the first of them, and how many more there are. */
export function extraRows(fields: readonly Field[], at: number | undefined): CardRow[] {
  const all = fields.flatMap((field) => {
    const value: unknown = at === undefined ? undefined : field.values[at];
    return value === undefined || value === null || value === ''
      ? []
      : [
          {
            label: getFieldDisplayName(field),
            value: field.display ? formattedValueToString(field.display(value)) : String(value),
          },
        ];
  });
  const more = all.length - SHOWN;
  const rest: CardRow = { label: t('plumbline.cohorts.more-fields', '… and {{n}} more', { n: more }), value: '' };
  return more > 0 ? [...all.slice(0, SHOWN), rest] : all;
}
