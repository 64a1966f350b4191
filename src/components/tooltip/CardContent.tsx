import { css } from '@emotion/css';
import { type Field, type GrafanaTheme2, type LinkModel } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, DataLinkButton, LinkButton, useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';
import { ActionButton } from './ActionButton';
import { type CardAction } from './actions';

export interface CardRow {
  label: string;
  value: ReactNode;
  /** Set in bold: the number that the card is about. */
  strong?: boolean;
}

export interface CardFilter {
  key: string;
  value: string;
}

interface Props {
  title: string;
  subtitle?: string;
  /** Colour of the mark that the card explains, beside its title. */
  color?: string;
  rows: CardRow[];
  /** A sentence under the rows. */
  note?: string;
  /** Shown only while the card is pinned; before that a hint says that it can be. */
  pinned: boolean;
  filter?: CardFilter;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
  links?: Array<LinkModel<Field>>;
  actions?: CardAction[];
  /** Where the query behind the card can be seen by itself. */
  explore?: string;
  /** Where the records behind the value are listed. */
  records?: string;
  children?: ReactNode;
}

/** Title, rows of figures and, once pinned, what one can do: filters and data links. */
export function CardContent(props: Props) {
  const { title, subtitle, color, rows, note, pinned, filter, onFilter, links = [], actions = [] } = props;
  const { explore, records, children } = props;
  const styles = useStyles2(getStyles);
  const canFilter = filter && onFilter;
  const places = [explore, records].some((place) => place !== undefined);
  const canDo = Boolean(canFilter) || links.length > 0 || actions.length > 0 || places;
  return (
    <div className={styles.content}>
      <div className={styles.header}>
        {color && <span className={styles.swatch} style={{ background: color }} />}
        <div className={styles.titles}>
          <div className={styles.title}>{title}</div>
          {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
        </div>
      </div>
      <dl className={styles.rows}>
        {rows.map((row, i) => (
          <div key={i} className={styles.row}>
            <dt className={styles.label}>{row.label}</dt>
            <dd className={row.strong ? styles.strong : styles.value}>{row.value}</dd>
          </div>
        ))}
      </dl>
      {note && <div className={styles.note}>{note}</div>}
      {children}
      {!pinned && canDo && <div className={styles.hint}>{t('plumbline.tooltip.hint', 'Click to pin')}</div>}
      {pinned && canDo && (
        <div className={styles.footer}>
          {links.map((link) => (
            <DataLinkButton
              key={link.href + link.title}
              link={link}
              buttonProps={{ size: 'sm', variant: 'secondary' }}
            />
          ))}
          {actions.map((action) => (
            <ActionButton key={action.title} action={action} />
          ))}
          {explore !== undefined && (
            <LinkButton size="sm" variant="secondary" icon="compass" href={explore}>
              {t('plumbline.tooltip.explore', 'Open in Explore')}
            </LinkButton>
          )}
          {records !== undefined && (
            <LinkButton size="sm" variant="secondary" icon="list-ul" href={records}>
              {t('plumbline.tooltip.records', 'Open records')}
            </LinkButton>
          )}
          {canFilter && (
            <div className={styles.filters}>
              <Button size="sm" variant="secondary" icon="filter" onClick={() => onFilter(filter, '=')}>
                {t('plumbline.tooltip.filter-for', 'Filter for {{value}}', {
                  value: filter.value,
                  interpolation: { escapeValue: false },
                })}
              </Button>
              <Button size="sm" variant="secondary" icon="minus-circle" onClick={() => onFilter(filter, '!=')}>
                {t('plumbline.tooltip.filter-out', 'Filter out')}
              </Button>
            </div>
          )}
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  content: css({ padding: theme.spacing(1, 1.5) }),
  header: css({ display: 'flex', gap: theme.spacing(1), paddingRight: theme.spacing(3) }),
  swatch: css({
    flex: 'none',
    width: theme.spacing(1.5),
    height: theme.spacing(1.5),
    marginTop: theme.spacing(0.5),
    borderRadius: theme.shape.radius.default,
    border: `1px solid ${theme.colors.border.weak}`,
  }),
  titles: css({ minWidth: 0 }),
  title: css({
    fontWeight: theme.typography.fontWeightMedium,
    fontSize: theme.typography.body.fontSize,
    overflowWrap: 'anywhere',
  }),
  subtitle: css({ color: theme.colors.text.secondary }),
  rows: css({ margin: theme.spacing(0.75, 0, 0) }),
  row: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(3),
    lineHeight: theme.typography.body.lineHeight,
    fontVariantNumeric: 'tabular-nums',
  }),
  label: css({
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
    whiteSpace: 'nowrap',
  }),
  value: css({ margin: 0, textAlign: 'right' }),
  strong: css({ margin: 0, textAlign: 'right', fontWeight: theme.typography.fontWeightBold }),
  note: css({ marginTop: theme.spacing(0.75), color: theme.colors.text.secondary }),
  hint: css({
    marginTop: theme.spacing(0.75),
    paddingTop: theme.spacing(0.5),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
  }),
  footer: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    marginTop: theme.spacing(1),
    paddingTop: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
  }),
  filters: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5) }),
});
