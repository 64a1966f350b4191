import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { formatCount, formatPlain } from '../../components/format/number';
import { type DependenceData } from './readDependence';
import { type swarmColors } from './swarmColors';
import { intervalName } from './swarmText';

interface Props {
  data: DependenceData;
  colors: ReturnType<typeof swarmColors>;
  showReference: boolean;
  left: number;
}

/** Colours, lines and the space of the attributions. */
export function DependenceLegend({ data, colors, showReference, left }: Props) {
  const styles = useStyles2(getStyles);
  const { lines } = data;
  return (
    <LegendRow left={left}>
      <ColorLegend data={data} colors={colors} />
      {data.now.length > 0 && (
        <LegendItem>
          <span className={styles.now} />{' '}
          {t('plumbline.dependence.now', 'mean, {{interval}}', { interval: intervalName(data.confidence) })}
        </LegendItem>
      )}
      {showReference && data.reference.length > 0 && (
        <LegendItem>
          <span className={styles.then} />
          {data.referenceLabel ?? t('plumbline.importance.reference-name', 'reference')}
        </LegendItem>
      )}
      {lines?.pdp && (
        <LegendItem>
          <span className={styles.pdp} /> {t('plumbline.dependence.pdp', 'PDP about its mean')}
        </LegendItem>
      )}
      {lines && lines.ice.length > 0 && (
        <LegendItem>
          <span className={styles.ice} />{' '}
          {lines.iceTotal > lines.ice.length
            ? t('plumbline.dependence.ice-some', 'ICE, {{shown}} of {{total}} records', {
                shown: formatCount(lines.ice.length),
                total: formatCount(lines.iceTotal),
              })
            : t('plumbline.dependence.ice', 'ICE, one record each')}
        </LegendItem>
      )}
      <LegendItem>{data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown')}</LegendItem>
    </LegendRow>
  );
}

function ColorLegend({ data, colors }: { data: DependenceData; colors: ReturnType<typeof swarmColors> }) {
  const styles = useStyles2(getStyles);
  const { color, colorBy } = data;
  if (color.kind === 'none' || colorBy === undefined) {
    return null;
  }
  if (color.kind === 'categorical') {
    return (
      <>
        <LegendItem>{colorBy}</LegendItem>
        {color.categories.map((category, i) => (
          <LegendItem key={category}>
            <span className={styles.swatch} style={{ background: colors.categories[i] }} />
            {category}
          </LegendItem>
        ))}
      </>
    );
  }
  const stops = Array.from({ length: 9 }, (_, i) => colors.ramp.css(i / 8)).join(', ');
  return (
    <LegendItem>
      {colorBy} {formatPlain(color.lo)}
      <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
      {formatPlain(color.hi)}
    </LegendItem>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ramp: css({ width: theme.spacing(10), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  swatch: css({ width: theme.spacing(1.25), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  now: css({ width: 14, height: 0, borderTop: `2.5px solid ${theme.colors.text.primary}` }),
  then: css({ width: 14, height: 0, borderTop: `2px dashed ${theme.colors.text.secondary}` }),
  pdp: css({ width: 14, height: 0, borderTop: `2.5px solid ${theme.visualization.getColorByName('green')}` }),
  ice: css({ width: 14, height: 0, borderTop: `1px solid ${theme.colors.text.secondary}` }),
});
