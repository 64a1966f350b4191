import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { Tooltip, useStyles2 } from '@grafana/ui';
import { type AnnotationMark } from './annotations';

interface Props {
  marks: AnnotationMark[];
  toPixel: (time: number) => number;
  /** Where the axis starts, CSS pixels from the top. */
  top: number;
  timeZone: TimeZone;
}

/** Small triangles on the time axis; pointing at one or focusing it says what happened. */
export function AnnotationTicks({ marks, toPixel, top, timeZone }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {marks.map((mark, i) => {
        const when = dateTimeFormat(mark.time, { timeZone });
        return (
          <Tooltip key={i} content={`${when}: ${mark.text}`}>
            <button
              type="button"
              className={styles.hit}
              style={{ left: toPixel(mark.time), top }}
              aria-label={`${when}: ${mark.text}`}
            >
              <span className={styles.triangle} style={{ borderBottomColor: mark.color }} />
            </button>
          </Tooltip>
        );
      })}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  hit: css({
    position: 'absolute',
    width: theme.spacing(3),
    height: theme.spacing(3),
    marginLeft: theme.spacing(-1.5),
    padding: 0,
    border: 'none',
    background: 'none',
    display: 'flex',
    justifyContent: 'center',
    cursor: 'pointer',
  }),
  triangle: css({
    width: 0,
    height: 0,
    borderStyle: 'solid',
    borderColor: 'transparent',
    borderWidth: `0 ${theme.spacing(0.625)} ${theme.spacing(0.875)}`,
  }),
});
