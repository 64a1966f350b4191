import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { labelWidth as widthOf } from '../../components/format/measure';
import { formatPlain } from '../../components/format/number';
import { ListFigure } from '../../components/list/ListFigure';
import { CardContent } from '../../components/tooltip/CardContent';
import { type CohortsData } from './cohortData';
import { CompareHead, compareHeadHeight } from './CompareHead';
import { Mirrored, PhiBar, phiReach } from './ComparePlots';
import { columnRows, columnText, compareTable, isSurePhi, leftOutText } from './compareText';
import { type Comparison } from './comparison';
import { mixName } from './mixText';
import { type CohortsOptions } from './options';
import { REST } from './slots';
import { type ComparedColumns } from './useComparedColumns';

interface Props {
  width: number;
  height: number;
  data: CohortsData | undefined;
  comparison: Comparison;
  columns: ComparedColumns;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 52;
const [DISTANCE_WIDTH, PHI_WIDTH] = [56, 132];
/** Narrower panels show distributions alone. */
const PHI_FROM = 420;

/** Two cohorts: their metrics with the difference, then the columns by how differently they lie and push predictions. */
export function CompareChart({ width, height, data, comparison, columns: asked, options, title }: Props) {
  const theme = useTheme2();
  const styles = useStyles2(getStyles);
  const { metrics, columns } = comparison;
  const [colorA, colorB] = [theme.visualization.getColorByName('blue'), theme.visualization.getColorByName('orange')];
  const isRest = comparison.nameB === REST;
  const [nameA, nameB] = [
    mixName(comparison.nameA),
    isRest ? t('plumbline.cohorts.rest', 'Everybody else') : mixName(comparison.nameB),
  ];
  const label = useMemo(() => Math.min(width * 0.3, widthOf(columns.map(({ column }) => column))), [columns, width]);
  const phiWidth = width >= PHI_FROM && columns.some(({ phi }) => phi) ? PHI_WIDTH : 0;
  const plotWidth = Math.max(40, width - label - phiWidth - DISTANCE_WIDTH - 16);
  const reach = useMemo(() => phiReach(columns), [columns]);
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
    ...leftOutText(comparison),
  ]
    .filter(Boolean)
    .join(' · ');
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
      head={{
        height: compareHeadHeight(metrics.length, columns.length),
        content: (
          <CompareHead
            data={data}
            metrics={metrics}
            names={{ a: nameA, b: nameB }}
            colors={{ a: colorA, b: colorB }}
            columns={
              columns.length > 0 ? { label, plot: plotWidth, phi: phiWidth, distance: DISTANCE_WIDTH } : undefined
            }
          />
        ),
      }}
      textOf={(index) => columnText(columns[index], options.fdr)}
      isMarked={(index) => isSurePhi(columns[index].phi, options.fdr) || columns[index].q <= options.fdr}
      subjectOf={(index) => ({ columns: [columns[index].column] })}
      renderRow={(index) => (
        <div className={styles.row}>
          <span className={styles.label} style={{ width: label }} title={columns[index].column}>
            {columns[index].column}
          </span>
          <Mirrored column={columns[index]} width={plotWidth} height={ROW_HEIGHT} colorA={colorA} colorB={colorB} />
          {phiWidth > 0 && (
            <PhiBar
              phi={columns[index].phi}
              width={phiWidth}
              height={ROW_HEIGHT}
              reach={reach}
              isSure={isSurePhi(columns[index].phi, options.fdr)}
              colorA={colorA}
              colorB={colorB}
            />
          )}
          <span
            className={columns[index].q <= options.fdr ? styles.sureDistance : styles.distance}
            style={{ width: DISTANCE_WIDTH }}
          >
            {Number.isNaN(columns[index].distance) ? '' : columns[index].distance.toFixed(3)}
          </span>
        </div>
      )}
      renderCard={(index, { pinned }) => (
        <CardContent
          title={columns[index].column}
          subtitle={
            Number.isNaN(columns[index].distance)
              ? undefined
              : t('plumbline.cohorts.distance', 'Jensen-Shannon distance {{distance}}', {
                  distance: formatPlain(columns[index].distance),
                })
          }
          rows={columnRows(columns[index])}
          note={t('plumbline.cohorts.bins-note', 'Share in A and in B, the largest differences first.')}
          pinned={pinned}
        />
      )}
      empty={<p className={styles.hint}>{emptyText(isRest, asked)}</p>}
    />
  );
}

/** Why there are no columns below the metrics. */
function emptyText(isRest: boolean, { state, why }: ComparedColumns): string {
  if (isRest) {
    return t(
      'plumbline.cohorts.compare-rest-hint',
      'The differences and their intervals are those of the answer: each cohort against all rows outside of it.'
    );
  }
  if (state === 'loading') {
    return t('plumbline.cohorts.compare-loading', 'Asking how the columns of both differ');
  }
  return (
    why ??
    t(
      'plumbline.cohorts.compare-hint',
      'Add two queries of the type "distribution", one filtered for A and one for B, to see how their columns differ.'
    )
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const small = { fontSize: theme.typography.bodySmall.fontSize, fontVariantNumeric: 'tabular-nums' } as const;
  const cut = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;
  const distance = { flex: 'none', textAlign: 'right' } as const;
  return {
    row: css({ ...small, display: 'flex', alignItems: 'center', height: '100%' }),
    label: css({ ...cut, flex: 'none', textAlign: 'right', padding: theme.spacing(0, 1, 0, 0.5) }),
    distance: css(distance),
    sureDistance: css({ ...distance, fontWeight: theme.typography.fontWeightBold }),
    hint: css({ ...small, padding: theme.spacing(1), color: theme.colors.text.secondary }),
  };
};
