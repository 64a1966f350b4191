import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  /** One a line, each its own text. */
  items: readonly string[];
  /** Sentences below the list. */
  notes?: readonly string[];
}

/** A part of a card under a heading of its own. */
export function CardSection({ title, items, notes = [] }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section className={styles.section}>
      <div className={styles.title}>{title}</div>
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <div key={note} className={styles.note}>
          {note}
        </div>
      ))}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  section: css({ marginTop: theme.spacing(1) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  list: css({
    margin: theme.spacing(0.25, 0, 0, 2),
    lineHeight: theme.typography.body.lineHeight,
    fontVariantNumeric: 'tabular-nums',
    overflowWrap: 'anywhere',
  }),
  note: css({ marginTop: theme.spacing(0.5), color: theme.colors.text.secondary, overflowWrap: 'anywhere' }),
});
