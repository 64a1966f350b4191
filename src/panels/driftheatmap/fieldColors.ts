/** What the colours mean that Grafana's own field options give the scores. */
import {
  type Field,
  fieldColorModeRegistry,
  FieldColorModeId,
  type GrafanaTheme2,
  type Threshold,
  ThresholdsMode,
} from '@grafana/data';
import { formatPlain, formatValue } from '../../components/format/number';
import { type DriftGrid } from './grid';

/** Colours with the scores that they begin at, or a run of colours between two scores. */
export type FieldColors =
  | { kind: 'steps'; steps: Array<{ color: string; label: string }> }
  | { kind: 'run'; colors: string[]; ends: [string, string] };

/** Undefined where the options say nothing of scores by colour, `several` where they differ from row to row. */
export function fieldColors(grid: DriftGrid, theme: GrafanaTheme2): FieldColors | 'several' | undefined {
  const scores = new Set(grid.rows.filter(({ metric }) => metric === undefined).map(({ score }) => score));
  const found = [...scores].map((score) => colorsOf(score, theme));
  const [first] = found;
  const said = JSON.stringify(first);
  return found.every((other) => JSON.stringify(other) === said) ? first : 'several';
}

function colorsOf(score: Field, theme: GrafanaTheme2): FieldColors | undefined {
  const { color, thresholds, min, max } = score.config;
  const mode = fieldColorModeRegistry.getIfExists(color?.mode ?? FieldColorModeId.Thresholds);
  if (mode?.id === FieldColorModeId.Thresholds.valueOf()) {
    const steps = withOneBase(thresholds?.steps ?? []);
    const unit =
      thresholds?.mode === ThresholdsMode.Percentage ? formatShare : (value: number) => formatValue(score, value);
    return steps.length < 2
      ? undefined
      : {
          kind: 'steps',
          steps: steps.map(({ color: name, value }, at) => ({
            color: theme.visualization.getColorByName(name),
            label: at === 0 ? `< ${unit(steps[1].value)}` : `${unit(value)}+`,
          })),
        };
  }
  const colors = mode?.isContinuous ? mode.getColors?.(theme) : undefined;
  const [low, high] = [min ?? score.state?.range?.min, max ?? score.state?.range?.max];
  return colors && typeof low === 'number' && typeof high === 'number'
    ? { kind: 'run', colors, ends: [formatValue(score, low), formatValue(score, high)] }
    : undefined;
}

/** The colour below all thresholds once: a dashboard may hold several steps that begin nowhere, of which the last counts. */
function withOneBase(steps: readonly Threshold[]): Threshold[] {
  const isBase = ({ value }: Threshold) => !Number.isFinite(value);
  const base = steps.filter(isBase).at(-1);
  return [...(base ? [base] : []), ...steps.filter((step) => !isBase(step))];
}

const formatShare = (value: number) => `${formatPlain(value)} %`;
