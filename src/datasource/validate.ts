import { t } from '@grafana/i18n';
import { type AnalysisQuery, type PlumblineQuery } from '../query/model';

/** Field of the editor that a message belongs to. */
export type Place = 'model' | 'columns' | 'window' | 'reference' | 'threshold' | 'filters' | 'rawSql' | 'minCoverage';

/** What is wrong with a query, by the field where it shows; an empty object for a query that can be sent. */
export type Problems = Partial<Record<Place, string>>;

const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d|w|M|y)$/;
const ROWS = /^rows:[1-9]\d*$/;

/** True where a text holds a variable, and so cannot be judged before it is replaced. */
function hasVariable(text: string): boolean {
  return /\$\w|\$\{|\[\[/.test(text);
}

/** True for `auto`, `all`, `rows:N`, a duration such as `1d`, or a variable. */
export function isWindow(text: string): boolean {
  return text === 'auto' || text === 'all' || ROWS.test(text) || isDuration(text);
}

/** True for a duration such as `12h`, or a variable. */
export function isDuration(text: string): boolean {
  return DURATION.test(text) || hasVariable(text);
}

/** Checks that need no server; the back end checks everything again. */
export function problemsOf(query: PlumblineQuery): Problems {
  if (query.queryType === 'models') {
    return {};
  }
  if (query.queryType === 'sql') {
    return query.rawSql.trim() === '' ? { rawSql: t('datasource.problem.sql-empty', 'Write a SELECT statement.') } : {};
  }
  return {
    ...(query.model === '' ? { model: t('datasource.problem.model', 'Choose a model.') } : {}),
    ...(query.window !== undefined && !isWindow(query.window)
      ? { window: t('datasource.problem.window', 'Use auto, all, a duration such as 1d, or rows:5000.') }
      : {}),
    ...referenceProblem(query),
    ...thresholdProblem(query),
    ...(query.filters?.some(({ key }) => key === '')
      ? { filters: t('datasource.problem.filter', 'Every filter needs a column.') }
      : {}),
    ...coverageProblem(query),
  };
}

function referenceProblem(query: AnalysisQuery): Problems {
  const reference = 'reference' in query ? query.reference : undefined;
  const wrong =
    (reference?.kind === 'offset' && !isDuration(reference.by)) ||
    (reference?.kind === 'rolling' && !isDuration(reference.over));
  if (wrong) {
    return { reference: t('datasource.problem.duration', 'Use a duration such as 7d.') };
  }
  return reference?.kind === 'version' && reference.version === ''
    ? { reference: t('datasource.problem.version', 'Choose a version.') }
    : {};
}

function thresholdProblem(query: AnalysisQuery): Problems {
  if (query.queryType !== 'drift') {
    return {};
  }
  const { warn, breach } = query.threshold ?? {};
  return warn !== undefined && breach !== undefined && warn > breach
    ? { threshold: t('datasource.problem.threshold', 'Warn must not be above breach.') }
    : {};
}

function coverageProblem(query: AnalysisQuery): Problems {
  const share = query.labels?.minCoverage;
  return share !== undefined && (share < 0 || share > 1)
    ? { minCoverage: t('datasource.problem.coverage', 'Use a share between 0 and 1.') }
    : {};
}
