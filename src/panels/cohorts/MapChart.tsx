import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useId, useLayoutEffect, useRef, useState } from 'react';
import { divergingRamp, sequentialRamp } from '../../components/color/ramps';
import { LEGEND_HEIGHT } from '../../components/figure/LegendRow';
import { truncatedText } from '../../components/figure/truncated';
import { srOnly } from '../../components/figure/srOnly';
import { captionHeight, VizFigure } from '../../components/figure/VizFigure';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatValue } from '../../components/format/number';
import { followOneClick } from '../../components/interaction/oneClick';
import { usePinned } from '../../components/interaction/usePinned';
import { useSubject } from '../../components/interaction/useSubject';
import { PinCard } from '../../components/tooltip/PinCard';
import { CohortCard } from './CohortCard';
import { subjectOf } from './cohortSubject';
import { cohortsTable } from './cohortsTable';
import { rowText } from './spoken';
import { evidence, rampShare } from './evidence';
import { type Intersections, valueTitle } from './intersections';
import { MapLegend } from './MapLegend';
import { type CohortsOptions } from './options';
import { belowBaseline } from './baselineText';
import { type CohortsData, leadValue } from './cohortData';
import { differText, splitMetric } from './tested';
import { useMapKeys } from './useMapKeys';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  grid: Intersections;
  options: CohortsOptions;
  title: string;
}

const HEAD = 24;
const CELL_MIN = 24;
const CELL_MAX = 56;

