import { t } from '@grafana/i18n';
import { type AnalysisQuery, type Threshold } from '../../query/model';
import { type FieldsProps } from './AnalysisFields';
import { NumberText } from './fields';

/** Limits of the query; without them the model's count, and then the method's. */
export function ThresholdFields({ query, problems, onChange }: FieldsProps) {
  const threshold: Threshold | undefined = 'threshold' in query ? query.threshold : undefined;
  const set = (limits: Threshold) => {
    const next = { ...threshold, ...limits };
    const empty = next.warn === undefined && next.breach === undefined;
    onChange({ ...query, threshold: empty ? undefined : next } as AnalysisQuery);
  };
  const placeholder = t('datasource.field.model-limit', "The model's");
  return (
    <>
      <NumberText
        label={t('datasource.field.warn', 'Warn from')}
        value={threshold?.warn}
        placeholder={placeholder}
        problem={problems.threshold}
        onChange={(warn) => set({ warn })}
      />
      <NumberText
        label={t('datasource.field.breach', 'Breach from')}
        value={threshold?.breach}
        placeholder={placeholder}
        onChange={(breach) => set({ breach })}
      />
    </>
  );
}
