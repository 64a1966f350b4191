import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo, useState } from 'react';
import { sequentialRamp } from '../../components/color/ramps';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatCount, formatPercent, formatPlain, formatTick, formatValue } from '../../components/format/number';
import { type CardState, ListFigure } from '../../components/list/ListFigure';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { CardContent } from '../../components/tooltip/CardContent';
import { CohortCard } from './CohortCard';
import { subjectOf } from './cohortSubject';
import { cohortsTable } from './cohortsTable';
import { isWorse, rangeText } from './cohortText';
import { cohortTree } from './cohortTree';
import { ForestCell, ROW_HEIGHT } from './ForestCell';
import { forestScale } from './forestScale';
import { metricName, worseDirection } from './metrics';
import { mixName } from './mixText';
import { type CohortsOptions } from './options';
import { fromBaseline } from './baselineText';
import { type CohortCell, type CohortsData, leadValue } from './cohortData';
import { nodeText, treeSummary } from './treeText';
import { INDENT, TreeMark } from './TreeMark';
import { cellTextOf, useCohortKeys } from './useCohortRows';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

const HEAD_HEIGHT = 24;
const [COUNT_WIDTH, FILL_WIDTH, VALUE_WIDTH, Q_WIDTH, GAP] = [58, 62, 64, 58, 16];
/** Narrower panels do without the q-values, then without the rows. */
const [Q_FROM, COUNT_FROM] = [620, 460];
const LEGEND_FROM = 160;
const NONE: ReadonlySet<string> = new Set();

