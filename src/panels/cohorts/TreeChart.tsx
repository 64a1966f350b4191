import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatPercent, formatTick, formatValue } from '../../components/format/number';
import { type CardState, ListFigure } from '../../components/list/ListFigure';
import { NUMBER_AXIS_HEIGHT, NumberAxis } from '../../components/scale/NumberAxis';
import { CardContent } from '../../components/tooltip/CardContent';
import { fromBaseline } from './baselineText';
import { CohortCard } from './CohortCard';
import { type CohortsData, leadValue } from './cohortData';
import { subjectOf } from './cohortSubject';
import { cohortsTable } from './cohortsTable';
import { rangeText } from './cohortText';
import { ROW_HEIGHT } from './ForestCell';
import { forestScale } from './forestScale';
import { metricName } from './metrics';
import { mixName } from './mixText';
import { type CohortsOptions } from './options';
import { rateScale } from './rateScale';
import { INDENT } from './TreeMark';
import { TREE_GAP, TREE_HEAD, TreeHead, TreeRow, treeWidths } from './TreeRow';
import { nodeName, nodeText, treeSummary } from './treeText';
import { cellTextOf, useCohortKeys } from './useCohortRows';
import { useOpenTree } from './useOpenTree';

interface Props {
  width: number;
  height: number;
  data: CohortsData;
  options: CohortsOptions;
  title: string;
}

const LEGEND_FROM = 160;

/** Cohorts as a tree of parts of the whole: where the errors lie, how high their rate is there, and how sure that is. */
export function TreeChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const metric = data.metrics[0];
  const { whole, tree, toggle, walk } = useOpenTree(data);
  const { nodes } = tree;
  const rate = useMemo(() => rateScale(data, metric, theme), [data, metric, theme]);
  const widths = useMemo(() => {
    const deepest = whole.nodes.reduce((most, { depth }) => Math.max(most, depth), 0);
    const names = widthOf(whole.nodes.map(({ adds }) => mixName(adds)));
    return treeWidths(width, Math.min(width * 0.42, names + (deepest + 1) * INDENT + 24));
  }, [whole, width]);
  const scale = useMemo(() => forestScale(data, metric, widths.plot), [data, metric, widths.plot]);
  const keys = useCohortKeys(data, (index) => nodes[index]?.row);
  const [calm, alarm] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];

  const renderCard = (index: number, card: CardState) => {
    const { row, cell } = nodes[index];
    return row ? (
      <CohortCard data={data} row={row} {...card} />
    ) : (
      <CardContent
        title={nodeName(nodes[index])}
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
      head={{ height: TREE_HEAD, content: <TreeHead widths={widths} metric={metric} fillIs={tree.fillIs} /> }}
      textOf={useCallback((index) => (nodes[index] ? nodeText(data, tree, index) : ''), [data, tree, nodes])}
      isMarked={(index) => nodes[index]?.cell?.significant === true}
      renderRow={(index) => {
        const { cell } = nodes[index];
        return (
          <TreeRow
            data={data}
            node={nodes[index]}
            metric={metric}
            widths={widths}
            scale={scale}
            color={cell && !cell.insufficient ? rate.colorOf(cell.value) : undefined}
            colors={{ calm, alarm }}
            showReference={options.showReference}
            onToggle={() => toggle(index)}
          />
        );
      }}
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
      onKey={(key, index) => walk(key, index) ?? keys.onKey(key, index)}
      onGrab={keys.onGrab}
      said={keys.said}
      axis={
        <div
          style={{
            marginLeft: widths.label + widths.count + widths.fill + widths.value + TREE_GAP,
            height: NUMBER_AXIS_HEIGHT,
          }}
        >
          <NumberAxis scale={scale} width={widths.plot} format={(value) => formatTick(data.field, value, scale.step)} />
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
                    <span className={styles.ramp} style={{ background: `linear-gradient(to right, ${rate.stops})` }} />
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

const getStyles = (theme: GrafanaTheme2) => ({
  ramp: css({ width: theme.spacing(12), height: theme.spacing(1.25), borderRadius: theme.shape.radius.default }),
});
