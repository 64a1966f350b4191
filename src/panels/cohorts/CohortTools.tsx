import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, ClipboardButton, useStyles2 } from '@grafana/ui';
import { useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { askableFilters, filterOf, predicateOf, recordFilters } from './cohortSubject';
import { cohortName } from './cohortText';
import { type CohortRow } from './cohortData';
import { FacetContext } from './facets';
import { SaveCohort } from './SaveCohort';
import { cohortHome } from './saveCohort';
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
  const { canAsk, refine } = useContext(FacetContext);
  const onFilter = useCohortFilter();
  const filters = askableFilters(row);
  const kept = recordFilters(row);
  return (
    <>
      <SlotButtons name={row.name} hasRest={hasRest} />
      <div className={styles.tools}>
        <ClipboardButton size="sm" variant="secondary" icon="copy" getText={() => predicateOf(row)}>
          {t('plumbline.cohorts.copy-predicate', 'Copy condition')}
        </ClipboardButton>
        {canAsk && filters && (
          <Button
            size="sm"
            variant="secondary"
            icon="filter"
            onClick={() => refine({ name: cohortName(row), filters })}
          >
            {t('plumbline.cohorts.refine', 'Refine')}
          </Button>
        )}
        {filters && !filterOf(row) && onFilter && (
          <Button size="sm" variant="secondary" icon="filter" onClick={() => onFilter(filters)}>
            {t('plumbline.cohorts.filter', 'Filter for this cohort')}
          </Button>
        )}
        {home && kept && <SaveCohort home={home} filters={kept} name={cohortName(row)} />}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  tools: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5), marginTop: theme.spacing(0.5) }),
});
