import { t } from '@grafana/i18n';
import { Field, InlineSwitch, Stack } from '@grafana/ui';
import { useId } from 'react';
import { type AnalysisQuery } from '../../query/model';
import { type CatalogueClient, type CatalogueModel } from '../catalogue';
import { type Problems } from '../validate';
import { Choices, namesAsOptions, NumberText, Text, WIDTH } from './fields';
import { useVersions } from './useCatalogue';

interface Props {
  query: AnalysisQuery;
  model: CatalogueModel | undefined;
  catalogue: CatalogueClient;
  problems: Problems;
  onChange: (query: AnalysisQuery) => void;
}

/** What has a good default: versions, limits, label rules, minimum of rows, level of intervals, time zone. */
export function MoreFields(props: Props) {
  const { query, catalogue, onChange } = props;
  const versions = useVersions(catalogue, query.model);
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      <Choices
        label={t('datasource.field.versions', 'Versions')}
        value={query.versions}
        width={WIDTH.medium}
        options={namesAsOptions(versions.value)}
        loading={versions.loading}
        placeholder={t('datasource.field.all-versions', 'All, as one')}
        custom
        onChange={(chosen) => onChange({ ...query, versions: chosen.length === 0 ? undefined : chosen })}
      />
      {query.queryType === 'drift' && <ThresholdFields {...props} query={query} />}
      {usesLabels(query) && <LabelFields {...props} />}
      {query.queryType === 'records' && <OnlyErrors checked={query.onlyErrors ?? false} {...props} query={query} />}
      {query.queryType !== 'records' && (
        <>
          <NumberText
            label={t('datasource.field.min-rows', 'Rows a window needs')}
            value={query.minRows}
            placeholder={t('datasource.field.min-rows-default', '10 a bin')}
            onChange={(minRows) => onChange({ ...query, minRows })}
          />
          <NumberText
            label={t('datasource.field.confidence', 'Confidence')}
            value={query.confidence}
            placeholder="0.95"
            onChange={(confidence) => onChange({ ...query, confidence })}
          />
          <Text
            label={t('datasource.field.timezone', 'Time zone of windows')}
            value={query.timezone}
            width={WIDTH.medium}
            placeholder="UTC"
            onChange={(timezone) => onChange({ ...query, timezone })}
          />
        </>
      )}
    </Stack>
  );
}

/** True for an analysis that compares predictions with what came true. */
function usesLabels(query: AnalysisQuery): boolean {
  return query.queryType === 'performance' || query.queryType === 'cohorts' || query.queryType === 'records';
}

function ThresholdFields({
  query,
  problems,
  onChange,
}: Props & { query: Extract<AnalysisQuery, { queryType: 'drift' }> }) {
  const set = (limits: { warn?: number; breach?: number }) => {
    const threshold = { ...query.threshold, ...limits };
    const empty = threshold.warn === undefined && threshold.breach === undefined;
    onChange({ ...query, threshold: empty ? undefined : threshold });
  };
  const placeholder = t('datasource.field.model-limit', "The model's");
  return (
    <>
      <NumberText
        label={t('datasource.field.warn', 'Warn from')}
        value={query.threshold?.warn}
        placeholder={placeholder}
        problem={problems.threshold}
        onChange={(warn) => set({ warn })}
      />
      <NumberText
        label={t('datasource.field.breach', 'Breach from')}
        value={query.threshold?.breach}
        placeholder={placeholder}
        onChange={(breach) => set({ breach })}
      />
    </>
  );
}

function LabelFields({ query, problems, onChange }: Props) {
  const labels = query.labels ?? {};
  return (
    <>
      <Text
        label={t('datasource.field.as-of', 'Labels as known at')}
        value={labels.asOf}
        width={WIDTH.medium}
        placeholder={t('datasource.field.as-of-now', 'now')}
        onChange={(asOf) => onChange({ ...query, labels: { ...labels, asOf } })}
      />
      <NumberText
        label={t('datasource.field.coverage', 'Share of labels needed')}
        value={labels.minCoverage}
        placeholder="0"
        problem={problems['labels.minCoverage']}
        onChange={(minCoverage) => onChange({ ...query, labels: { ...labels, minCoverage } })}
      />
      <Text
        label={t('datasource.field.maturity', 'Age of predictions at least')}
        value={labels.maturity}
        placeholder="0d"
        onChange={(maturity) => onChange({ ...query, labels: { ...labels, maturity } })}
      />
    </>
  );
}

function OnlyErrors({
  checked,
  query,
  onChange,
}: Props & { checked: boolean; query: Extract<AnalysisQuery, { queryType: 'records' }> }) {
  const id = useId();
  return (
    <Field label={t('datasource.field.only-errors', 'Only wrong predictions')} htmlFor={id} noMargin>
      <InlineSwitch
        id={id}
        value={checked}
        onChange={(event) => onChange({ ...query, onlyErrors: event.currentTarget.checked })}
      />
    </Field>
  );
}