/** Cohorts as a tree of parts of the whole: where the errors lie, how high their rate is there, and how sure that is. */
export function TreeChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const metric = data.metrics[0];
  const [closed, setClosed] = useState<ReadonlySet<string>>(NONE);
  const whole = useMemo(() => cohortTree(data), [data]);
  const tree = useMemo(() => (closed.size > 0 ? cohortTree(data, closed) : whole), [data, closed, whole]);
  const { nodes } = tree;
  const toggle = (index: number) => {
    const name = nodes[index]?.row?.name;
    if (name !== undefined && nodes[index]?.expanded !== undefined) {
      setClosed((now) => new Set(now.has(name) ? [...now].filter((each) => each !== name) : [...now, name]));
    }
  };
  const ramp = useMemo(() => sequentialRamp(theme), [theme]);
  const rate = useMemo(() => rateScale(data, metric), [data, metric]);
  const [countWidth, qWidth] = [width >= COUNT_FROM ? COUNT_WIDTH : 0, width >= Q_FROM ? Q_WIDTH : 0];
  const deepest = whole.nodes.reduce((most, { depth }) => Math.max(most, depth), 0);
  const label = useMemo(
    () => Math.min(width * 0.42, widthOf(whole.nodes.map(({ adds }) => mixName(adds))) + (deepest + 1) * INDENT + 24),
    [whole, deepest, width]
  );
  const plotWidth = Math.max(60, Math.floor(width - label - countWidth - FILL_WIDTH - VALUE_WIDTH - qWidth - GAP - 14));
  const scale = useMemo(() => forestScale(data, metric, plotWidth), [data, metric, plotWidth]);
  const keys = useCohortKeys(data, (index) => nodes[index]?.row);
  const [calm, alarm] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];
  const textOf = useCallback((index: number) => (nodes[index] ? nodeText(data, tree, index) : ''), [data, tree, nodes]);
  const nameOf = (index: number) =>
    nodes[index].row ? mixName(nodes[index].adds) : t('plumbline.cohorts.everybody', 'Everybody');
  const colorOf = (cell: CohortCell) => ramp.css(visible(rate.shareOf(cell.value)));
  const fillName =
    tree.fillIs === 'errors'
      ? t('plumbline.cohorts.tree-errors', 'of errors')
      : t('plumbline.cohorts.tree-rows', 'of rows');
  const cells = { label, count: countWidth, fill: FILL_WIDTH, value: VALUE_WIDTH, q: qWidth };

  const closeOrOpen = (index: number): true => {
    toggle(index);
    return true;
  };

  const renderRow = (index: number) => {
    const { cell, row, fill } = nodes[index];
    return (
      <div className={styles.row}>
        <span className={styles.node} style={{ width: cells.label }}>
          <TreeMark
            node={nodes[index]}
            height={ROW_HEIGHT}
            color={cell && !cell.insufficient ? colorOf(cell) : undefined}
            strong={row === undefined || cell?.significant === true}
            onToggle={() => toggle(index)}
          />
          <span className={styles.name} title={nameOf(index)}>
            {nameOf(index)}
          </span>
        </span>
        {cells.count > 0 && (
          <span className={styles.figure} style={{ width: cells.count }}>
            {cell && !Number.isNaN(cell.n) ? formatCount(cell.n) : ''}
          </span>
        )}
        <span className={styles.figure} style={{ width: cells.fill }}>
          {Number.isNaN(fill) ? '' : formatPercent(fill)}
        </span>
        <span className={cx(styles.figure, { [styles.strong]: cell?.significant })} style={{ width: cells.value }}>
          {cell ? formatValue(data.field, cell.value) : ''}
        </span>
        <span style={{ marginLeft: GAP }}>
          <ForestCell
            cell={cell}
            overall={data.overall.get(metric)}
            scale={scale}
            width={plotWidth}
            color={cell && isWorse(metric, cell) ? alarm : calm}
            showReference={options.showReference}
          />
        </span>
        {cells.q > 0 && (
          <span className={styles.figure} style={{ width: cells.q }}>
            {cell && row && !cell.insufficient && !Number.isNaN(cell.q) ? formatPlain(cell.q) : ''}
          </span>
        )}
      </div>
    );
  };
  const renderCard = (index: number, card: CardState) => {
    const { row, cell } = nodes[index];
    return row ? (
      <CohortCard data={data} row={row} {...card} />
    ) : (
      <CardContent
        title={nameOf(index)}
        rows={[
          { label: metricName(metric), value: formatValue(data.field, cell?.value), strong: true },
          ...(cell && rangeText(data, cell.lo, cell.hi)
            ? [
                {
                  label: t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(data.confidence) }),
                  value: rangeText(data, cell.lo, cell.hi),
                },
              ]
            : []),
        ]}
        pinned={card.pinned}
      />
    );
  };
  const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => ramp.css(visible(share))).join(', ');
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      summary={[keys.said, treeSummary(data, whole)].filter(Boolean).join(' · ')}
      table={useCallback((style) => cohortsTable(data, style), [data])}
      truncated={data.truncated}
      tooltip={options.tooltip}
      count={nodes.length}
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      head={{
        height: HEAD_HEIGHT,
        content: (
          <div className={styles.head} aria-hidden="true">
            <span className={styles.title} style={{ width: cells.label }}>
              {t('plumbline.cohorts.cohort', 'Cohort')}
            </span>
            {cells.count > 0 && (
              <span className={styles.figure} style={{ width: cells.count }}>
                {t('plumbline.cohorts.n', 'Rows')}
              </span>
            )}
            <span className={styles.figure} style={{ width: cells.fill }}>
              {fillName}
            </span>
            <span className={styles.metric} style={{ width: cells.value + GAP + plotWidth }}>
              {metricName(metric)}
            </span>
            {cells.q > 0 && (
              <span className={styles.figure} style={{ width: cells.q }}>
                {t('plumbline.importance.q', 'q')}
              </span>
            )}
          </div>
        ),
      }}
      textOf={textOf}
      isMarked={(index) => nodes[index]?.cell?.significant === true}
      renderRow={renderRow}
      renderCard={renderCard}
      subjectOf={(index) => {
        const row = nodes[index]?.row;
        return row && subjectOf(row);
      }}
      linkedValue={(index) => leadValue(data, nodes[index]?.row)}
      tree={{
        columns: 2,
        cellText: cellTextOf({ ...data, metrics: [metric] }, (index) => nodes[index]?.row),
        placeOf: (index) => ({
          level: nodes[index].depth + 1,
          position: nodes[index].position,
          size: nodes[index].siblings,
          expanded: nodes[index].expanded,
        }),
      }}
      onKey={(key, index) => {
        const { expanded, row, parent, child } = nodes[index];
        switch (key) {
          case 'ArrowRight':
            return expanded === false ? closeOrOpen(index) : child < 0 ? true : child;
          case 'ArrowLeft':
            return expanded && row ? closeOrOpen(index) : parent < 0 ? true : parent;
          default:
            return keys.onKey(key, index);
        }
      }}
      onGrab={keys.onGrab}
      said={keys.said}
      axis={
        <div
          style={{ marginLeft: cells.label + cells.count + cells.fill + cells.value + GAP, height: NUMBER_AXIS_HEIGHT }}
        >
          <NumberAxis scale={scale} width={plotWidth} format={(value) => formatTick(data.field, value, scale.step)} />
        </div>
      }
      legend={
        options.showLegend
          ? {
              from: LEGEND_FROM,
              content: () => (
                <LegendRow left={4}>
                  <LegendItem>
                    {formatValue(data.field, rate.from)}
                    <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${stops})` }} />
                    {formatValue(data.field, rate.to)}
                  </LegendItem>
                  <LegendItem>
                    {tree.fillIs === 'errors'
                      ? t('plumbline.cohorts.tree-fill', 'filled: share of all errors')
                      : t('plumbline.cohorts.tree-fill-rows', 'filled: share of all rows')}
                  </LegendItem>
                  <LegendItem>
                    {t('plumbline.cohorts.tree-edge', 'thick edge: differs significantly {{from}}', {
                      from: fromBaseline(data.baseline),
                      interpolation: { escapeValue: false },
                    })}
                  </LegendItem>
                </LegendRow>
              ),
            }
          : undefined
      }
    />
  );
}

/** The end of the ramp that is close to the paper would leave filled nodes looking empty. */
const visible = (share: number) => 0.3 + 0.7 * share;

/** Place of a value between the best and the worst of the cohorts that have enough rows. */
function rateScale(data: CohortsData, metric: string) {
  let [low, high] = [Infinity, -Infinity];
  for (const cell of [...data.rows.map((row) => row.cells.get(metric)), data.overall.get(metric)]) {
    if (cell && !cell.insufficient && !Number.isNaN(cell.value)) {
      [low, high] = [Math.min(low, cell.value), Math.max(high, cell.value)];
    }
  }
  const [from, to] = worseDirection(metric) === 'down' ? [high, low] : [low, high];
  return { from, to, shareOf: (value: number) => (to === from ? 0.5 : (value - from) / (to - from)) };
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const line = { display: 'flex', alignItems: 'center', fontSize: theme.typography.bodySmall.fontSize } as const;
  return {
    head: css({
      ...line,
      height: HEAD_HEIGHT,
      whiteSpace: 'nowrap',
      color: theme.colors.text.secondary,
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    }),
    title: css({ flex: 'none', paddingLeft: theme.spacing(0.5) }),
    metric: css({ ...cut, flex: 'none', paddingLeft: theme.spacing(2), color: theme.colors.text.primary }),
    row: css({ ...line, height: '100%' }),
    node: css({ flex: 'none', display: 'flex', alignItems: 'center' }),
    name: css({ ...cut, paddingRight: theme.spacing(1), color: theme.colors.text.primary }),
    figure: css({
      ...cut,
      flex: 'none',
      textAlign: 'right',
      fontVariantNumeric: 'tabular-nums',
      color: theme.colors.text.secondary,
    }),
    strong: css({ color: theme.colors.text.primary, fontWeight: theme.typography.fontWeightMedium }),
    ramp: css({ width: theme.spacing(12), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
  };
};
