import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { useMemo } from 'react';
import { GlyphKey } from '../../components/grid/GlyphKey';
import { type Glyph } from '../../components/grid/glyphs';
import { formatPlain } from '../../components/format/number';
import { SEVERITY_STOPS } from '../../components/color/severityScale';
import { type DriftColors } from './colors';
import { methodName } from './driftText';
import { LEGEND_HEIGHT } from './layout';
import { glyphOf } from './marks';
import { type DriftView } from './view';

interface Props {
  view: DriftView;
  colors: DriftColors;
  /** False where colours come from Grafana's field options, which have no ramp of ours. */
  ramp: boolean;
  marks: boolean;
  left: number;
  /** Facts about what is shown, such as how many rows were left out. */
  notes: string[];
}

/** The ramp with its limit, the marks that occur, and notes. */
export function DriftLegend({ view, colors, ramp, marks, left, notes }: Props) {
  const styles = useStyles2(getStyles);
  const used = useMemo(() => usedGlyphs(view), [view]);
  const { info } = view.grid;
  const limit = info.breach === undefined ? undefined : `${methodName(info.method)} ${formatPlain(info.breach)}`;
  const names: Record<Glyph, string> = {
    dot: t('plumbline.drift.mark-breach', 'breach'),
    ring: t('plumbline.drift.mark-ring', 'breach below noise floor'),
    hatch: t('plumbline.drift.mark-hatch', 'too few rows'),
    dotted: t('plumbline.drift.mark-dotted', 'no data'),
    cross: t('plumbline.drift.mark-cross', 'schema change or error'),
  };
  return (
    <div className={styles.legend} style={{ paddingLeft: left }}>
      {ramp && (
        <div className={styles.item} title={limit}>
          <span className={styles.label}>{t('plumbline.drift.legend-limit', '× limit')}</span>
          <Ramp colors={colors} />
          {limit && <span className={styles.label}>{t('plumbline.drift.legend-is', '1 = {{limit}}', { limit })}</span>}
        </div>
      )}
      {marks &&
        used.map((glyph) => (
          <div key={glyph} className={styles.item}>
            <GlyphKey
              glyph={glyph}
              fill={
                glyph === 'dot' || glyph === 'ring'
                  ? colors.scale.css(1.4)
                  : glyph === 'hatch'
                    ? colors.thin
                    : colors.paper
              }
              ink={glyph === 'dot' || glyph === 'ring' ? colors.inkOn(colors.scale.rgba(1.4)) : colors.faint}
            />
            <span className={styles.label}>{names[glyph]}</span>
          </div>
        ))}
      {notes.map((note) => (
        <span key={note} className={styles.note}>
          {note}
        </span>
      ))}
    </div>
  );
}

const ORDER: Glyph[] = ['dot', 'ring', 'hatch', 'dotted', 'cross'];

function usedGlyphs(view: DriftView): Glyph[] {
  const found = new Set<Glyph>();
  for (const cell of view.cells) {
    const glyph = glyphOf(view.grid, cell);
    if (glyph) {
      found.add(glyph);
    }
  }
  return ORDER.filter((glyph) => found.has(glyph));
}

/** The ramp in even steps: calm up to the limit, then a hard edge, then doublings. */
function Ramp({ colors }: Pick<Props, 'colors'>) {
  const styles = useStyles2(getStyles);
  const calm = [0, 0.25, 0.5, 0.75, 0.99].map((s) => colors.scale.css(s));
  const alarm = [1, 1.41, 2, 2.83, 4].map((s) => colors.scale.css(s));
  return (
    <span className={styles.ramp} aria-hidden="true">
      <span className={styles.half} style={{ background: `linear-gradient(to right, ${calm.join(', ')})` }} />
      <span className={styles.half} style={{ background: `linear-gradient(to right, ${alarm.join(', ')})` }} />
      {SEVERITY_STOPS.map((stop, i) => (
        <span key={stop} className={styles.stop} style={{ left: `${(i / (SEVERITY_STOPS.length - 1)) * 100}%` }}>
          {stop === 4 ? '4+' : stop}
        </span>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  legend: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2.5),
    height: LEGEND_HEIGHT,
    paddingRight: theme.spacing(1),
    overflow: 'hidden',
    whiteSpace: 'nowrap',
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  item: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), flex: 'none' }),
  label: css({ color: theme.colors.text.secondary }),
  note: css({ color: theme.colors.text.secondary, overflow: 'hidden', textOverflow: 'ellipsis' }),
  ramp: css({
    position: 'relative',
    display: 'flex',
    width: '18ch',
    height: theme.spacing(1),
    marginBottom: theme.spacing(1.25),
  }),
  half: css({ flex: 1 }),
  stop: css({
    position: 'absolute',
    top: '100%',
    transform: 'translateX(-50%)',
    fontSize: '0.7em',
    lineHeight: 1.3,
    color: theme.colors.text.secondary,
  }),
});
