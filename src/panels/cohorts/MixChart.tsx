import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { useStyles2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { formatCount, formatDelta, formatPercent, formatValue } from '../../components/format/number';
import { type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { WaterfallFigure } from '../../components/waterfall/WaterfallFigure';
import { type Step, waterfallSteps } from '../../components/waterfall/waterfallLayout';
import { type RowShape } from '../../components/waterfall/WaterfallRow';
import { recordFilters, subjectOfName } from './cohortSubject';
import { partsOf } from './intersections';
import { metricName } from './metrics';
import { mixName, mixSummary, mixTable, mixText } from './mixText';
import { type CohortsOptions } from './options';
import { type MixData, type MixPart } from './readMix';

interface Props {
  width: number;
  height: number;
  data: MixData;
  options: CohortsOptions;
  title: string;
}

const ROW_HEIGHT = 32;
/** Cohorts with a step of their own. */
const MOST = 20;

/** How a metric went from the reference to now: inside of cohorts (rate), and by other weights of them (mix). */
export function MixChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const steps = useMemo(() => waterfallSteps(data.parts, data.from, MOST, false), [data]);
  const shapes = useMemo(() => shapesOf(data, steps), [data, steps]);
  const stepAt = (row: number): Step<MixPart> | undefined =>
    row > 0 && row < shapes.length - 1 ? steps[row - 1] : undefined;
  const filterOf = (row: number) => {
    const name = stepAt(row)?.part?.name;
    const parts = name === undefined ? undefined : partsOf(name);
    return parts?.length === 1 ? { key: parts[0][0], value: parts[0][1] } : undefined;
  };
  return (
    <WaterfallFigure
      width={width}
      height={height}
      title={title}
      summary={useMemo(() => mixSummary(data), [data])}
      table={useCallback((style) => mixTable(data, style), [data])}
      tooltip={options.tooltip}
      shapes={shapes}
      field={data.field}
      pad={0.01}
      upwards={false}
      labelShare={0.35}
      rowHeight={{ min: ROW_HEIGHT, max: ROW_HEIGHT }}
      textOf={(row) => (shapes[row] ? mixText(data, stepAt(row), shapes[row].label, shapes[row].end) : '')}
      isMarked={(row) => shapes[row].strong && !shapes[row].isEnd}
      subjectOf={(row) => subjectOfName(stepAt(row)?.part?.name ?? '')}
      linkedValue={(row) => ({ field: data.field, at: stepAt(row)?.part?.at })}
      filterOf={filterOf}
      renderCard={(row, _color, card) => {
        const part = stepAt(row)?.part;
        const filters = part && recordFilters({ name: part.name, key: undefined, segment: undefined });
        return (
          <DataCard
            title={shapes[row].label}
            subtitle={metricName(data.metric)}
            rows={cardRows(data, part, shapes[row])}
            {...card}
            filter={filterOf(row)}
            frame={data.frame}
            field={data.field}
            at={part?.at}
            records={filters && { filters }}
          />
        );
      }}
      legend={
        options.showLegend
          ? {
              from: 160,
              content: (left) => (
                <LegendRow left={left}>
                  <LegendItem>
                    <span className={styles.mix} /> {t('plumbline.cohorts.mix-legend', 'more or fewer rows (mix)')}
                  </LegendItem>
                  <LegendItem>
                    <span className={styles.rate} />{' '}
                    {t('plumbline.cohorts.rate-legend', 'better or worse inside (rate)')}
                  </LegendItem>
                </LegendRow>
              ),
            }
          : undefined
      }
    />
  );
}

function shapesOf(data: MixData, steps: ReadonlyArray<Step<MixPart>>): RowShape[] {
  const plain = { lo: NaN, hi: NaN, mixEnd: NaN, hollow: false };
  const end = (label: string, value: number): RowShape => ({
    ...plain,
    label,
    start: value,
    end: value,
    text: formatValue(data.field, value),
    isEnd: true,
    strong: true,
  });
  return [
    end(data.reference ?? t('plumbline.importance.reference-name', 'reference'), data.from),
    ...steps.map(({ part, count, start, end: to }): RowShape => ({
      ...plain,
      label: part
        ? mixName(part.name)
        : t('plumbline.cohorts.others', '{{n}} other cohorts', { n: formatCount(count) }),
      start,
      end: to,
      text: formatDelta(data.field, to - start),
      isEnd: false,
      // What changed inside of it is more than chance.
      strong: part !== undefined && (part.rateLo > 0 || part.rateHi < 0),
      lo: part && !Number.isNaN(part.mix) ? start + part.mix + part.rateLo : NaN,
      hi: part && !Number.isNaN(part.mix) ? start + part.mix + part.rateHi : NaN,
      mixEnd: part && !Number.isNaN(part.mix) ? start + part.mix : NaN,
      hollow: part === undefined,
    })),
    end(t('plumbline.cohorts.now', 'now'), data.to),
  ];
}

function cardRows(data: MixData, part: MixPart | undefined, shape: RowShape): CardRow[] {
  if (!part) {
    return [
      {
        label: t('plumbline.cohorts.value', 'Value'),
        value: shape.isEnd ? formatValue(data.field, shape.end) : formatDelta(data.field, shape.end - shape.start),
        strong: true,
      },
    ];
  }
  const share = (value: number) => (Number.isNaN(value) ? '–' : formatPercent(value, 1));
  return [
    {
      label: t('plumbline.cohorts.contribution', 'Contribution'),
      value: formatDelta(data.field, part.delta),
      strong: true,
    },
    { label: t('plumbline.cohorts.rate', 'Inside (rate)'), value: formatDelta(data.field, part.rate) },
    { label: t('plumbline.cohorts.mix', 'By weight (mix)'), value: formatDelta(data.field, part.mix) },
    {
      label: t('plumbline.cohorts.value', 'Value'),
      value: `${formatValue(data.field, part.valueReference)} → ${formatValue(data.field, part.value)}`,
    },
    { label: t('plumbline.cohorts.share', 'Share'), value: `${share(part.weightReference)} → ${share(part.weight)}` },
    { label: t('plumbline.cohorts.n', 'Rows'), value: `${formatCount(part.nReference)} → ${formatCount(part.n)}` },
  ];
}

const getStyles = (theme: GrafanaTheme2) => ({
  mix: css({ width: 14, height: 3, background: theme.colors.text.secondary }),
  rate: css({ width: 14, height: 4, border: `1px solid ${theme.colors.text.secondary}` }),
});
