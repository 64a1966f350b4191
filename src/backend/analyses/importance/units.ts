/** What is explained: attributed columns, and groups of them. */
import { PlumblineError } from '../../../query/errors';
import { type AttributionBase } from '../../../query/explanations';
import { type ModelInfo } from '../../store/types';
import { globMatches, listNames } from '../shared/columns';
import { quoteName } from '../shared/statement';

/** One bar of a picture: a column, or a group of columns whose attributions are added up record by record. */
export interface Unit {
  name: string;
  members: string[];
}

/**
 * The columns that the query means, with those of a group replaced by it. Throws `not_found` where nothing is
 * attributed or matches, `bad_request` for a column in two groups or a group with the name of another column.
 */
export function chooseUnits(model: ModelInfo, query: Pick<AttributionBase, 'columns' | 'groups'>): Unit[] {
  const attributed = model.attributedFeatures;
  if (!model.relations.attributions || attributed.length === 0) {
    throw new PlumblineError(
      'not_found',
      `Model ${model.name} has no attributions`,
      'Send SHAP values to v1/models/<model>/attributions, or choose another panel.'
    );
  }
  const isName = (pattern: string) => attributed.includes(pattern);
  const matching = (pattern: string, place: string): string[] => {
    const found = isName(pattern) ? [pattern] : attributed.filter((name) => globMatches(pattern, name));
    if (found.length === 0) {
      throw new PlumblineError(
        'not_found',
        `${place}: no attribution of ${model.name} matches "${pattern}"`,
        `There are attributions of: ${listNames(attributed)}.`,
        place
      );
    }
    return found;
  };
  const groupOf = new Map<string, Unit>();
  const groups = (query.groups ?? []).map((group, index): Unit => {
    const unit: Unit = { name: group.name, members: [] };
    for (const [at, pattern] of group.columns.entries()) {
      for (const name of matching(pattern, `groups[${index}].columns[${at}]`)) {
        const other = groupOf.get(name);
        if (other && other !== unit) {
          throw new PlumblineError(
            'bad_request',
            `groups[${index}]: ${name} belongs to ${other.name} already`,
            'Put each column in one group.',
            `groups[${index}].columns[${at}]`
          );
        }
        if (!other) {
          groupOf.set(name, unit);
          unit.members.push(name);
        }
      }
    }
    return unit;
  });
  groups.forEach((group, index) => {
    if (isName(group.name) && !group.members.includes(group.name)) {
      throw new PlumblineError(
        'bad_request',
        `groups[${index}].name: "${group.name}" is the name of a column outside of the group`,
        'Give the group another name.',
        `groups[${index}].name`
      );
    }
  });
  const patterns = query.columns ?? ['*'];
  const leftOut = patterns.filter((pattern) => pattern.startsWith('!') && !isName(pattern));
  const wanted = patterns.filter((pattern) => !leftOut.includes(pattern));
  const units = new Map<string, Unit>();
  for (const pattern of wanted.length > 0 ? wanted : ['*']) {
    const index = patterns.indexOf(pattern);
    const group = groups.find(({ name }) => name === pattern);
    for (const name of group ? group.members : matching(pattern, `columns[${index}]`)) {
      if (!leftOut.some((glob) => globMatches(glob.slice(1), name))) {
        const unit = groupOf.get(name) ?? { name, members: [name] };
        units.set(unit.name, unit);
      }
    }
  }
  return [...units.values()];
}

/** Attribution of one column as DOUBLE; what is not finite is missing. */
export function columnPhi(column: string): string {
  const value = `a.${quoteName(`shap_${column}`)}::DOUBLE`;
  return `CASE WHEN isfinite(${value}) THEN ${value} END`;
}

/** Attribution of a unit: members without one count as 0, and without any of them it is missing. */
export function unitPhi(unit: Unit): string {
  const [only] = unit.members;
  if (unit.members.length === 1 && only !== undefined) {
    return columnPhi(only);
  }
  const parts = unit.members.map((member) => `(${columnPhi(member)})`);
  return `CASE WHEN coalesce(${parts.join(', ')}) IS NOT NULL THEN ${parts.map((part) => `coalesce(${part}, 0)`).join(' + ')} END`;
}
