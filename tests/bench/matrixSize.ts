/** What a heatmap of 500 columns by 500 windows weighs as Grafana sends it to the browser, which is not compressed. */
import { type Status, STATUSES } from '../../src/query/frames';
import { decimalsFor, type MatrixCells, matrixFrames } from '../../src/backend/analyses/drift/matrix';
import { thresholdConfig } from '../../src/backend/analyses/shared/frames';
import { encodeFrame } from '../../src/backend/grafana/arrow';
import { uniforms } from '../../src/backend/statistics/uniforms';
import { toFrameJson } from '../workbench/server/frames';
import { type Figures } from './measure';

const COLUMNS = 500;
const WINDOWS = 500;
const HOUR = 36e5;
const START = Date.UTC(2026, 0, 1);

/** Scores without a pattern, most of them calm: pseudo-random, so that every run weighs the same. */
function scores() {
  const next = uniforms(42);
  const windows = Array.from({ length: WINDOWS }, (_, w) => {
    const start = START + w * HOUR;
    return { start, end: start + HOUR, complete: w < WINDOWS - 1 };
  });
  return Array.from({ length: COLUMNS }, (_, c) => {
    const cells = windows.map(() => {
      const score = 0.3 * next() ** 2;
      return { score, n: 1000 + Math.floor(next() * 500), floor: 0.02 + next() / 100 };
    });
    const statusOf = (score: number): Status => (score >= 0.2 ? 'breach' : score >= 0.1 ? 'warn' : 'ok');
    const columns: MatrixCells = {
      windows,
      statuses: Uint8Array.from(cells, ({ score }) => STATUSES.indexOf(statusOf(score))),
      column: (field) => Float64Array.from(cells, (cell) => cell[field]),
    };
    return { name: `feature_${c}`, cells: columns };
  });
}

export async function run(): Promise<Figures> {
  const config = thresholdConfig({ warn: 0.1, breach: 0.2 }, true);
  const frames = matrixFrames(
    scores(),
    ({ name }) => ({ title: name, labels: { column: name }, config }),
    decimalsFor(0.2)
  );
  const json = frames.map((frame) => toFrameJson(encodeFrame(frame)));
  const cells = json[0]?.data.values.slice(1).reduce((sum, column) => sum + column.length, 0);
  if (cells !== COLUMNS * WINDOWS) {
    throw new Error(`the matrix has ${cells} cells`);
  }
  const sizes = json.map((frame) => Buffer.byteLength(JSON.stringify(frame)));
  return {
    heatmap_response_mb: {
      value: sizes.reduce((sum, size) => sum + size, 0) / 1e6,
      unit: 'MB',
      frames_mb: sizes.map((size) => size / 1e6),
    },
  };
}
