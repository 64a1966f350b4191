import { t } from '@grafana/i18n';
import { Stack } from '@grafana/ui';
import { ANNOTATION_KINDS, type AnnotationsQuery } from '../../query/model';
import { type CatalogueClient } from '../catalogue';
import { Choice, Choices, namesAsOptions, WIDTH } from './fields';
import { useModels } from './useCatalogue';

interface Props {
  catalogue: CatalogueClient;
  query: AnnotationsQuery;
  onChange: (query: AnnotationsQuery) => void;
}

/** Which events: of one model or of all, and of which kinds. */
export function EventsFields({ catalogue, query, onChange }: Props) {
  const models = useModels(catalogue);
  return (
    <Stack gap={2} wrap="wrap" alignItems="flex-start">
      <Choice
        label={t('datasource.field.model', 'Model')}
        value={query.model ?? ''}
        options={[
          { value: '', label: t('datasource.events.all-models', 'Every model') },
          ...namesAsOptions(models.value),
        ]}
        loading={models.loading}
        problem={models.error}
        custom
        onChange={(model) => onChange({ ...query, model: model === '' ? undefined : model })}
      />
      <Choices
        label={t('datasource.events.kinds', 'Kinds')}
        description={t(
          'datasource.events.breach',
          'breach scores drift over the whole range and is only there when chosen'
        )}
        value={query.kinds}
        width={WIDTH.long}
        options={namesAsOptions(ANNOTATION_KINDS)}
        placeholder={t('datasource.events.all-kinds', 'All but breach')}
        custom
        onChange={(kinds) => onChange({ ...query, kinds: kinds.length === 0 ? undefined : kinds })}
      />
    </Stack>
  );
}
