import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, ClipboardButton, useStyles2 } from '@grafana/ui';
import { useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { cohortHome } from '../../components/selection/cohortHome';
import { SaveCohort } from '../../components/selection/SaveCohort';
import { conditionOf, filtersOf, keptFilters, onlyFilter } from './cohortFilters';
import { askableFilters } from './cohortSubject';
import { cohortName } from './cohortText';
import { type CohortRow } from './cohortData';
import { FacetContext } from './facets';
import { SlotButtons } from './SlotButtons';
import { useCohortFilter } from './useCohortFilter';

interface Props {
  row: CohortRow;
  refId: string | undefined;
  hasRest: boolean;
}

/** What one can do with a cohort beside filtering: compare it, pass it on, keep it. */
export function CohortTools({ row, refId, hasRest }: Props) {
  const styles = useStyles2(getStyles);
  const { request, replace } = useContext(PanelScopeContext);
  const home = useMemo(() => cohortHome(request, refId, replace), [request, refId, replace]);
  const { facet, canAsk, refine } = useContext(FacetContext);
  const onFilter = useCohortFilter();
  const own = askableFilters(row);
  const filters = filtersOf(row, facet);
  const kept = keptFilters(row, facet);
  const name = facet?.inside ? `${facet.inside.name}, ${cohortName(row)}` : cohortName(row);
  return (
    <>
      <SlotButtons name={row.name} hasRest={hasRest} />
      <div className={styles.tools}>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => conditionOf(row, facet)}>
          {t('plumbline.cohorts.copy-predicate', 'Copy condition')}
        </ClipboardButton>
        {canAsk && own && (
          <Button
            size="sm"
            variant="secondary"
            icon="filter"
            onClick={() => refine({ name: cohortName(row), filters: own })}
          >
            {t('plumbline.cohorts.refine', 'Refine')}
          </Button>
        )}
        {filters && !onlyFilter(row, facet) && onFilter && (
          <Button size="sm" variant="secondary" icon="filter" onClick={() => onFilter(filters)}>
            {t('plumbline.cohorts.filter', 'Filter for this cohort')}
          </Button>
        )}
        {home && kept && <SaveCohort home={home} filters={kept} name={name} />}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tools: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginTop: theme.spacing(0.5) }),
});
