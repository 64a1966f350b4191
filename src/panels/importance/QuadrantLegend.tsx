import { t } from '@grafana/i18n';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { pointRadius, type Quadrant } from './quadrants';
import { RAW } from './raw';

interface Props {
  colors: Record<Quadrant, string>;
  names: Record<Quadrant, string>;
  /** How a size reads, and of what the largest point is; undefined where all points are of one size. */
  largest: string | undefined;
  left: number;
}

const ORDER: Quadrant[] = ['act', 'watch', 'noise', 'calm'];

/** What color and size of a point mean. */
export function QuadrantLegend({ colors, names, largest, left }: Props) {
  const [small, large] = [pointRadius(0), pointRadius(1)];
  return (
    <LegendRow left={left}>
      {ORDER.map((quadrant) => (
        <LegendItem key={quadrant}>
          <svg width={10} height={10} aria-hidden="true">
            <circle cx={5} cy={5} r={4.5} fill={colors[quadrant]} />
          </svg>
          {names[quadrant]}
        </LegendItem>
      ))}
      {largest !== undefined && (
        <LegendItem>
          <svg width={2 * (small + large) + 4} height={2 * large} aria-hidden="true" fill={colors.calm}>
            <circle cx={small} cy={large} r={small} />
            <circle cx={2 * small + 4 + large} cy={large} r={large} />
          </svg>
          {t('plumbline.impact.size', 'size: |change of the mean|, 0 to {{largest}}', { largest, ...RAW })}
        </LegendItem>
      )}
    </LegendRow>
  );
}
