import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { LoadingBar, useStyles2 } from '@grafana/ui';
import { type Answer } from './useAnswers';

type SinceAnswer = Extract<Answer, { state: 'done' }>['since'];

/** Of the line that says why there is nothing newer, CSS pixels. */
const LINE = 24;

export const sinceHeight = (since: SinceAnswer) => (since?.state === 'failed' ? LINE : 0);

/** What became of the question since the answer that the picture shows: it is asked again, or that failed. */
export function Since({ since, width }: { since: SinceAnswer; width: number }) {
  const styles = useStyles2(getStyles);
  if (since?.state === 'loading') {
    // Over the picture, which must not move at each refresh.
    return (
      <div className={styles.bar}>
        <LoadingBar width={width} ariaLabel={t('plumbline.cohorts.since-loading', 'Comparing these cohorts again')} />
      </div>
    );
  }
  if (!since) {
    return null;
  }
  const text = t('plumbline.cohorts.since-failed', 'Of an earlier answer, the last question failed: {{why}}', {
    why: since.why,
    interpolation: { escapeValue: false },
  });
  return (
    <div role="status" className={styles.line} style={{ width, height: LINE }} title={text}>
      {text}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ position: 'absolute', top: 0, left: 0, right: 0, zIndex: 1, pointerEvents: 'none' }),
  line: css({
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    padding: theme.spacing(0, 0.5),
    color: theme.colors.warning.text,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
