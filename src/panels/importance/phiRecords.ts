/** The records with some attributions, as filters that every query of the data source understands. Pure. */
import { type Filter } from '../../query/model';
import { type PhiSpan } from './phiSpans';

/** Which explanations the picture is made of. */
export interface Explained {
  outputName: string | undefined;
  explainer: string | undefined;
  /** Names that stand for several columns: their sum is no attribution of its own. */
  groups: readonly string[];
}

/** Filters that keep the records with an attribution of the column in the span; undefined for groups of columns. */
export function phiRecords(
  { outputName, explainer, groups }: Explained,
  column: string,
  { lo, hi }: PhiSpan
): Filter[] | undefined {
  if (groups.includes(column)) {
    return undefined;
  }
  const key = `shap_${column}`;
  const ends: Filter[] = [];
  if (Number.isFinite(lo)) {
    ends.push({ key, operator: '>', value: String(lo) });
  }
  if (Number.isFinite(hi)) {
    ends.push({ key, operator: '<=', value: String(hi) });
  }
  const kind = (name: string, value: string | undefined): Filter[] =>
    value === undefined ? [] : [{ key: name, operator: '=', value }];
  return [
    // Without ends every explained record is meant.
    ...(ends.length > 0 ? ends : [{ key, operator: '!=' as const, value: '' }]),
    ...kind('output_name', outputName),
    ...kind('explainer', explainer),
  ];
}

/** What a frame says of its explanations. */
export function explainedBy(custom: Readonly<Record<string, unknown>> | undefined): Explained {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  const groups: unknown = custom?.groups;
  return {
    outputName: text(custom?.outputName),
    explainer: text(custom?.explainer),
    groups: Array.isArray(groups) ? groups.filter((name) => typeof name === 'string') : [],
  };
}
