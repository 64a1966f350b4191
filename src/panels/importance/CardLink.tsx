import { css } from '@emotion/css';
import { type GrafanaTheme2, type IconName } from '@grafana/data';
import { LinkButton, useStyles2 } from '@grafana/ui';

interface Props {
  /** Nothing is shown without one. */
  href: string | undefined;
  icon: IconName;
  text: string;
}

/** Leads from a card to the page of what the card is about. */
export function CardLink({ href, icon, text }: Props) {
  const styles = useStyles2(getStyles);
  return href === undefined ? null : (
    <div className={styles.link}>
      <LinkButton size="sm" variant="secondary" icon={icon} href={href}>
        {text}
      </LinkButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ link: css({ marginTop: theme.spacing(1) }) });
