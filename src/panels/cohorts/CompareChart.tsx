import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useContext, useMemo } from 'react';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { type TextTable } from '../../components/table/csv';
import { CardContent } from '../../components/tooltip/CardContent';
import { deltaText } from './cohortText';
import { type ColumnComparison, type Comparison, type MetricDifference } from './comparison';
import { mixName } from './mixText';
import { metricName } from './metrics';
import { type CohortsOptions } from './options';
import { type CohortsData } from './prepareCohorts';
import { REST, SlotsContext } from './slots';

interface Props {
  width: number;
  height: number;
  data: CohortsData | undefined;
  comparison: Comparison;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 52;
const KPI_HEIGHT = 26;
const HEAD_HEIGHT = 26;
const DISTANCE_WIDTH = 56;
/** Bins listed in a card. */
const LISTED = 8;

/** Two cohorts: their metrics with the difference, then the columns by how differently their values lie. */
export function CompareChart({ width, height, data, comparison, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { metrics, columns } = comparison;
  const { slots, clear } = useContext(SlotsContext);
  const [colorA, colorB] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];
  const isRest = comparison.nameB === REST;
  const [nameA, nameB] = [
    mixName(comparison.nameA),
    isRest ? t('plumbline.cohorts.rest', 'Everybody else') : mixName(comparison.nameB),
  ];
  const top = HEAD_HEIGHT + metrics.length * KPI_HEIGHT;
  const label = useMemo(() => Math.min(width * 0.3, widthOf(columns.map(({ column }) => column))), [columns, width]);
  const plotWidth = Math.max(40, width - label - DISTANCE_WIDTH - 16);
  const textOf = (index: number) => {
    const { column, distance, bins } = columns[index];
    const widest = bins.reduce((a, b) => (Math.abs(b.a - b.b) > Math.abs(a.a - a.b) ? b : a));
    return t('plumbline.cohorts.compare-spoken', '{{column}}, distance {{distance}}; {{label}}: {{a}} against {{b}}', {
      column,
      distance: formatPlain(distance),
      label: widest.label,
      a: formatPercent(widest.a, 1),
      b: formatPercent(widest.b, 1),
      interpolation: { escapeValue: false },
    });
  };
  const summary = [
    t('plumbline.cohorts.compare-summary', '{{a}} against {{b}}', {
      a: nameA,
      b: nameB,
      interpolation: { escapeValue: false },
    }),
    columns[0] &&
      t('plumbline.cohorts.compare-most', 'most different: {{names}}', {
        names: columns
          .slice(0, 3)
          .map(({ column }) => column)
          .join(', '),
        interpolation: { escapeValue: false },
      }),
  ]
    .filter(Boolean)
    .join(' · ');
  const head = (
    <>
      <div className={styles.head} style={{ height: HEAD_HEIGHT }}>
        <span className={styles.name}>
          <span className={styles.swatch} style={{ background: colorA }} /> A: {nameA}
        </span>
        <span className={styles.name}>
          <span className={styles.swatch} style={{ background: colorB }} /> B: {nameB}
        </span>
        {slots.a !== undefined && slots.b !== undefined && (
          <Button size="sm" fill="text" icon="arrow-left" className={styles.back} onClick={clear}>
            {t('plumbline.cohorts.back', 'All cohorts')}
          </Button>
        )}
      </div>
      {data &&
        metrics.map((each) => (
          <div key={each.metric} className={styles.kpi} style={{ height: KPI_HEIGHT }}>
            <span className={styles.metric}>{metricName(each.metric)}</span>
            <span>{formatValue(data.field, each.a?.value)}</span>
            <span>{formatValue(data.field, each.b?.value)}</span>
            <span className={isSure(each) ? styles.strong : undefined}>{differenceText(data, each)}</span>
          </div>
        ))}
    </>
  );
  return (
    <ListFigure
      width={width}
      height={height}
      title={title}
      summary={summary}
      table={useCallback((style) => compareTable(comparison, style), [comparison])}
      tooltip={options.tooltip}
      count={columns.length}
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      fills
      head={{ height: top, content: head }}
      textOf={textOf}
      isMarked={() => false}
      subjectOf={(index) => ({ columns: [columns[index].column] })}
      renderRow={(index) => (
        <div className={styles.row}>
          <span className={styles.label} style={{ width: label }} title={columns[index].column}>
            {columns[index].column}
          </span>
          <Mirrored column={columns[index]} width={plotWidth} colorA={colorA} colorB={colorB} />
          <span className={styles.distance} style={{ width: DISTANCE_WIDTH }}>
            {columns[index].distance.toFixed(3)}
          </span>
        </div>
      )}
      renderCard={(index, { pinned }) => (
        <CardContent
          title={columns[index].column}
          subtitle={t('plumbline.cohorts.distance', 'Jensen-Shannon distance {{distance}}', {
            distance: formatPlain(columns[index].distance),
          })}
          rows={[...columns[index].bins]
            .sort((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b))
            .slice(0, LISTED)
            .map((bin) => ({
              label: bin.label,
              value: `${formatPercent(bin.a, 1)} / ${formatPercent(bin.b, 1)}`,
            }))}
          note={t('plumbline.cohorts.bins-note', 'Share in A and in B, the largest differences first.')}
          pinned={pinned}
        />
      )}
      empty={
        <p className={styles.hint}>
          {isRest
            ? t(
                'plumbline.cohorts.compare-rest-hint',
                'The differences and their intervals are those of the answer: each cohort against all rows outside of it.'
              )
            : t(
                'plumbline.cohorts.compare-hint',
                'Add two queries of the type "distribution", one filtered for A and one for B, to see how their columns differ.'
              )}
        </p>
      }
    />
  );
}

const isSure = ({ lo, hi }: MetricDifference) => lo > 0 || hi < 0;

function differenceText(data: CohortsData, { metric, delta, lo, hi }: MetricDifference): string {
  if (Number.isNaN(delta)) {
    return '';
  }
  const text = deltaText(data, delta, metric);
  return Number.isNaN(lo + hi)
    ? text
    : `${text} (${t('plumbline.interval.from-to', '{{from}} to {{to}}', {
        from: deltaText(data, lo, metric).replace(/ pp$/, ''),
        to: deltaText(data, hi, metric),
      })})`;
}

/** Bars of A upwards and of B downwards, bin by bin. */
function Mirrored({
  column,
  width,
  colorA,
  colorB,
}: {
  column: ColumnComparison;
  width: number;
  colorA: string;
  colorB: string;
}) {
  const styles = useStyles2(getStyles);
  const most = Math.max(...column.bins.flatMap(({ a, b }) => [a, b]), 1e-9);
  const each = Math.min(36, width / column.bins.length);
  const [middle, half] = [ROW_HEIGHT / 2, ROW_HEIGHT / 2 - 4];
  return (
    <svg width={width} height={ROW_HEIGHT} className={styles.plot} aria-hidden="true">
      {column.bins.map(({ label, a, b }, i) => (
        <g key={label}>
          <rect
            x={i * each}
            width={Math.max(1, each - 2)}
            y={middle - (half * a) / most}
            height={(half * a) / most}
            fill={colorA}
          />
          <rect x={i * each} width={Math.max(1, each - 2)} y={middle} height={(half * b) / most} fill={colorB} />
        </g>
      ))}
      <line x1={0} x2={each * column.bins.length} y1={middle} y2={middle} className={styles.axis} />
    </svg>
  );
}

function compareTable(comparison: Comparison, style: 'shown' | 'full'): TextTable {
  const number = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value);
  const numeric = true;
  return {
    columns: [
      { name: t('plumbline.cohorts.what', 'Metric or column') },
      { name: t('plumbline.cohorts.bin', 'Bin') },
      { name: 'A', numeric },
      { name: 'B', numeric },
      { name: t('plumbline.cohorts.difference', 'Difference'), numeric },
      { name: t('plumbline.interval.low', 'Low'), numeric },
      { name: t('plumbline.interval.high', 'High'), numeric },
    ],
    rows: [
      ...comparison.metrics.map(({ metric, a, b, delta, lo, hi }) => [
        metricName(metric),
        '',
        ...[a?.value, b?.value, delta, lo, hi].map(number),
      ]),
      ...comparison.columns.flatMap(({ column, bins }) =>
        bins.map(({ label, a, b }) => [column, label, number(a), number(b), number(a - b), '', ''])
      ),
    ],
  };
}

