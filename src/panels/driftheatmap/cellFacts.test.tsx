/** The card of a matrix's cell: what the matrix leaves out is asked for. The answers are a data source's in miniature. */
import { type DataFrame, type DataQueryRequest, FieldType, toDataFrame } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { screen, waitFor, within } from '@testing-library/react';
import { of } from 'rxjs';
import { beforeEach, expect, it } from 'vitest';
import { openHeatmap } from '../../../tests/unit/openHeatmap';
import { DRIFT_META, exampleFrame, HOUR, longFrame, START } from './testFrames';

const matrix = () => ({
  ...toDataFrame({
    refId: 'A',
    name: 'drift-matrix',
    fields: [
      { name: 'time', type: FieldType.time, values: [0, 1, 2].map((hour) => START + hour * HOUR) },
      { name: 'age', type: FieldType.number, values: [0.0123, 0.3, 0.01], labels: { column: 'age' } },
      { name: 'zip', type: FieldType.number, values: [0.01, 0.02, 0.03], labels: { column: 'zip' } },
    ],
  }),
  meta: { custom: { ...DRIFT_META, plumbline: 'drift-matrix' } },
});

/** Both columns in the first hour, with what a table has beyond a matrix. */
function answer(score: number, custom = {}): DataFrame {
  const frame = longFrame(
    [
      { hour: 0, column: 'zip', score: 0.01 },
      { hour: 0, column: 'age', score },
    ],
    custom
  );
  const more = Object.entries({ p: [0.5, 0.003], q: [0.5, 0.006], n_reference: [900, 1234] });
  const fields = more.map(([name, values]) => ({ name, type: FieldType.number, config: {}, values }));
  return { ...frame, fields: [...frame.fields, ...fields] };
}

let asked: DataQueryRequest[] = [];
let frame: DataFrame;
const factsAsked = () => asked.filter(({ targets: [target] }) => 'queryType' in target && target.queryType === 'drift');

beforeEach(() => {
  asked = [];
  frame = answer(0.01234);
  const query = (request: DataQueryRequest) => {
    asked.push(request);
    const [target] = request.targets;
    return of({ data: 'queryType' in target && target.queryType === 'drift' ? [frame] : [] });
  };
  setDataSourceSrv({ get: async () => ({ query }) } as unknown as DataSourceSrv);
});

async function pinned(series: DataFrame[]) {
  const { user } = openHeatmap({ series, options: { sort: 'name' } });
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowRight}{Enter}');
  return within(await screen.findByRole('dialog'));
}

it('has p, q, rows of the reference and words of its column, asked of all columns in its window', async () => {
  const card = await pinned([matrix()]);
  expect(await card.findByText('q, corrected')).toBeInTheDocument();
  expect(card.getByText('0.006')).toBeInTheDocument();
  expect(card.getByText('0.003')).toBeInTheDocument();
  expect(card.getByText('1,234')).toBeInTheDocument();
  expect(card.getByText(/mean 41\.2 → 47\.9/)).toBeInTheDocument();
  const [request] = factsAsked();
  expect(request.targets).toMatchObject([{ window: 'all', format: 'table', model: 'flights' }]);
  expect(request.targets[0]).not.toHaveProperty('columns');
  expect([request.range.from.valueOf(), request.range.to.valueOf()]).toEqual([START, START + HOUR]);
});

it('has none of an answer about other rows', async () => {
  frame = answer(0.02);
  const card = await pinned([matrix()]);
  await waitFor(() => expect(factsAsked()).toHaveLength(1));
  expect(card.queryByText('q, corrected')).toBeNull();
});

it('has no q where more than a window is corrected together', async () => {
  frame = answer(0.01234, { correction: { family: 'query' } });
  const card = await pinned([matrix()]);
  expect(await card.findByText('p-value')).toBeInTheDocument();
  expect(card.queryByText('q, corrected')).toBeNull();
});

it('asks nothing where the data have it, nor under the pointer alone', async () => {
  await pinned([exampleFrame()]);
  expect(factsAsked()).toEqual([]);
  const { user } = openHeatmap({ series: [matrix()] });
  screen.getAllByRole('grid')[1].focus();
  await user.keyboard('{ArrowRight}');
  expect(factsAsked()).toEqual([]);
});
