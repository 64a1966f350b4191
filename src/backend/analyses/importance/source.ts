/** Attribution rows of a stretch of time or of a reference, with the values that they explain. */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo } from '../../store/types';
import { attributionConditions } from '../shared/attributionFilters';
import { columnConditions, lineageConditions, type Scope, timeColumn } from '../shared/scope';
import { type Parameters, quoteName } from '../shared/statement';
import { type Window, windowCondition } from '../shared/windows';

/** Attributions of a stretch of time, or of the rows of a reference. */
export type AttributionRange =
  { kind: 'time'; window: Window; versions?: readonly string[] } | { kind: 'reference'; relation: string };

/** Name of the n-th value that `attributionRows` was asked for. */
export const valueName = (index: number) => `"plumbline v${index}"`;

/**
 * SQL that selects the attribution table's columns and `valueName(i)` for each value, to be used as relation `a`.
 * Versions and most filters are about predictions, so only they and values make a join necessary; filters on attributions
 * choose among these themselves. `among` may be some of the attributions instead of all.
 */
export function attributionRows(
  scope: Scope,
  range: AttributionRange,
  parameters: Parameters,
  output: string | undefined,
  values: readonly ColumnInfo[] = [],
  among?: string
): string {
  const { model } = scope;
  const time = timeColumn(model);
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const attributions = among ?? model.relations.attributions ?? '';
  const own = [
    ...(output === undefined ? [] : [`a.output_name = ${parameters.add(output)}`]),
    ...attributionConditions(scope.filters, parameters),
  ];
  const selected = values.map(({ name }, index) => `${quoteName(name)} AS ${valueName(index)}`);
  const taken = ['a.*', ...values.map((_, index) => `p.${valueName(index)}`)].join(', ');
  const same = 'p."plumbline id" = a.id AND p."plumbline time" = a."time"';
  const rows = (relation: string, where: readonly string[]) =>
    `(SELECT ${[`${id} AS "plumbline id"`, `${time} AS "plumbline time"`, ...selected].join(', ')} FROM ${relation} WHERE ${where.length > 0 ? where.join(' AND ') : 'true'}) p`;
  const whereOf = (conditions: readonly string[]) =>
    conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const kind = values.length > 0 ? 'JOIN' : 'SEMI JOIN';
  if (range.kind === 'reference') {
    const there = rows(range.relation, columnConditions(scope.filters, parameters));
    return `SELECT ${taken} FROM ${attributions} a ${kind} ${there} ON ${same}${whereOf(own)}`;
  }
  const inside = (column: string) => windowCondition(column, [range.window]);
  const where = [
    ...lineageConditions(scope, parameters, range.versions),
    ...columnConditions(scope.filters, parameters),
  ];
  const mine = whereOf([inside('a."time"'), ...own]);
  if (where.length === 0 && values.length === 0) {
    return `SELECT a.* FROM ${attributions} a${mine}`;
  }
  // Without a condition on predictions an attribution counts even where its prediction is gone.
  const join = where.length === 0 ? 'LEFT JOIN' : kind;
  return `SELECT ${taken} FROM ${attributions} a ${join} ${rows(model.relations.predictions, [inside(time), ...where])} ON ${same}${mine}`;
}

/** What the attributions of a range have in common. */
export interface AttributionKinds {
  outputSpace: string | null;
  outputName: string | null;
  explainer: string | null;
  background: string | null;
  /** There are several explainers or backgrounds: those above are the first of them. */
  mixed: boolean;
}

const KINDS = ['output_space', 'output_name', 'explainer', 'background'] as const;

/** Aggregates that `readKinds` reads back. */
export const kindAggregates = KINDS.map(
  (name) => `list(DISTINCT ${name} ORDER BY ${name}) FILTER (WHERE ${name} IS NOT NULL) AS ${name}`
);

/**
 * Throws `unprocessable` where rows of several outputs or output spaces would be averaged; several explainers or
 * backgrounds are a warning.
 */
export function readKinds(scope: Scope, row: Readonly<Record<string, unknown>> | undefined): AttributionKinds {
  const found = (name: (typeof KINDS)[number]): string[] => {
    const list = row?.[name];
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : [];
  };
  const names = found('output_name');
  if (names.length > 1) {
    throw new PlumblineError(
      'unprocessable',
      `Attributions of ${scope.model.name} explain several outputs in this range: ${names.join(', ')}`,
      'They must not be averaged: name one of them in output.',
      'output'
    );
  }
  if (found('output_space').length > 1) {
    throw new PlumblineError(
      'unprocessable',
      `Attributions of ${scope.model.name} hold several values of output_space in this range: ${found('output_space').join(', ')}`,
      'They must not be averaged: choose a range or a version with one of them.'
    );
  }
  for (const name of ['explainer', 'background'] as const) {
    if (found(name).length > 1) {
      scope.ledger.notice('warning', `Attributions of several values of ${name} are mixed: ${found(name).join(', ')}`);
    }
  }
  return {
    outputSpace: found('output_space')[0] ?? null,
    outputName: names[0] ?? null,
    explainer: found('explainer')[0] ?? null,
    background: found('background')[0] ?? null,
    mixed: found('explainer').length > 1 || found('background').length > 1,
  };
}

/** Throws `unprocessable` where the two sides are in different spaces; other differences are warnings. */
export function compareKinds(scope: Scope, current: AttributionKinds, reference: AttributionKinds): void {
  if (current.outputSpace !== null && reference.outputSpace !== null && current.outputSpace !== reference.outputSpace) {
    throw new PlumblineError(
      'unprocessable',
      `The attributions are in ${current.outputSpace} and those of the reference in ${reference.outputSpace}`,
      'Choose a reference that was explained in the same space.',
      'reference'
    );
  }
  for (const name of ['explainer', 'background'] as const) {
    if (current[name] !== reference[name]) {
      scope.ledger.notice(
        'warning',
        `The ${name} differs from the reference's: ${current[name] ?? 'none'} against ${reference[name] ?? 'none'}`
      );
    }
  }
}
