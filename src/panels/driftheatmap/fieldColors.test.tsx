/** Colours that Grafana's own field options give: what they mean stands in the legend. */
import { createTheme, FieldColorModeId, type FieldConfig, ThresholdsMode } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { fieldColors } from './fieldColors';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';
import { prepareDrift } from './prepareDrift';
import { exampleFrame, HOUR, longFrame, START } from './testFrames';

const STEPS = [
  { value: -Infinity, color: 'green' },
  { value: 0.1, color: 'orange' },
  { value: 0.2, color: 'red' },
];
const absolute = (steps = STEPS): FieldConfig => ({ thresholds: { mode: ThresholdsMode.Absolute, steps } });

/** The heatmap of a frame whose scores have these options, as Grafana hands them on. */
function open(config: FieldConfig) {
  const frame = exampleFrame();
  const fields = frame.fields.map((field) => (field.name === 'score' ? { ...field, config } : field));
  const series = [{ ...frame, fields }];
  const options: DriftHeatmapOptions = { ...DEFAULT_OPTIONS, colorBy: 'field' };
  const range: [number, number] = [START, START + 5 * HOUR];
  const { container } = render(
    <DriftHeatmapPanel {...panelProps<DriftHeatmapOptions>({ series, range })} options={options} />
  );
  const swatch = (text: string) => screen.getByText(text).querySelector<HTMLElement>('[aria-hidden]')?.style;
  return { container, swatch };
}

describe('the legend of field options', () => {
  it('names where each colour of the thresholds begins', () => {
    const { swatch } = open(absolute());
    const theme = createTheme();
    const colors = ['green', 'orange', 'red'].map((name) => theme.visualization.getColorByName(name));
    const probe = document.createElement('i');
    ['< 0.1', '0.1+', '0.2+'].forEach((text, at) => {
      probe.style.background = colors[at];
      expect(swatch(text)?.background).toBe(probe.style.background);
    });
  });

  it('names the colour below all thresholds once, where a dashboard holds it twice', () => {
    const { container } = open(absolute([STEPS[0], ...STEPS]));
    expect(screen.getByText('< 0.1')).toBeInTheDocument();
    expect(container).not.toHaveTextContent(/[<–] –|–\+|∞/);
    expect(screen.getAllByText(/^<|\+$/)).toHaveLength(3);
  });

  it('names shares of the range as such, and values in the unit of the field', () => {
    open({ thresholds: { mode: ThresholdsMode.Percentage, steps: [STEPS[0], { value: 80, color: 'red' }] } });
    expect(screen.getByText('80 %+')).toBeInTheDocument();
    open({ ...absolute(), unit: 'percentunit' });
    expect(screen.getByText('20%+')).toBeInTheDocument();
  });

  it('is a run of colours for a scheme', () => {
    const { swatch } = open({ color: { mode: FieldColorModeId.ContinuousGrYlRd }, min: 0, max: 2 });
    expect(screen.getByText(/^0\D*2$/)).toBeInTheDocument();
    expect(swatch('02')?.background).toMatch(/^linear-gradient/);
  });

  it('is none for one colour', () => {
    open({ color: { mode: FieldColorModeId.Fixed, fixedColor: 'red' } });
    open(absolute([STEPS[0]]));
    expect(screen.queryByText(/\+$|</)).toBeNull();
  });

  it('says so where columns have options of their own', () => {
    const grid = prepareDrift([
      longFrame([{ hour: 0, column: 'a', score: 0.1 }]),
      longFrame([{ hour: 0, column: 'b', score: 0.1 }]),
    ]);
    if (!grid) {
      throw new Error('nothing to draw');
    }
    grid.rows[0].score.config = absolute();
    grid.rows[1].score.config = absolute(STEPS.slice(0, 2));
    expect(fieldColors(grid, createTheme())).toBe('several');
  });
});
