import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { type XAxis } from './dependenceLayout';
import { type DependenceData, NO_VALUE, type TrendBin } from './readDependence';

interface Props {
  data: DependenceData;
  axis: XAxis;
  toY: (phi: number) => number;
  left: number;
  width: number;
  height: number;
  showReference: boolean;
  /** Strip with the shares of the bins, now as bars and in the reference as outlines. */
  shares: { top: number; bottom: number } | undefined;
}

/** Mean attribution with its interval, as ribbons over numbers and as marks over categories. */
export function TrendLayer({ data, axis, toY, left, width, height, showReference, shares }: Props) {
  const styles = useStyles2(getStyles);
  const sets = [
    ...(showReference ? [{ bins: data.reference, line: styles.then, band: styles.thenBand, dot: styles.thenDot }] : []),
    { bins: data.now, line: styles.now, band: styles.nowBand, dot: styles.nowDot },
  ];
  const at = (bin: TrendBin) => left + axis.binAt(bin);
  const most = Math.max(...[...data.now, ...(showReference ? data.reference : [])].map(({ share }) => share), 1e-9);
  const barWidth = axis.band > 0 ? Math.min(axis.band * 0.6, 28) : Math.max(3, (width - left) / 60);
  return (
    <svg width={width} height={height} className={styles.layer} aria-hidden="true">
      {sets.map(({ bins, line, band, dot }, i) => {
        const known = bins.filter(({ bin, mean }) => bin !== NO_VALUE && !Number.isNaN(mean));
        const bounded = known.filter(({ meanLo, meanHi }) => !Number.isNaN(meanLo + meanHi));
        const lone = axis.band > 0 ? bins : bins.filter(({ bin }) => bin === NO_VALUE);
        return (
          <g key={i}>
            {axis.band === 0 && (
              <>
                <path d={ribbon(bounded, at, toY)} className={band} />
                <path d={`M${known.map((bin) => `${at(bin)} ${toY(bin.mean)}`).join('L')}`} className={line} />
              </>
            )}
            {lone.map((bin) => (
              <g key={bin.bin}>
                {!Number.isNaN(bin.p25 + bin.p75) && axis.band > 0 && i === sets.length - 1 && (
                  <rect
                    x={at(bin) - barWidth / 2}
                    width={barWidth}
                    y={toY(bin.p75)}
                    height={Math.max(1, toY(bin.p25) - toY(bin.p75))}
                    className={styles.box}
                  />
                )}
                {!Number.isNaN(bin.meanLo + bin.meanHi) && (
                  <path d={`M${at(bin)} ${toY(bin.meanLo)}V${toY(bin.meanHi)}`} className={line} />
                )}
                {!Number.isNaN(bin.mean) && <circle cx={at(bin)} cy={toY(bin.mean)} r={3.5} className={dot} />}
              </g>
            ))}
          </g>
        );
      })}
      {shares &&
        data.now.map((bin) => (
          <rect
            key={bin.bin}
            x={at(bin) - barWidth / 2}
            width={barWidth}
            y={shares.bottom - ((shares.bottom - shares.top) * bin.share) / most}
            height={((shares.bottom - shares.top) * bin.share) / most}
            className={styles.share}
          />
        ))}
      {shares &&
        showReference &&
        data.reference.map((bin) => {
          const y = shares.bottom - ((shares.bottom - shares.top) * bin.share) / most;
          return (
            <path
              key={bin.bin}
              d={`M${at(bin) - barWidth / 2 - 2} ${y}H${at(bin) + barWidth / 2 + 2}`}
              className={styles.shareThen}
            />
          );
        })}
    </svg>
  );
}

function ribbon(bins: readonly TrendBin[], at: (bin: TrendBin) => number, toY: (phi: number) => number): string {
  if (bins.length === 0) {
    return '';
  }
  const upper = bins.map((bin) => `${at(bin)} ${toY(bin.meanHi)}`);
  const lower = bins.map((bin) => `${at(bin)} ${toY(bin.meanLo)}`).reverse();
  return `M${[...upper, ...lower].join('L')}Z`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  layer: css({ position: 'absolute', inset: 0 }),
  now: css({ fill: 'none', stroke: theme.colors.text.primary, strokeWidth: 2.5 }),
  nowBand: css({ fill: theme.colors.text.primary, fillOpacity: 0.22 }),
  nowDot: css({ fill: theme.colors.text.primary, stroke: theme.colors.background.primary }),
  then: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 2, strokeDasharray: '5 3' }),
  thenBand: css({ fill: theme.colors.text.secondary, fillOpacity: 0.16 }),
  thenDot: css({ fill: theme.colors.background.primary, stroke: theme.colors.text.secondary, strokeWidth: 1.75 }),
  box: css({ fill: 'none', stroke: theme.colors.text.secondary, strokeWidth: 1 }),
  share: css({ fill: theme.colors.text.disabled }),
  shareThen: css({ stroke: theme.colors.text.primary, strokeWidth: 1.5 }),
});
