import {
  type DataQueryRequest,
  type DataQueryResponse,
  dateTime,
  LiveChannelConnectionState,
  type LiveChannelEvent,
  LiveChannelEventType,
  LiveChannelScope,
  LoadingState,
} from '@grafana/data';
import { defer, delay, finalize, NEVER, Observable, of, Subject, throwError } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PlumblineQuery } from '../../query/model';
import { channelOf } from './channels';
import { follow, isMoving, shortestRefreshMs } from './follow';
import { rerun } from './rerun';

beforeEach(() => vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => vi.useRealTimers());

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('channelOf', () => {
  const name = (query: object) => channelOf({ refId: 'A', ...query } as PlumblineQuery, 'plumb')?.path;

  it('is that of the model, or of every model', () => {
    expect(name({ queryType: 'drift', model: 'flights' })).toBe('models/flights');
    expect(name({ queryType: 'sql', rawSql: 'SELECT 1' })).toBe('models');
    expect(name({ queryType: 'models' })).toBe('models');
  });

  it('is none for what does not change with new rows, and for a name that Grafana does not take', () => {
    expect(name({ queryType: 'backtest', rule: {} })).toBeUndefined();
    expect(name({ queryType: 'annotations' })).toBeUndefined();
    expect(name({ queryType: 'drift', model: 'two words' })).toBeUndefined();
    expect(name({ queryType: 'drift', model: '' })).toBeUndefined();
    expect(name({ queryType: 'drift', model: 'm'.repeat(150) })).toBeUndefined();
  });
});

describe('rerun', () => {
  it('waits for an answer, then runs once for all that came meanwhile', async () => {
    const triggers = new Subject<void>();
    let runs = 0;
    const got: number[] = [];
    const subscription = rerun(triggers, () => defer(() => of(++runs).pipe(delay(3_000))), 1_000).subscribe((value) =>
      got.push(value)
    );
    triggers.next();
    for (let second = 0; second < 3; second++) {
      await pass(999);
      triggers.next();
    }
    expect(runs).toBe(1);
    await pass(4);
    expect(got).toEqual([1]);
    triggers.next();
    expect(runs).toBe(1);
    await pass(1_000);
    expect(runs).toBe(2);
    await pass(60_000);
    expect(got).toEqual([1, 2]);
    triggers.next();
    expect(runs).toBe(3);
    subscription.unsubscribe();
    await pass(60_000);
    expect(got).toEqual([1, 2]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

const ADDRESS = { scope: LiveChannelScope.DataSource, stream: 'plumb', path: 'models/flights' };
const CONNECTED: LiveChannelEvent = {
  type: LiveChannelEventType.Status,
  id: 'x',
  timestamp: 0,
  state: LiveChannelConnectionState.Connected,
};
const MESSAGE: LiveChannelEvent = { type: LiveChannelEventType.Message, message: { model: 'flights', rows: 3 } };
const PENDING: LiveChannelEvent = { ...CONNECTED, state: LiveChannelConnectionState.Pending };

const REQUEST = {
  requestId: 'Q1',
  timezone: 'utc',
  targets: [],
  scopedVars: {},
  range: { from: dateTime(0), to: dateTime(1), raw: { from: 'now-1h', to: 'now' } },
} as unknown as DataQueryRequest<PlumblineQuery>;

function open(channel: Observable<LiveChannelEvent>, answer: () => DataQueryResponse = () => ({ data: [] })) {
  const asked: number[] = [];
  const got: DataQueryResponse[] = [];
  const subscription = follow(REQUEST, {
    live: { getStream: () => channel as Observable<LiveChannelEvent<never>> },
    addresses: [ADDRESS],
    run: ({ range }) => {
      asked.push(range.to.valueOf());
      return of(answer());
    },
    restMs: 1_000,
  }).subscribe((response) => got.push(response));
  return { asked, got, stop: () => subscription.unsubscribe() };
}

describe('follow', () => {
  it('asks once the channel is joined, and again with the range of that moment when something comes', async () => {
    const channel = new Subject<LiveChannelEvent>();
    const { asked, got, stop } = open(channel);
    channel.next(PENDING);
    expect(asked).toEqual([]);
    channel.next(CONNECTED);
    expect(asked).toEqual([1_700_000_000_000]);
    await pass(10_000);
    expect(asked).toHaveLength(1);
    channel.next(MESSAGE);
    expect(asked).toEqual([1_700_000_000_000, 1_700_000_010_000]);
    expect(got).toMatchObject([
      { key: 'Q1', state: LoadingState.Streaming },
      { key: 'Q1', state: LoadingState.Streaming },
    ]);
    // A connection that was lost may have missed something.
    await pass(10_000);
    channel.next(CONNECTED);
    expect(asked).toHaveLength(3);
    stop();
    expect(channel.observed).toBe(false);
    await pass(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('joins a channel that is there already with one run', async () => {
    const { asked, stop } = open(new Observable((subscriber) => subscriber.next(CONNECTED)));
    await pass(10_000);
    expect(asked).toHaveLength(1);
    stop();
  });

  it.each([
    ['stays silent', NEVER],
    ['fails', throwError(() => new Error('no socket'))],
    ['is refused', of({ ...PENDING, state: LiveChannelConnectionState.Invalid, error: 'not found' })],
  ])('answers once without news when the channel %s', async (_how, channel) => {
    const { asked, got, stop } = open(channel);
    await pass(500);
    expect(asked).toHaveLength(1);
    expect(got).toHaveLength(1);
    await pass(60_000);
    expect(asked).toHaveLength(1);
    stop();
  });

  it('shows an error and recovers from it', async () => {
    const channel = new Subject<LiveChannelEvent>();
    const answers: DataQueryResponse[] = [{ data: [], errors: [{ message: 'no model' }] }, { data: [] }];
    const { got, stop } = open(channel, () => answers.shift() ?? { data: [] });
    channel.next(CONNECTED);
    await pass(2_000);
    channel.next(MESSAGE);
    expect(got.map(({ state }) => state)).toEqual([LoadingState.Error, LoadingState.Streaming]);
    stop();
  });

  it('leaves no run behind that nobody waits for', async () => {
    const channel = new Subject<LiveChannelEvent>();
    let running = 0;
    const subscription = follow(REQUEST, {
      live: { getStream: () => channel as Observable<LiveChannelEvent<never>> },
      addresses: [ADDRESS],
      run: () => {
        running++;
        return NEVER.pipe(finalize(() => running--));
      },
      restMs: 1_000,
    }).subscribe();
    channel.next(CONNECTED);
    expect(running).toBe(1);
    subscription.unsubscribe();
    expect(running).toBe(0);
  });
});

describe('limits', () => {
  it('takes the shortest refresh of dashboards, and a second at the least', () => {
    expect(shortestRefreshMs('5s')).toBe(5_000);
    expect(shortestRefreshMs('100ms')).toBe(1_000);
    expect(shortestRefreshMs('')).toBe(1_000);
    expect(shortestRefreshMs(undefined)).toBe(1_000);
  });

  it('follows ranges that move', () => {
    const to = (end: unknown) => isMoving({ range: { raw: { to: end } } } as DataQueryRequest<PlumblineQuery>);
    expect([to('now'), to('now-1m'), to(dateTime(5)), to('2026-01-01T00:00:00Z')]).toEqual([true, true, false, false]);
  });
});
