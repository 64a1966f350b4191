import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { t } from '@grafana/i18n';
import { Button, LinkButton, useStyles2 } from '@grafana/ui';
import { type ReactNode, useContext } from 'react';
import { PanelScopeContext } from '../figure/panelScope';
import { mayEdit } from '../interaction/mayEdit';
import { type AddressFilter, filtersInAddress, withoutFilters } from './addressFilters';
import { editorChange, explored, isQueryOpen, referenceParam } from './queryWays';

interface Props {
  /** What is missing: a query that works, rows at all, a reference to compare with, or fields that the panel draws. */
  missing: 'query' | 'rows' | 'reference' | 'fields';
  /** What only this panel offers, before the rest. */
  children?: ReactNode;
}

/** Each filter has a button of its own up to this many; one button for all of them is always there. */
const BUTTONS_UP_TO = 4;

/** What can be done at once about a panel that has nothing to draw: take filters away, choose a reference, see to the query. */
export function EmptyActions({ missing, children }: Props) {
  const styles = useStyles2(getStyles);
  const { request } = useContext(PanelScopeContext);
  const filters = missing === 'rows' ? filtersInAddress(locationService.getSearch(), request?.filters ?? []) : [];
  return (
    <div className={styles.actions}>
      {children}
      {filters.length > 0 ? <ClearFilters filters={filters} /> : <QueryWay missing={missing} />}
    </div>
  );
}

function ClearFilters({ filters }: { filters: readonly AddressFilter[] }) {
  const clear = (gone: readonly AddressFilter[]) => {
    locationService.partial(withoutFilters(locationService.getSearch(), gone));
  };
  return (
    <>
      {filters.slice(0, BUTTONS_UP_TO).map((filter) => (
        <Button
          key={filter.param + filter.text}
          size="sm"
          variant="secondary"
          icon="times"
          onClick={() => clear([filter])}
        >
          {t('plumbline.empty.clear-filter', 'Clear filter {{filter}}', {
            filter: `${filter.key} ${filter.operator} ${filter.values.join(', ')}`,
            interpolation: { escapeValue: false },
          })}
        </Button>
      ))}
      {filters.length > 1 && (
        <Button size="sm" variant="secondary" icon="times-circle" onClick={() => clear(filters)}>
          {t('plumbline.empty.clear-filters', 'Clear all {{n}} filters', { n: filters.length })}
        </Button>
      )}
    </>
  );
}

/** Where the query can be changed: by a variable of the page, in the panel's editor, or in Explore. */
function QueryWay({ missing }: Pick<Props, 'missing'>) {
  const { request, replace } = useContext(PanelScopeContext);
  const isReference = missing === 'reference';
  const param = isReference ? referenceParam(request) : undefined;
  if (param !== undefined) {
    return (
      <Button
        size="sm"
        variant="secondary"
        icon="history"
        onClick={() => locationService.partial({ [param]: 'previous' })}
      >
        {t('plumbline.empty.previous', 'Compare with the previous window')}
      </Button>
    );
  }
  if (isQueryOpen(request, locationService.getSearch())) {
    return null;
  }
  const change = mayEdit() ? editorChange(request) : undefined;
  if (change) {
    return (
      <Button size="sm" variant="secondary" icon="pen" onClick={() => locationService.partial(change)}>
        {isReference
          ? t('plumbline.empty.reference', 'Choose reference')
          : t('plumbline.empty.query', 'Edit the query')}
      </Button>
    );
  }
  const href = explored(request, replace);
  return href === undefined ? null : (
    <LinkButton size="sm" variant="secondary" icon="compass" href={href}>
      {isReference
        ? t('plumbline.empty.reference-explore', 'Choose reference in Explore')
        : t('plumbline.tooltip.explore', 'Open in Explore')}
    </LinkButton>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  actions: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'center',
    gap: theme.spacing(1),
    margin: theme.spacing(0.5, 0),
    // The name of a filter may be longer than the panel is wide.
    maxWidth: '100%',
    '& > *': { maxWidth: '100%' },
    '&:empty': { display: 'none' },
  }),
});
