import { type PanelData, type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, Stack, Text as Words } from '@grafana/ui';
import {
  type AnalysisQuery,
  type BacktestQuery,
  type BacktestRule,
  CONDITION_TYPES,
  type ConditionType,
  NO_DATA_STATES,
  type NoDataState,
  type QueryType,
} from '../../query/model';
import { isRange, withLimit } from '../backtest/condition';
import { backtestPreview, backtestProblems } from '../backtest/preview';
import { suggestedLimit } from '../backtest/suggestion';
import { namesOf } from '../analyses/common';
import { ANALYSIS_TYPES, traitsOf } from '../analyses/table';
import { type CatalogueClient } from '../catalogue';
import { withQueryType } from '../defaults';
import { problemsOf } from '../validate';
import { Choice, namesAsOptions, NumberText, Text } from './fields';
import { ModelFields } from './ModelFields';
import { useModels } from './useCatalogue';

interface Props {
  catalogue: CatalogueClient;
  query: BacktestQuery;
  data?: PanelData;
  range?: TimeRange;
  onChange: (query: BacktestQuery) => void;
}

/** The rule to replay: what it asks, when it fires, and how often it is evaluated; then the limit that suits better. */
export function BacktestFields({ catalogue, query, data, range, onChange }: Props) {
  const { rule } = query;
  const problems = backtestProblems(query, range);
  const set = (change: Partial<BacktestRule>) => onChange({ ...query, rule: { ...rule, ...change } });
  return (
    <Stack direction="column" gap={2}>
      {rule.query.queryType === 'sql' ? (
        <Words element="p" color="secondary">
          {t('datasource.backtest.sql', 'The rule asks in SQL: {{sql}}', {
            sql: rule.query.rawSql,
            interpolation: { escapeValue: false },
          })}
        </Words>
      ) : (
        <RuleQuery catalogue={catalogue} query={rule.query} onChange={(next) => set({ query: next })} />
      )}
      <ConditionFields rule={rule} problem={problems.condition} onChange={set} />
      <TimingFields rule={rule} problem={problems.rule} onChange={set} />
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <Text
          label={t('datasource.backtest.every', 'Evaluated every')}
          value={query.every}
          placeholder={t('datasource.backtest.every-auto', 'window')}
          problem={problems.every}
          onChange={(every) => onChange({ ...query, every })}
        />
        <NumberText
          label={t('datasource.backtest.budget', 'Alarms in 30 days at most')}
          value={query.alarmBudget}
          placeholder="1"
          problem={problems.alarmBudget}
          onChange={(alarmBudget) => onChange({ ...query, alarmBudget })}
        />
        <Text
          label={t('datasource.backtest.lead', 'An alarm may be early by')}
          value={query.lead}
          placeholder="0s"
          problem={problems.lead}
          onChange={(lead) => onChange({ ...query, lead })}
        />
      </Stack>
      <Words element="p" variant="bodySmall" color="secondary">
        {backtestPreview(query, range).join(' · ')}
      </Words>
      <Suggestion data={data} query={query} onChange={set} />
    </Stack>
  );
}

/** The limit that the newest answer suggests, to be taken over. */
function Suggestion({ data, query, onChange }: Pick<Props, 'data' | 'query'> & Pick<ConditionProps, 'onChange'>) {
  const limit = suggestedLimit(data, query.refId);
  const { condition } = query.rule;
  if (!limit || limit.threshold === condition.params[0]) {
    return null;
  }
  return (
    <Stack gap={1} alignItems="center" wrap="wrap">
      <Words variant="bodySmall">
        {t('datasource.backtest.suggested', 'Suggested limit: {{limit}} ({{description}})', {
          limit: limit.threshold,
          description: limit.description,
          interpolation: { escapeValue: false },
        })}
      </Words>
      <Button
        size="sm"
        variant="secondary"
        onClick={() => onChange({ condition: withLimit(condition, 0, limit.threshold) })}
      >
        {t('datasource.backtest.take', 'Use this limit')}
      </Button>
    </Stack>
  );
}

interface RuleQueryProps {
  catalogue: CatalogueClient;
  query: AnalysisQuery;
  onChange: (query: AnalysisQuery) => void;
}

