import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { SceneReactObject } from '@grafana/scenes';
import { LinkButton, Text, useStyles2 } from '@grafana/ui';

interface Step {
  number: number;
  /** The question that the step answers. */
  title: string;
  text: string;
  /** Where there is more about it. */
  more?: { label: string; href: () => string };
}

/** Heading of a step of an investigation. */
function StepHead({ number, title, text, more }: Step) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.head}>
      <span className={styles.number} aria-hidden>
        {number}
      </span>
      <div className={styles.words}>
        <Text element="h2" variant="h4">
          {title}
        </Text>
        <Text color="secondary" variant="bodySmall">
          {text}
        </Text>
      </div>
      {more && (
        <LinkButton variant="secondary" size="sm" fill="text" icon="arrow-right" href={more.href()}>
          {more.label}
        </LinkButton>
      )}
    </div>
  );
}

/** The same as part of a scene. */
export function stepHead(step: Step): SceneReactObject<Step> {
  return new SceneReactObject({ component: StepHead, props: step });
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1.5), paddingTop: theme.spacing(2) }),
  number: css({
    display: 'flex',
    flex: 'none',
    alignItems: 'center',
    justifyContent: 'center',
    width: theme.spacing(4),
    height: theme.spacing(4),
    borderRadius: theme.shape.radius.circle,
    border: `1px solid ${theme.colors.border.medium}`,
    fontWeight: theme.typography.fontWeightMedium,
  }),
  words: css({ flex: 1, minWidth: 0, '& > *': { display: 'block' } }),
});
