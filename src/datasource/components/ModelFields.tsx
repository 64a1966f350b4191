import { type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ControlledCollapse, Text as Words } from '@grafana/ui';
import { type AnalysisQuery, type PlumblineQuery } from '../../query/model';
import { traitsOf } from '../analyses/table';
import { type CatalogueClient } from '../catalogue';
import { previewOf, windowProblem } from '../preview';
import { problemsOf } from '../validate';
import { AnalysisFields } from './AnalysisFields';
import { useModel } from './useCatalogue';

interface Props {
  catalogue: CatalogueClient;
  query: AnalysisQuery;
  /** Absent where the query is not asked over a range that is known. */
  range?: TimeRange;
  onChange: (query: PlumblineQuery) => void;
}

/** What an analysis of one model has to be told, and in short what it will compute. */
export function ModelFields({ catalogue, query, range, onChange }: Props) {
  const model = useModel(catalogue, query.model);
  const traits = traitsOf(query.queryType);
  const window = windowProblem(query, range);
  const problems = { ...problemsOf(query), ...(window === undefined ? {} : { window }) };
  const fields = { query, model: model.value, catalogue, problems, onChange };
  const more = traits.more();
  return (
    <>
      <AnalysisFields specs={traits.fields()} {...fields} />
      {more.length > 0 && (
        <ControlledCollapse label={t('datasource.more', 'More options')}>
          <AnalysisFields specs={more} {...fields} />
        </ControlledCollapse>
      )}
      <Words element="p" variant="bodySmall" color="secondary">
        {previewOf(query, model.value, range).join(' · ')}
      </Words>
    </>
  );
}