function RuleQuery({ catalogue, query, onChange }: RuleQueryProps) {
  const models = useModels(catalogue);
  const alertable = ANALYSIS_TYPES.filter(
    (type) => type !== 'models' && type !== 'refusals' && traitsOf(type).formats.includes('numeric')
  );
  return (
    <>
      <Stack gap={2} wrap="wrap" alignItems="flex-start">
        <Choice<QueryType>
          label={t('datasource.backtest.asks', 'The rule asks for')}
          value={query.queryType}
          options={alertable.map((value) => ({ value, label: traitsOf(value).label() }))}
          onChange={(queryType) => onChange(withQueryType(query, queryType) as AnalysisQuery)}
        />
        <Choice
          label={t('datasource.field.model', 'Model')}
          value={query.model ? query.model : undefined}
          options={namesAsOptions(models.value)}
          loading={models.loading}
          problem={models.error ?? problemsOf(query).model}
          custom
          onChange={(name) => onChange({ ...query, model: name })}
        />
      </Stack>
      <ModelFields catalogue={catalogue} query={query} onChange={(next) => onChange(next as AnalysisQuery)} />
    </>
  );
}

interface ConditionProps {
  rule: BacktestRule;
  problem?: string;
  onChange: (change: Partial<BacktestRule>) => void;
}

function ConditionFields({ rule, problem, onChange }: ConditionProps) {
  const { type, params } = rule.condition;
  const two = isRange(type);
  const setParam = (index: number, value: number | undefined) =>
    onChange({ condition: withLimit(rule.condition, index, value) });
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      <Choice<ConditionType>
        label={t('datasource.backtest.condition', 'Fires when')}
        value={type}
        options={conditionOptions()}
        problem={problem}
        onChange={(next) =>
          onChange({
            condition: {
              type: next,
              params: isRange(next) ? [params[0] ?? 0, params[1] ?? 1] : [params[0] ?? 0],
            },
          })
        }
      />
      <NumberText
        label={two ? t('datasource.backtest.from', 'From') : t('datasource.backtest.limit', 'Limit')}
        value={params[0]}
        onChange={(value) => setParam(0, value)}
      />
      {two && (
        <NumberText
          label={t('datasource.backtest.to', 'To')}
          value={params[1]}
          onChange={(value) => setParam(1, value)}
        />
      )}
    </Stack>
  );
}

function TimingFields({ rule, problem, onChange }: ConditionProps) {
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      <Text
        label={t('datasource.backtest.for', 'Pending for')}
        value={rule.for}
        placeholder="0s"
        problem={problem}
        onChange={(pending) => onChange({ for: pending })}
      />
      <Text
        label={t('datasource.backtest.keep', 'Keeps firing for')}
        value={rule.keepFiringFor}
        placeholder="0s"
        onChange={(keepFiringFor) => onChange({ keepFiringFor })}
      />
      <Text
        label={t('datasource.backtest.range', 'Range it looks at')}
        value={rule.range}
        placeholder="7d"
        onChange={(range) => onChange({ range })}
      />
      <Text
        label={t('datasource.backtest.delay', 'That ends before by')}
        value={rule.delay}
        placeholder="0s"
        onChange={(delay) => onChange({ delay })}
      />
      <Choice<NoDataState>
        label={t('datasource.backtest.no-data', 'Without a value')}
        value={rule.noData ?? 'KeepLast'}
        options={namesOf(NO_DATA_STATES).map(({ label }) => ({ label, value: label as NoDataState }))}
        onChange={(noData) => onChange({ noData })}
      />
    </Stack>
  );
}

function conditionOptions() {
  const words: Record<ConditionType, string> = {
    gt: t('datasource.condition.gt', 'above'),
    gte: t('datasource.condition.gte', 'at or above'),
    lt: t('datasource.condition.lt', 'below'),
    lte: t('datasource.condition.lte', 'at or below'),
    eq: t('datasource.condition.eq', 'equal to'),
    ne: t('datasource.condition.ne', 'other than'),
    within_range: t('datasource.condition.within', 'between'),
    outside_range: t('datasource.condition.outside', 'outside'),
    within_range_included: t('datasource.condition.within-included', 'between, ends included'),
    outside_range_included: t('datasource.condition.outside-included', 'outside, ends included'),
  };
  return CONDITION_TYPES.map((value) => ({ value, label: words[value] }));
}
