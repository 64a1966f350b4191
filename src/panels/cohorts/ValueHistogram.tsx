import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { type KeyboardEvent, useState } from 'react';
import { formatCount, formatValue } from '../../components/format/number';
import { type CohortsData } from './cohortData';
import { movedPart, partOf, type ValueBin } from './histogram';
import { metricName } from './metrics';

/** CSS pixels. */
export const HISTOGRAM = 64;

interface HistogramProps {
  bins: ValueBin[];
  width: number;
  data: CohortsData;
  metric: string;
  range: [number, number] | undefined;
  onRange: (range: [number, number] | undefined) => void;
}

/**
 * Rows by the value of the first metric. Dragging over it keeps the cohorts of that part; by keyboard the arrows move it, with
 * Shift its upper end, and Escape lets it go.
 */
export function ValueHistogram({ bins, width, data, metric, range, onRange }: HistogramProps) {
  const styles = useStyles2(getStyles);
  const [start, setStart] = useState<number>();
  const most = Math.max(1, ...bins.map(({ rows }) => rows));
  const each = width / Math.max(1, bins.length);
  const binAt = (clientX: number, target: Element) =>
    Math.max(0, Math.min(bins.length - 1, Math.floor((clientX - target.getBoundingClientRect().left) / each)));
  const select = (from: number, to: number) => {
    const [first, last] = [bins[Math.min(from, to)], bins[Math.max(from, to)]];
    if (first && last) {
      onRange([first.lo, last.hi]);
    }
  };
  const part = partOf(bins, range);
  const onKeyDown = (event: KeyboardEvent) => {
    const next =
      event.altKey || event.ctrlKey || event.metaKey
        ? undefined
        : movedPart(event.key, event.shiftKey, part, bins.length);
    if (next === undefined) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (next === null) {
      onRange(undefined);
    } else {
      select(next[0], next[1]);
    }
  };
  return (
    <svg
      width={width}
      height={HISTOGRAM}
      className={styles.histogram}
      role="slider"
      tabIndex={0}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bins.length - 1)}
      aria-valuenow={part?.[0] ?? 0}
      aria-valuetext={partText(data, bins, part)}
      onKeyDown={onKeyDown}
      aria-label={t('plumbline.cohorts.histogram', 'Rows by {{metric}}', {
        metric: metricName(metric),
        interpolation: { escapeValue: false },
      })}
      onPointerDown={(event) => setStart(binAt(event.clientX, event.currentTarget))}
      onPointerMove={(event) => start !== undefined && select(start, binAt(event.clientX, event.currentTarget))}
      onPointerUp={(event) => {
        if (start !== undefined) {
          select(start, binAt(event.clientX, event.currentTarget));
          setStart(undefined);
        }
      }}
      onDoubleClick={() => onRange(undefined)}
    >
      {bins.map((bin, i) => {
        const height = (bin.rows / most) * (HISTOGRAM - 20);
        const inside = !range || (bin.lo < range[1] && bin.hi > range[0]);
        return (
          <rect
            key={i}
            x={i * each}
            width={Math.max(1, each - 1)}
            y={HISTOGRAM - 16 - height}
            height={Math.max(bin.cohorts > 0 ? 1 : 0, height)}
            className={inside ? styles.bar : styles.faint}
          />
        );
      })}
      {bins[0] && (
        <>
          <text x={0} y={HISTOGRAM - 3} className={styles.text}>
            {formatValue(data.field, bins[0].lo)}
          </text>
          <text x={width / 2} y={HISTOGRAM - 3} textAnchor="middle" className={styles.text}>
            {t('plumbline.cohorts.histogram', 'Rows by {{metric}}', {
              metric: metricName(metric),
              interpolation: { escapeValue: false },
            })}
          </text>
          <text x={width} y={HISTOGRAM - 3} textAnchor="end" className={styles.text}>
            {formatValue(data.field, bins[bins.length - 1].hi)}
          </text>
        </>
      )}
    </svg>
  );
}

/** "0.71 to 0.75, 12 cohorts", of the part that is kept. */
function partText({ field }: CohortsData, bins: readonly ValueBin[], part: [number, number] | undefined): string {
  const [first, last] = part ? [bins[part[0]], bins[part[1]]] : [];
  return first && last && part
    ? t('plumbline.cohorts.histogram-part', '{{from}} to {{to}}, {{n}} cohorts', {
        from: formatValue(field, first.lo),
        to: formatValue(field, last.hi),
        n: formatCount(bins.slice(part[0], part[1] + 1).reduce((sum, { cohorts }) => sum + cohorts, 0)),
        interpolation: { escapeValue: false },
      })
    : t('plumbline.cohorts.histogram-all', 'all cohorts');
}

const getStyles = (theme: GrafanaTheme2) => ({
  histogram: css({
    flex: 'none',
    cursor: 'col-resize',
    touchAction: 'none',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: 2 },
  }),
  bar: css({ fill: theme.visualization.getColorByName('blue') }),
  faint: css({ fill: theme.colors.text.disabled }),
  text: css({
    fontSize: theme.typography.bodySmall.fontSize,
    fontVariantNumeric: 'tabular-nums',
    fill: theme.colors.text.secondary,
  }),
});
