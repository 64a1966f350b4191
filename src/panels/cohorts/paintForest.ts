import { type LinearScale } from '../../components/scale/linearScale';
import { cohortName, isWorse } from './cohortText';
import { type ForestLayout, UNTESTED_DASHES } from './forestLayout';
import { type CohortCell, type CohortRow, type CohortsData } from './cohortData';
import { isTested } from './tested';

export interface ForestInk {
  text: string;
  secondary: string;
  disabled: string;
  grid: string;
  paper: string;
  calm: string;
  alarm: string;
  font: string;
}

export interface ForestPicture {
  data: CohortsData;
  layout: ForestLayout;
  scales: LinearScale[];
  rowHeight: number;
  ink: ForestInk;
  countText: (n: number) => string;
}

const DOT = 4;

/** One cohort: its name, its rows and, for each metric, dot and interval. */
export function paintForestRow(
  context: CanvasRenderingContext2D,
  { data, layout, scales, rowHeight, ink, countText }: ForestPicture,
  row: CohortRow,
  top: number
): void {
  const middle = top + rowHeight / 2;
  context.font = ink.font;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.fillStyle = ink.text;
  context.fillText(fitted(context, cohortName(row), layout.labelWidth - 10), 4, middle);
  context.textAlign = 'right';
  context.fillStyle = ink.secondary;
  context.fillText(countText(row.n), layout.labelWidth + layout.countWidth, middle);
  let left = layout.labelWidth + layout.countWidth;
  data.metrics.forEach((metric, index) => {
    left += layout.gap;
    const whole = data.overall.get(metric);
    if (whole && !Number.isNaN(whole.value)) {
      context.fillStyle = ink.grid;
      context.fillRect(Math.round(left + scales[index].toPixel(whole.value)), top, 1, rowHeight);
    }
    const cell = row.cells.get(metric);
    if (cell && !Number.isNaN(cell.value)) {
      paintCell(context, cell, scales[index], { left, width: layout.plotWidth, middle }, ink, isWorse(metric, cell));
    }
    left += layout.plotWidth + layout.deltaWidth;
  });
}

function paintCell(
  context: CanvasRenderingContext2D,
  cell: CohortCell,
  scale: LinearScale,
  at: { left: number; width: number; middle: number },
  ink: ForestInk,
  worse: boolean
) {
  const clamp = (x: number) => at.left + Math.max(0, Math.min(at.width, x));
  const color = cell.insufficient ? ink.disabled : worse ? ink.alarm : ink.calm;
  context.fillStyle = color;
  if (!Number.isNaN(cell.lo + cell.hi)) {
    const [from, to] = [clamp(scale.toPixel(cell.lo)), clamp(scale.toPixel(cell.hi))];
    context.fillRect(from, at.middle - 0.75, Math.max(1, to - from), 1.5);
  }
  const x = scale.toPixel(cell.value);
  if (x >= 0 && x <= at.width) {
    context.beginPath();
    context.arc(at.left + x, at.middle, cell.insufficient ? 2.5 : DOT, 0, 2 * Math.PI);
    if (!cell.significant) {
      context.fillStyle = ink.paper;
    }
    context.fill();
    context.strokeStyle = color;
    context.lineWidth = 1.5;
    context.setLineDash(cell.insufficient || isTested(cell) ? [] : [...UNTESTED_DASHES]);
    context.stroke();
    context.setLineDash([]);
  }
}

/** The text, or as much of it as fits with an ellipsis. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) {
    return text;
  }
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    [low, high] = context.measureText(`${text.slice(0, middle)}…`).width <= width ? [middle, high] : [low, middle - 1];
  }
  return `${text.slice(0, low)}…`;
}
