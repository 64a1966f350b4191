import { t } from '@grafana/i18n';
import { useCallback, useMemo } from 'react';
import { formatPlain } from '../../components/format/number';
import { linearScale } from '../../components/scale/linearScale';
import { phiRange, xAxis } from './dependenceLayout';
import { type ImportanceOptions } from './options';
import { MARGIN } from './PlotFrame';
import { type DependenceData } from './readDependence';

/** Labels nearer than this would run into each other, and what one of a category takes; CSS pixels. */
const [TICK_MIN, CATEGORY] = [34, 44];
/** Height that a label of attributions takes. */
const LABEL = 45;

/**
 * Axes of a dependence with their labels, and where its bins stand.
 *
 * @param width of the whole plot.
 * @param floor where the attributions end, from the top.
 */
export function useDependenceScales(
  data: DependenceData,
  width: number,
  floor: number,
  xScale: ImportanceOptions['xScale']
) {
  const innerWidth = Math.max(1, width - MARGIN.left - MARGIN.right);
  const axis = useMemo(() => xAxis(data, innerWidth, xScale), [data, innerWidth, xScale]);
  const { min, max } = data.field.config;
  const y = useMemo(() => {
    const [low, high] = phiRange(data);
    const pad = (high - low) * 0.03 || 1;
    const room = Math.max(1, floor - MARGIN.top);
    return linearScale([min ?? low - pad, max ?? high + pad], room, Math.max(2, Math.floor(room / LABEL)));
  }, [data, min, max, floor]);
  const toY = useCallback((phi: number) => floor - y.toPixel(phi), [floor, y]);
  const items = useMemo(
    () =>
      data.now.map((bin) => ({
        x: MARGIN.left + axis.binAt(bin),
        y: toY(Number.isNaN(bin.mean) ? 0 : bin.mean),
      })),
    [data, axis, toY]
  );
  const ticks = useMemo(() => {
    if (data.kind === 'categorical') {
      const every = Math.max(1, Math.ceil(CATEGORY / Math.max(1, axis.band)));
      return axis.categories
        .map((text, i) => ({ at: axis.place(NaN, text), text, i }))
        .filter(({ i }) => i % every === 0);
    }
    const missing = axis.gutter > 0 ? [{ at: axis.gutter / 2, text: t('plumbline.dependence.gutter', 'none') }] : [];
    const placed = axis.ticks.map((tick) => ({ at: axis.place(tick, ''), text: formatPlain(tick) }));
    // Quantiles can lie close together: the first of them keeps its label.
    return placed.reduce(
      (kept, tick) => (tick.at - (kept.at(-1)?.at ?? -Infinity) < TICK_MIN ? kept : [...kept, tick]),
      missing
    );
  }, [data.kind, axis]);
  return { axis, y, toY, ticks, items };
}
