import { type DataFrame, type DataQueryRequest, type DataQueryResponse, LoadingState } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { type DataQuery } from '@grafana/schema';
import { act, renderHook, waitFor } from '@testing-library/react';
import { Observable, type Subscriber } from 'rxjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { presentOf, useAnswers } from './useAnswers';
import { useBins } from './useBins';

const frame = (name: string): DataFrame => ({ name, length: 0, fields: [] });
const { timeRange: range } = panelProps({ series: [] });
const requestOf = (targets: DataQuery[] = []) => ({ requestId: 'Q', range, targets }) as unknown as DataQueryRequest;
const datasource = { type: 'plumbline-predictions-datasource', uid: 'p' };

/** What is asked and not yet let go. */
let open: Array<{ target: DataQuery; answers: Subscriber<DataQueryResponse> }> = [];

beforeEach(() => {
  open = [];
  const query = ({ targets: [target] }: DataQueryRequest) =>
    new Observable<DataQueryResponse>((answers) => {
      const own = { target, answers };
      open.push(own);
      return () => {
        open = open.filter((each) => each !== own);
      };
    });
  setDataSourceSrv({ get: () => Promise.resolve({ query }) } as unknown as DataSourceSrv);
});

const answer = (data: DataFrame[], state?: LoadingState) =>
  act(() => open.forEach(({ answers }) => answers.next({ data, state })));
const fail = () => act(() => open.forEach(({ answers }) => answers.error(new Error('no room'))));

describe('what a panel asks by itself', () => {
  const queries = [{ refId: 'own', live: true, datasource } as DataQuery];
  const show = () =>
    renderHook(({ request, asked }) => useAnswers(request, asked).get('own'), {
      initialProps: { request: requestOf(), asked: queries },
    });

  it.each([undefined, LoadingState.Done, LoadingState.Streaming])(
    'is there with its first whole answer (%s), though the data source ends nothing, and does not follow',
    async (state) => {
      const { result } = show();
      await waitFor(() => expect(open).toHaveLength(1));
      expect(open[0].target).toEqual({ refId: 'own', datasource });
      answer([], LoadingState.Loading);
      expect(result.current).toEqual({ state: 'loading' });
      answer([frame('a')], state);
      // Without a state the end tells that it is whole.
      act(() => open.forEach(({ answers }) => answers.complete()));
      expect(result.current).toEqual({ state: 'done', series: [frame('a')] });
      expect(open).toEqual([]);
    }
  );

  it('ends with the panel', async () => {
    const { unmount } = show();
    await waitFor(() => expect(open).toHaveLength(1));
    unmount();
    expect(open).toEqual([]);
  });

  it('stays while it is asked again and where that fails, and says so', async () => {
    const { result, rerender } = show();
    await waitFor(() => expect(open).toHaveLength(1));
    answer([frame('a')], LoadingState.Done);
    const next = (asked = queries) => {
      rerender({ request: requestOf(), asked });
      return result.current;
    };
    expect(next()).toEqual({ state: 'done', series: [frame('a')], since: { state: 'loading' } });
    await waitFor(() => expect(open).toHaveLength(1));
    fail();
    expect(result.current).toEqual({
      state: 'done',
      series: [frame('a')],
      since: { state: 'failed', why: 'no room' },
    });
    expect(result.current && presentOf(result.current)).toEqual({ state: 'failed', why: 'no room' });
    expect(next()).toMatchObject({ state: 'done', since: { state: 'loading' } });
    await waitFor(() => expect(open).toHaveLength(1));
    answer([frame('b')], LoadingState.Done);
    expect(result.current).toEqual({ state: 'done', series: [frame('b')] });
    // Another question has no answer yet.
    expect(next([{ refId: 'own', datasource, hide: false }])).toEqual({ state: 'loading' });
  });
});

it('bins are let go of with the cell that they were asked for', async () => {
  const drift = { refId: 'A', datasource, queryType: 'drift', model: 'flights', live: true } as DataQuery;
  const request = requestOf([drift]);
  const of = { refId: 'A', column: 'temp', segment: undefined, from: 0, to: 1 };
  const initialProps: { wanted?: typeof of } = { wanted: of };
  const { rerender } = renderHook(({ wanted }: typeof initialProps) => useBins(request, wanted), { initialProps });
  await waitFor(() => expect(open).toHaveLength(1));
  rerender({});
  expect(open).toEqual([]);
});
