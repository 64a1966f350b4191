import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Icon, useStyles2 } from '@grafana/ui';
import { useCallback, useMemo } from 'react';
import { LegendItem, LegendRow } from '../../components/figure/LegendRow';
import { WaterfallFigure } from '../../components/waterfall/WaterfallFigure';
import { waterfallSteps } from '../../components/waterfall/waterfallLayout';
import { type RowShape } from '../../components/waterfall/WaterfallRow';
import { AgreementChip } from './AgreementChip';
import { agreementAlarm } from './agreementText';
import { type ImportanceOptions } from './options';
import { type WaterfallData } from './readWaterfall';
import { WaterfallCard } from './WaterfallCard';
import {
  endNames,
  endValue,
  isRest,
  isSignificant,
  missedText,
  partDelta,
  stepName,
  stepText,
  totalOf,
  waterfallSummary,
  waterfallTable,
} from './waterfallText';

interface Props {
  width: number;
  height: number;
  data: WaterfallData;
  options: ImportanceOptions;
  title: string;
}

/** The least that a bar with its split and a line of text can be told apart in. */
const ROW_MIN = 20;
const ROW_MAX = 36;

/** From one value to another, one bar a feature. */
export function WaterfallChart({ width, height, data, options, title }: Props) {
  const styles = useStyles2(getStyles);
  const upwards = data.kind === 'local';
  const most = upwards ? options.topK : options.impactTopK;
  const steps = useMemo(() => waterfallSteps(data.parts, data.from, most, upwards, data.others), [data, most, upwards]);
  const names = endNames(data);
  const total = totalOf(data);
  const shapes = useMemo((): RowShape[] => {
    const end = (label: string, value: number): RowShape => ({
      ...PLAIN,
      label,
      start: value,
      end: value,
      text: endValue(data, value),
      isEnd: true,
      strong: true,
    });
    const [from, to] = [end(names.from, data.from), end(names.to, total)];
    const bars = steps.map((step): RowShape => {
      const { part } = step;
      const mix = part ? part.mix : data.others.mix;
      return {
        ...PLAIN,
        label: stepName(step),
        start: step.start,
        end: step.end,
        text: partDelta(data, step.end - step.start),
        strong: part !== undefined && isSignificant(part, options.fdr),
        lo: part && options.whiskers ? step.start + part.lo : NaN,
        hi: part && options.whiskers ? step.start + part.hi : NaN,
        mixEnd: data.kind === 'impact' && (part || step.count === data.others.count) ? step.start + mix : NaN,
        hollow: part === undefined || isRest(part),
      };
    });
    return upwards ? [to, ...bars, from] : [from, ...bars, to];
  }, [data, steps, names.from, names.to, total, options.fdr, options.whiskers, upwards]);

  const stepAt = (row: number) => (row > 0 && row < shapes.length - 1 ? steps[row - 1] : undefined);
  const columnAt = (row: number) => {
    const part = stepAt(row)?.part;
    return part?.kind === 'column' ? part.name : undefined;
  };
  const textOf = (row: number) => {
    const step = stepAt(row);
    return step ? stepText(data, step, options.fdr) : `${shapes[row].label}, ${shapes[row].text}`;
  };
  const missed = missedText(data);
  const hasSplit = data.kind === 'impact' && shapes.some(({ mixEnd }) => !Number.isNaN(mixEnd));
  return (
    <WaterfallFigure
      width={width}
      height={height}
      title={title}
      summary={useMemo(() => waterfallSummary(data, steps), [data, steps])}
      table={useCallback((style) => waterfallTable(data, style), [data])}
      truncated={data.truncated}
      tooltip={options.tooltip}
      shapes={shapes}
      field={data.field}
      pad={0.5}
      upwards={upwards}
      labelShare={0.38}
      rowHeight={{ min: ROW_MIN, max: ROW_MAX }}
      textOf={textOf}
      isMarked={(row) => stepAt(row)?.part !== undefined && shapes[row].strong}
      subjectOf={(row) => {
        const column = columnAt(row);
        return column === undefined ? undefined : { columns: [column], recordId: data.recordId };
      }}
      linkedValue={(row) => {
        const part = stepAt(row)?.part;
        return { field: data.field, at: part && !isRest(part) ? part.at : undefined };
      }}
      filterOf={(row) => {
        const column = columnAt(row);
        return column === undefined ? undefined : { key: 'column', value: column };
      }}
      renderCard={(row, color, card) => (
        <WaterfallCard
          data={data}
          step={stepAt(row)}
          name={shapes[row].label}
          value={shapes[row].end}
          color={color}
          fdr={options.fdr}
          {...card}
        />
      )}
      legend={
        options.showLegend
          ? {
              from: 180,
              content: (left, { up, down }) => (
                <LegendRow left={left}>
                  {agreementAlarm(data.agreement) && (
                    <LegendItem>
                      <AgreementChip agreement={data.agreement} />
                    </LegendItem>
                  )}
                  <LegendItem>
                    <Swatch color={up} /> {t('plumbline.waterfall.up', 'raises')}
                  </LegendItem>
                  <LegendItem>
                    <Swatch color={down} /> {t('plumbline.waterfall.down', 'lowers')}
                  </LegendItem>
                  {hasSplit && (
                    <>
                      <LegendItem>
                        <span className={styles.mix} /> {t('plumbline.waterfall.mix-legend', 'other values (mix)')}
                      </LegendItem>
                      <LegendItem>
                        <span className={styles.func} />
                        {t('plumbline.waterfall.func-legend', 'same values, other effect (function)')}
                      </LegendItem>
                    </>
                  )}
                  {missed !== '' && (
                    <LegendItem>
                      <Icon name="exclamation-triangle" className={styles.missed} /> {missed}
                    </LegendItem>
                  )}
                  <LegendItem>
                    {data.outputSpace ?? t('plumbline.importance.space-unknown', 'output space unknown')}
                  </LegendItem>
                </LegendRow>
              ),
            }
          : undefined
      }
    />
  );
}

const PLAIN = { isEnd: false, strong: false, lo: NaN, hi: NaN, mixEnd: NaN, hollow: false };

function Swatch({ color }: { color: string }) {
  return (
    <svg width={14} height={10} aria-hidden="true">
      <path d="M0 1H9L14 5L9 9H0Z" fill={color} />
    </svg>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  missed: css({ color: theme.colors.warning.text }),
  mix: css({ width: 14, height: 3, background: theme.colors.text.secondary }),
  func: css({ width: 14, height: 4, border: `1px solid ${theme.colors.text.secondary}` }),
});