/** Two columns crossed: colour says how the cohort differs, the area of the square how many rows it has. */
export function MapChart({ width, height, data, grid, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const [showTable, setShowTable] = useState(false);
  const pin = usePinned<number>();
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const metric = data.metrics[0];
  const body = height - captionHeight(height);
  const legend = options.showLegend && body >= 160 ? LEGEND_HEIGHT : 0;
  const label = Math.min(width * 0.3, widthOf([...grid.rows, grid.keys[0]]));
  const cellWidth = Math.max(CELL_MIN, Math.min(120, Math.floor((width - label - 12) / grid.columns.length)));
  const cellHeight = Math.max(CELL_MIN, Math.min(CELL_MAX, Math.floor((body - HEAD - legend) / grid.rows.length)));
  const known = grid.cells.flatMap((cell) => (cell && !cell.cell.insufficient ? [cell.cell] : []));
  const compared = known.some((cell) => !Number.isNaN(evidence(cell)));
  const [low, high] = [Math.min(...known.map(({ value }) => value)), Math.max(...known.map(({ value }) => value))];
  const ramp = compared ? divergingRamp(theme) : sequentialRamp(theme);
  const shareOf = (cell: (typeof known)[number]) =>
    compared ? rampShare(cell) : (cell.value - low) / (high - low || 1);
  // The middle of the ramp would say that it does not differ.
  const isBare = (cell: (typeof known)[number]) => compared && Number.isNaN(evidence(cell));
  const textOf = (index: number) => {
    const [row, column] = [Math.floor(index / grid.columns.length), index % grid.columns.length];
    const found = grid.cells[index];
    return found
      ? rowText(data, found.cohort)
      : t('plumbline.cohorts.no-cell', '{{row}}, {{column}}: no rows', {
          row: valueTitle(grid, 0, grid.rows[row]),
          column: valueTitle(grid, 1, grid.columns[column]),
          interpolation: { escapeValue: false },
        });
  };
  const at = pin.item;
  const onToggleTable = useCallback(() => setShowTable((shown) => !shown), []);
  const keys = useMapKeys({ data, grid, pin, box, onToggleTable });
  const { active } = keys;
  const { keyboard } = pin;
  useLayoutEffect(() => {
    if (keyboard && at !== undefined) {
      document.getElementById(`${id}-${at}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
    }
  }, [id, at, keyboard]);
  const found = at === undefined ? undefined : grid.cells[at];
  const isLinked = useSubject(found && subjectOf(found.cohort));
  const summary = differText(data, splitMetric(metric, grid.keys), known);
  const stops = [0, 0.25, 0.5, 0.75, 1].map(ramp.css).join(', ');
  return (
    <VizFigure
      width={width}
      height={height}
      name={title}
      summary={[keys.said, summary, truncatedText(data.truncated)].filter(Boolean).join(' · ')}
      live={[keys.said, at !== undefined && pin.keyboard ? textOf(at) : ''].filter(Boolean).join('. ')}
      table={useCallback((style) => cohortsTable(data, style), [data])}
      showTable={showTable}
      onToggleTable={onToggleTable}
    >
      <div
        ref={box}
        role="grid"
        aria-label={title}
        aria-rowcount={grid.rows.length}
        aria-colcount={grid.columns.length}
        aria-activedescendant={at === undefined ? undefined : `${id}-${at}`}
        tabIndex={0}
        className={styles.grid}
        style={{ height: body - legend }}
        onKeyDown={keys.onKeyDown}
        onBlur={() => (pin.pinned ? undefined : pin.release())}
        onMouseLeave={() => pin.hover(undefined)}
      >
        <div className={styles.head} style={{ paddingLeft: label }} aria-hidden="true">
          {grid.columns.map((name) => (
            <span key={name} className={styles.name} style={{ width: cellWidth }} title={valueTitle(grid, 1, name)}>
              {name}
            </span>
          ))}
        </div>
        {grid.rows.map((name, row) => (
          <div key={name} role="row" className={styles.row} style={{ height: cellHeight }}>
            <span role="rowheader" className={styles.label} style={{ width: label }} title={valueTitle(grid, 0, name)}>
              {name}
            </span>
            {grid.columns.map((column, i) => {
              const index = row * grid.columns.length + i;
              const entry = grid.cells[index];
              const side = entry ? Math.sqrt((entry.cohort.n || 0) / grid.largest) : 0;
              return (
                <span
                  key={column}
                  id={`${id}-${index}`}
                  role="gridcell"
                  aria-selected={at === index}
                  className={
                    at === index || (entry && isLinked(subjectOf(entry.cohort))) ? styles.activeCell : styles.cell
                  }
                  style={{ width: cellWidth }}
                  onMouseMove={() => pin.hover(index)}
                  onClick={(event) => {
                    const { field, at: place } = leadValue(data, entry?.cohort);
                    if (!followOneClick(field, place ?? -1, event.detail)) {
                      pin.pin(index);
                    }
                  }}
                >
                  <span className={styles.srOnly}>{textOf(index)}</span>
                  {entry && (
                    <span
                      aria-hidden="true"
                      className={entry.cell.insufficient ? styles.thin : styles.square}
                      style={{
                        width: Math.max(4, (cellWidth - 6) * side),
                        height: Math.max(4, (cellHeight - 6) * side),
                        ...(entry.cell.insufficient || isBare(entry.cell)
                          ? {}
                          : { background: ramp.css(shareOf(entry.cell)) }),
                      }}
                    />
                  )}
                </span>
              );
            })}
          </div>
        ))}
      </div>
      {found && active && at !== undefined && (
        <PinCard
          tooltip={options.tooltip}
          pin={pin}
          container={box}
          anchor={{
            x: label + active.column * cellWidth,
            y: HEAD + active.row * cellHeight,
            width: cellWidth,
            height: cellHeight,
          }}
          label={textOf(at)}
        >
          <CohortCard data={data} row={found.cohort} pinned={pin.pinned} />
        </PinCard>
      )}
      {legend > 0 && (
        <MapLegend
          below={
            compared
              ? belowBaseline(data.baseline, t('plumbline.cohorts.surely', 'surely'))
              : formatValue(data.field, low)
          }
          above={compared ? t('plumbline.cohorts.above-rest', 'surely above') : formatValue(data.field, high)}
          stops={stops}
          hasUntested={known.some(isBare)}
        />
      )}
    </VizFigure>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const cell = {
    position: 'relative',
    flex: 'none',
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'center',
    height: '100%',
    cursor: 'pointer',
    border: `1px solid ${theme.colors.border.weak}`,
  } as const;
  const mark = { flex: 'none', border: `1px solid ${theme.colors.border.strong}` } as const;
  return {
    grid: css({
      overflow: 'auto',
      fontSize: theme.typography.bodySmall.fontSize,
      '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}`, outlineOffset: -2 },
    }),
    head: css({ display: 'flex', height: HEAD, alignItems: 'center', color: theme.colors.text.secondary }),
    name: css({ ...cut, flex: 'none', textAlign: 'center' }),
    row: css({ display: 'flex', alignItems: 'center' }),
    label: css({ ...cut, flex: 'none', textAlign: 'right', padding: theme.spacing(0, 1, 0, 0.5) }),
    cell: css(cell),
    activeCell: css({ ...cell, boxShadow: `inset 0 0 0 2px ${theme.colors.primary.border}` }),
    square: css(mark),
    thin: css({
      ...mark,
      background: `repeating-linear-gradient(-45deg, transparent 0 4px, ${theme.colors.border.medium} 4px 5px)`,
    }),
    srOnly: css(srOnly),
  };
};