const getStyles = (theme: GrafanaTheme2) => {
  const small = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  return {
    head: css({
      ...small,
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(3),
      paddingLeft: theme.spacing(0.5),
    }),
    back: css({ marginLeft: 'auto' }),
    name: css({ ...cut, display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) }),
    swatch: css({
      flex: 'none',
      width: theme.spacing(1.25),
      height: theme.spacing(1.25),
      borderRadius: theme.shape.radius.default,
    }),
    kpi: css({
      ...small,
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr) minmax(0, 2fr)',
      alignItems: 'center',
      columnGap: theme.spacing(1),
      padding: theme.spacing(0, 1, 0, 0.5),
      textAlign: 'right',
      borderBottom: `1px solid ${theme.colors.border.weak}`,
    }),
    metric: css({ ...cut, textAlign: 'left' }),
    strong: css({ fontWeight: theme.typography.fontWeightBold }),
    row: css({ ...small, display: 'flex', alignItems: 'center', height: '100%' }),
    label: css({ ...cut, flex: 'none', textAlign: 'right', padding: theme.spacing(0, 1, 0, 0.5) }),
    plot: css({ flex: 'none', display: 'block' }),
    axis: css({ stroke: theme.colors.border.strong }),
    distance: css({ flex: 'none', textAlign: 'right' }),
    hint: css({ ...small, padding: theme.spacing(1), color: theme.colors.text.secondary }),
  };
};
