import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import { type ReactNode } from 'react';

export interface Message {
  icon: IconName;
  title: string;
  /** What to do about it. */
  remedy?: string;
  /** Further facts, one a line: expected and found fields, for example. */
  details?: string[];
}

interface Props {
  message: Message;
  width: number;
  height: number;
  /** What can be done about it at once, such as a button. */
  children?: ReactNode;
}

/** What a panel shows in place of a picture: what is the matter, and what to do about it. */
export function VizMessage({ message, width, height, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    // In a small panel it scrolls, and what scrolls must be reachable by keyboard.
    <div role="status" tabIndex={0} className={styles.box} style={{ width, height }}>
      <Icon name={message.icon} size="xl" className={styles.icon} />
      <div className={styles.title}>{message.title}</div>
      {message.remedy && <div className={styles.remedy}>{message.remedy}</div>}
      {/* Before what may have to be scrolled to. */}
      {children}
      {message.details !== undefined && message.details.length > 0 && (
        <ul className={styles.details}>
          {message.details.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'safe center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(2),
    overflow: 'auto',
    textAlign: 'center',
  }),
  icon: css({ color: theme.colors.text.secondary, marginBottom: theme.spacing(0.5) }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  remedy: css({ color: theme.colors.text.secondary, maxWidth: '60ch' }),
  details: css({
    listStyle: 'none',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
