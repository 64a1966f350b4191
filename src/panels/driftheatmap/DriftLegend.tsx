import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { memo, useMemo } from 'react';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { GlyphKey } from '../../components/grid/GlyphKey';
import { type Glyph } from '../../components/grid/glyphs';
import { formatPlain } from '../../components/format/number';
import { type SeverityScale } from '../../components/color/severityScale';
import { type DriftColors } from './colors';
import { FieldColorKeys } from './FieldColorKeys';
import { isLimited } from './grid';
import { glyphOf } from './marks';
import { methodName } from './names';
import { type Marks } from './options';
import { type DriftView } from './view';

interface Props {
  view: DriftView;
  colors: DriftColors;
  marks: Marks;
  fdr: number;
  left: number;
  /** Where there is little room, the ramp leaves some to what is said beside it. */
  narrow: boolean;
  /** Facts about what is shown, such as how many rows were left out. */
  notes: string[];
}

/** The ramp with its limit, the marks that occur, and notes. Not drawn again for each move of the pointer. */
export const DriftLegend = memo(function DriftLegend({ view, colors, marks, fdr, left, narrow, notes }: Props) {
  const used = useMemo(() => usedGlyphs(view, fdr, marks), [view, fdr, marks]);
  const names: Record<Glyph, string> = {
    dot: t('plumbline.drift.mark-breach', 'breach'),
    ring: t('plumbline.drift.mark-ring', 'breach, maybe noise'),
    hatch: t('plumbline.drift.mark-hatch', 'too few rows'),
    net: t('plumbline.drift.mark-net', 'reference too small'),
    dotted: t('plumbline.drift.mark-dotted', 'no data'),
    cross: t('plumbline.drift.mark-cross', 'schema change, error'),
  };
  return (
    <LegendRow left={left}>
      {colors.by === 'severity' && (
        <LegendItem>
          {rampName(view)}
          <SeverityRamp colors={colors} narrow={narrow} raw={isLimited(view.source) ? undefined : colors.domain} />
        </LegendItem>
      )}
      {(colors.by === 'score' || colors.by === 'direction' || colors.by === 'significance') && (
        <LegendItem>
          {plainRampName(view, colors.by)}
          <PlainRamp colors={colors} narrow={narrow} stops={plainStops(colors)} />
        </LegendItem>
      )}
      {colors.by === 'field' && <FieldColorKeys grid={view.source} />}
      {/* What was left out or put together comes before the keys of marks: items without room drop out from the end. */}
      {notes.map((note) => (
        <LegendItem key={note}>{note}</LegendItem>
      ))}
      {marks !== 'none' &&
        used.map((glyph) => (
          <LegendItem key={glyph}>
            <GlyphKey
              glyph={glyph}
              fill={
                glyph === 'dot' || glyph === 'ring'
                  ? colors.scale.css(1.2)
                  : glyph === 'hatch' || glyph === 'net'
                    ? colors.thin
                    : colors.paper
              }
              ink={glyph === 'dot' || glyph === 'ring' ? colors.inkOnColor(colors.scale.rgba(1.2)) : colors.faint}
            />
            {names[glyph]}
          </LegendItem>
        ))}
    </LegendRow>
  );
});

const ORDER: Glyph[] = ['dot', 'ring', 'hatch', 'net', 'dotted', 'cross'];

function usedGlyphs(view: DriftView, fdr: number, marks: Marks): Glyph[] {
  const found = new Set<Glyph>();
  for (const cell of view.cells) {
    const glyph = glyphOf(view.grid, cell, fdr, marks);
    if (glyph) {
      found.add(glyph);
    }
  }
  return ORDER.filter((glyph) => found.has(glyph));
}

/** What the ramp counts: times the limit, or the score itself where there is no limit. */
function rampName(view: DriftView): string {
  const { breach, method, mixed } = view.grid.info;
  if (!isLimited(view.source)) {
    return methodName(method);
  }
  return breach === undefined || mixed
    ? t('plumbline.drift.severity', '× limit')
    : t('plumbline.drift.legend-limit', '× limit ({{limit}})', {
        limit: `${methodName(method)} ${formatPlain(breach)}`,
        interpolation: { escapeValue: false },
      });
}

