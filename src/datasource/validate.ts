import { t } from '@grafana/i18n';
import { METHOD_TRAITS } from '../query/defaults';
import { PlumblineError } from '../query/errors';
import { type BacktestRule, type DriftQuery, type PlumblineQuery } from '../query/model';
import { isAnalysis } from './isAnalysis';
import { parseQuery } from '../query/validate';

/** What is wrong with a query, by the field where it shows; an empty object for a query that can be sent. */
export type Problems = Partial<Record<string, string>>;

/** True where a text holds a variable, and so cannot be judged before it is replaced. */
export function hasVariable(text: string): boolean {
  return /\$\w|\$\{|\[\[/.test(text);
}

/** The back end's own checks, as far as they need no store; a field that holds a variable is not judged. */
export function problemsOf(query: PlumblineQuery): Problems {
  if (isAnalysis(query) && !query.model) {
    return { model: t('datasource.problem.model', 'Choose a model.') };
  }
  if (query.queryType === 'fairness' && !query.segmentBy?.length) {
    return { segmentBy: t('datasource.problem.groups', 'Choose the column whose values are compared.') };
  }
  if (query.queryType === 'sql' && query.rawSql.trim() === '') {
    return { rawSql: t('datasource.problem.sql-empty', 'Write a SELECT statement.') };
  }
  if (query.queryType === 'backtest') {
    const rules = Object.entries({ rule: query.rule, truth: query.truth });
    for (const [field, asked] of rules.map(([name, rule]) => [name, rule?.query] as const)) {
      // A rule's query needs no letter of its own: the back end gives it one.
      const [problem] = asked ? Object.values(problemsOf({ ...asked, refId: query.refId })) : [];
      if (problem !== undefined) {
        return { [field]: problem };
      }
    }
  }
  try {
    parseQuery(query.queryType === 'sql' ? query : withoutVariables(query));
  } catch (error) {
    if (error instanceof PlumblineError) {
      return { [fieldOf(error.place)]: error.text };
    }
    throw error;
  }
  return query.queryType === 'drift' ? thresholdProblem(query) : {};
}

/** `filters[0].key` shows at the filters, `reference.by` at the reference; a label rule keeps its own name. */
function fieldOf(place = 'query'): string {
  return place.startsWith('labels.') ? place : (place.split(/[.[]/)[0] ?? place);
}

function withoutVariables(query: PlumblineQuery): object {
  return Object.fromEntries(
    Object.entries(query).flatMap(([key, value]: [string, unknown]) => {
      if (key === 'model' || key === 'filters' || key === 'refId') {
        return [[key, value]];
      }
      if (key === 'rule' || key === 'truth') {
        return [[key, ruleWithoutVariables(value as BacktestRule | undefined)]];
      }
      if (key === 'labels' && typeof value === 'object' && value !== null) {
        return [[key, Object.fromEntries(Object.entries(value).filter(([, rule]) => !holdsVariable(rule)))]];
      }
      if (Array.isArray(value)) {
        return [[key, value.filter((item) => !holdsVariable(item))]];
      }
      return holdsVariable(value) ? [] : [[key, value]];
    })
  );
}

/** A rule is judged by its condition and times; its query was judged by itself. */
function ruleWithoutVariables(rule: BacktestRule | undefined): object | undefined {
  return rule?.query && { ...rule, query: rule.query.queryType === 'sql' ? rule.query : withoutVariables(rule.query) };
}

function holdsVariable(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.values(value).some(holdsVariable);
  }
  return typeof value === 'string' && hasVariable(value);
}

function thresholdProblem({ method = 'psi', threshold }: DriftQuery): Problems {
  const { warn, breach } = threshold ?? {};
  if (warn === undefined || breach === undefined || !(method in METHOD_TRAITS)) {
    return {};
  }
  const { higherIsWorse } = METHOD_TRAITS[method];
  if (higherIsWorse ? warn <= breach : warn >= breach) {
    return {};
  }
  return {
    threshold: higherIsWorse
      ? t('datasource.problem.warn-above', 'Warn must not be above breach.')
      : t('datasource.problem.warn-below', 'A p-value warns before it breaches: warn must not be below breach.'),
  };
}
