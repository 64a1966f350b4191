import { t } from '@grafana/i18n';
import { type FieldsProps } from './AnalysisFields';
import { NumberText, Text, WIDTH } from './fields';

/** Which labels count: as known when, how many of them, of how old predictions. */
export function LabelFields({ query, problems, onChange }: FieldsProps) {
  const labels = query.labels ?? {};
  return (
    <>
      <Text
        label={t('datasource.field.as-of', 'Labels as known at')}
        value={labels.asOf}
        width={WIDTH.medium}
        placeholder={t('datasource.field.as-of-now', 'now')}
        problem={problems['labels.asOf']}
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
        problem={problems['labels.maturity']}
        onChange={(maturity) => onChange({ ...query, labels: { ...labels, maturity } })}
      />
    </>
  );
}
