/** Keys of filters that are about attributions: the columns of `attributions."<model>"` as SQL mode knows them. */
import { PlumblineError } from '../../query/errors';
import { type ColumnInfo, type ModelInfo } from './types';

/** What else than the features is known of a row of attributions. */
const DETAILS = new Map<string, 'numeric' | 'categorical'>([
  ['base_value', 'numeric'],
  ['additivity_error', 'numeric'],
  ['output_name', 'categorical'],
  ['output_space', 'categorical'],
  ['explainer', 'categorical'],
  ['background', 'categorical'],
]);
const PREFIX = 'shap_';
const LISTED = 20;

/**
 * The column of the attributions that a key names, as sensitive as the column it explains; undefined for other keys. A
 * column of the predictions that is called the same comes first. Throws `not_found` for an attribution that there is not.
 */
export function attributionKey(model: ModelInfo, key: string, place: string): ColumnInfo | undefined {
  if (!model.relations.attributions || model.columns.some(({ name }) => name === key)) {
    return undefined;
  }
  const column = (kind: 'numeric' | 'categorical', sensitive: boolean): ColumnInfo => ({
    name: key,
    role: 'metadata',
    kind,
    sqlType: kind === 'numeric' ? 'DOUBLE' : 'VARCHAR',
    segment: false,
    sensitive,
  });
  const detail = DETAILS.get(key);
  if (detail) {
    return column(detail, false);
  }
  if (!key.startsWith(PREFIX)) {
    return undefined;
  }
  const explained = key.slice(PREFIX.length);
  const { attributedFeatures, columns, name: called } = model;
  if (!attributedFeatures.includes(explained)) {
    const more = attributedFeatures.length > LISTED ? ` and ${attributedFeatures.length - LISTED} more` : '';
    throw new PlumblineError(
      'not_found',
      `${place}: model ${called} has no attribution of "${explained}"`,
      `There are attributions of: ${attributedFeatures.slice(0, LISTED).join(', ')}${more}.`,
      place
    );
  }
  return column(
    'numeric',
    columns.some(({ name, sensitive }) => name === explained && sensitive)
  );
}
