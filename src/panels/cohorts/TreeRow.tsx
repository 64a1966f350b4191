import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { formatCount, formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { type LinearScale } from '../../components/scale/linearScale';
import { type CohortsData } from './cohortData';
import { isWorse } from './cohortText';
import { type CohortTree, type TreeNode } from './cohortTree';
import { ForestCell, ROW_HEIGHT } from './ForestCell';
import { metricName } from './metrics';
import { nodeName } from './treeText';
import { TreeMark } from './TreeMark';

export const TREE_HEAD = 24;
/** Between the figures and the plot, CSS pixels. */
export const TREE_GAP = 16;

/** Widths of the columns, CSS pixels; 0 for those that have no room. */
export interface TreeWidths {
  label: number;
  count: number;
  fill: number;
  value: number;
  plot: number;
  q: number;
}

const [COUNT, FILL, VALUE, Q] = [58, 62, 64, 58];
/** Narrower panels do without the q-values, then without the rows. */
const [Q_FROM, COUNT_FROM] = [620, 460];

export function treeWidths(width: number, label: number): TreeWidths {
  const [count, q] = [width >= COUNT_FROM ? COUNT : 0, width >= Q_FROM ? Q : 0];
  const plot = Math.max(60, Math.floor(width - label - count - FILL - VALUE - q - TREE_GAP - 14));
  return { label, count, fill: FILL, value: VALUE, plot, q };
}

interface HeadProps {
  widths: TreeWidths;
  metric: string;
  fillIs: CohortTree['fillIs'];
}

export function TreeHead({ widths, metric, fillIs }: HeadProps) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.head} aria-hidden="true">
      <span className={styles.title} style={{ width: widths.label }}>
        {t('plumbline.cohorts.cohort', 'Cohort')}
      </span>
      {widths.count > 0 && (
        <span className={styles.figure} style={{ width: widths.count }}>
          {t('plumbline.cohorts.n', 'Rows')}
        </span>
      )}
      <span className={styles.figure} style={{ width: widths.fill }}>
        {fillIs === 'errors'
          ? t('plumbline.cohorts.tree-errors', 'of errors')
          : t('plumbline.cohorts.tree-rows', 'of rows')}
      </span>
      <span className={styles.metric} style={{ width: widths.value + TREE_GAP + widths.plot }}>
        {metricName(metric)}
      </span>
      {widths.q > 0 && (
        <span className={styles.figure} style={{ width: widths.q }}>
          {t('plumbline.importance.q', 'q')}
        </span>
      )}
    </div>
  );
}

interface RowProps {
  data: CohortsData;
  node: TreeNode;
  metric: string;
  widths: TreeWidths;
  scale: LinearScale;
  /** Of the node; undefined where there are too few rows for a rate. */
  color: string | undefined;
  colors: { calm: string; alarm: string };
  showReference: boolean;
  onToggle: () => void;
}

/** A node with its name, its rows, its share of the errors, its rate with the interval, and how sure that is. */
export function TreeRow({ data, node, metric, widths, scale, color, colors, showReference, onToggle }: RowProps) {
  const styles = useStyles2(getStyles);
  const { cell, row, fill } = node;
  return (
    <div className={styles.row}>
      <span className={styles.node} style={{ width: widths.label }}>
        <TreeMark
          node={node}
          height={ROW_HEIGHT}
          color={color}
          strong={row === undefined || cell?.significant === true}
          onToggle={onToggle}
        />
        <span className={styles.name} title={nodeName(node)}>
          {nodeName(node)}
        </span>
      </span>
      {widths.count > 0 && (
        <span className={styles.figure} style={{ width: widths.count }}>
          {cell && !Number.isNaN(cell.n) ? formatCount(cell.n) : ''}
        </span>
      )}
      <span className={styles.figure} style={{ width: widths.fill }}>
        {Number.isNaN(fill) ? '' : formatPercent(fill)}
      </span>
      <span className={cx(styles.figure, { [styles.strong]: cell?.significant })} style={{ width: widths.value }}>
        {cell ? formatValue(data.field, cell.value) : ''}
      </span>
      <span style={{ marginLeft: TREE_GAP }}>
        <ForestCell
          cell={cell}
          overall={data.overall.get(metric)}
          scale={scale}
          width={widths.plot}
          color={cell && isWorse(metric, cell) ? colors.alarm : colors.calm}
          showReference={showReference}
        />
      </span>
      {widths.q > 0 && (
        <span className={styles.figure} style={{ width: widths.q }}>
          {cell && row && !cell.insufficient && !Number.isNaN(cell.q) ? formatPlain(cell.q) : ''}
        </span>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const line = { display: 'flex', alignItems: 'center', fontSize: theme.typography.bodySmall.fontSize } as const;
  return {
    head: css({
      ...line,
      height: TREE_HEAD,
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
  };
};