/** Calm up to the limit, then a hard edge, then even ratios; only the calm half where there is no limit. */
function SeverityRamp({
  colors,
  narrow,
  raw,
}: Pick<Props, 'colors' | 'narrow'> & { raw: readonly number[] | undefined }) {
  const styles = useStyles2(getStyles);
  const { scale } = colors;
  const stops = raw ?? readable(scale);
  const placeOf = (stop: number, i: number) => (raw ? i : scale.placeOf(stop));
  return (
    <span className={cx(styles.ramp, { [styles.wide]: stops.length > 5, [styles.narrow]: narrow })} aria-hidden="true">
      {scale.gradients.slice(0, raw ? 1 : 2).map((background, i) => (
        <span key={i} className={styles.half} style={{ background }} />
      ))}
      {stops.map((stop, i) => (
        <span key={i} className={styles.stop} style={{ left: `${placeOf(stop, i) * 100}%` }}>
          {!raw && stop === scale.max ? `${formatPlain(stop)}+` : formatPlain(stop)}
        </span>
      ))}
    </span>
  );
}

/** Labels of stops that stand this near to one before them would run into it. */
const STOP_ROOM = 0.11;

/** Stops with room for their labels; the limit and the ends always have theirs. */
function readable({ stops, placeOf, max }: SeverityScale): number[] {
  const kept = stops.filter((stop, i) => i === 0 || stop === 1 || stop === max);
  for (const stop of stops) {
    if (kept.every((other) => Math.abs(placeOf(other) - placeOf(stop)) >= STOP_ROOM)) {
      kept.push(stop);
    }
  }
  return kept.sort((a, b) => a - b);
}

/** What the ramp counts where it is no severity. */
function plainRampName(view: DriftView, by: 'score' | 'direction' | 'significance'): string {
  switch (by) {
    case 'score':
      return methodName(view.grid.info.method);
    case 'direction':
      return t('plumbline.drift.legend-direction', 'fell, rose');
    case 'significance':
      return t('plumbline.drift.legend-q', 'q, corrected');
  }
}

function plainStops({ by, domain: [low, high] }: DriftColors): string[] {
  if (by === 'significance') {
    return ['1', '0.01', '0.0001'];
  }
  return by === 'direction' ? ['−1', '0', '+1'] : [low, (low + high) / 2, high].map(formatPlain);
}

function PlainRamp({ colors, narrow, stops }: Pick<Props, 'colors' | 'narrow'> & { stops: string[] }) {
  const styles = useStyles2(getStyles);
  const { ramp, steps } = colors;
  const gradient = steps
    ? Array.from(
        { length: steps },
        (_, i) => `${ramp.css((i + 0.5) / steps)} ${(i / steps) * 100}% ${((i + 1) / steps) * 100}%`
      ).join(', ')
    : Array.from({ length: 9 }, (_, i) => ramp.css(i / 8)).join(', ');
  return (
    <span className={cx(styles.ramp, styles.wideEnd, { [styles.narrow]: narrow })} aria-hidden="true">
      <span className={styles.half} style={{ background: `linear-gradient(to right, ${gradient})` }} />
      {stops.map((stop, i) => (
        <span key={stop} className={styles.stop} style={{ left: `${(i / (stops.length - 1)) * 100}%` }}>
          {stop}
        </span>
      ))}
    </span>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  ramp: css({
    position: 'relative',
    display: 'flex',
    width: '18ch',
    height: theme.spacing(1),
    margin: theme.spacing(0, 1.25, 1.25, 0.25),
  }),
  wide: css({ width: '26ch' }),
  narrow: css({ width: '13ch' }),
  // The last label is longer than half of a severity's.
  wideEnd: css({ marginRight: theme.spacing(2.5) }),
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
