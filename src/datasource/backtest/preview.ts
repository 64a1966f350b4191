import { type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { AUTO_EVALUATIONS, type BacktestQuery, DEFAULT_RULE_RANGE, MAX_EVALUATIONS } from '../../query/backtest';
import { windowCount } from '../preview';
import { type Problems, problemsOf } from '../validate';

/** What a back-test will do, in short phrases: how many evaluations, and what each looks at. */
export function backtestPreview({ rule, every }: BacktestQuery, range?: TimeRange): string[] {
  const count = every === undefined ? undefined : windowCount(every, range);
  return [
    every === undefined
      ? t('datasource.backtest.preview-auto', 'one evaluation a window, at most {{most}}', { most: AUTO_EVALUATIONS })
      : count === undefined
        ? t('datasource.backtest.preview-every', 'one evaluation every {{every}}', { every })
        : t('datasource.backtest.preview-count', 'about {{number}} evaluations, one every {{every}}', {
            number: count,
            every,
          }),
    t('datasource.backtest.preview-range', 'each looks at {{range}}', { range: rule.range ?? DEFAULT_RULE_RANGE }),
    rule.for === undefined
      ? ''
      : t('datasource.backtest.preview-for', 'fires after {{pending}}', { pending: rule.for }),
  ].filter((phrase) => phrase !== '');
}

/** Problems by field: those of the rule's query stand at its own fields, and more evaluations than are replayed at theirs. */
export function backtestProblems(query: BacktestQuery, range?: TimeRange): Problems {
  const own = Object.keys(problemsOf({ ...query.rule.query, refId: query.refId })).length === 0;
  const { rule, ...rest } = problemsOf(query);
  const problems: Problems = own && rule !== undefined ? { ...rest, ...ruleProblem(rule) } : rest;
  const count = query.every === undefined ? undefined : windowCount(query.every, range);
  return count !== undefined && count > MAX_EVALUATIONS
    ? {
        ...problems,
        every: t('datasource.problem.evaluations', 'The range holds {{count}} of these, {{most}} are the most.', {
          count,
          most: MAX_EVALUATIONS,
        }),
      }
    : problems;
}

/** The back end's message names the place first. */
const ruleProblem = (text: string): Problems => (/condition/.test(text) ? { condition: text } : { rule: text });
