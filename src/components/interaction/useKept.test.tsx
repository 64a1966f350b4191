import { type DataQueryRequest, OrgRole } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keptParam, useKept } from './useKept';

const readList = (given: unknown) =>
  Array.isArray(given) && given.every((each) => typeof each === 'string') ? given : undefined;
const PARAM = 'imp-by-1';
const search = () => locationService.getSearch().get(PARAM);
const { user } = config.bootData;

beforeEach(() => locationService.partial({ [PARAM]: null }, true));
afterEach(() => {
  config.bootData.user = user;
});

function open(stored?: string[], orgRole = OrgRole.Viewer) {
  config.bootData.user = { ...user, orgRole, isGrafanaAdmin: false };
  const store = vi.fn();
  return {
    store,
    ...renderHook(({ param }) => useKept({ param, stored, store, read: readList }), {
      initialProps: { param: PARAM as string | undefined },
    }),
  };
}

describe('a choice', () => {
  it('goes into the address, and is there when the page is opened again', () => {
    const { result, store } = open();
    expect(result.current.choice).toBeUndefined();
    act(() => result.current.choose(['a,b', 'ü']));
    expect(result.current.choice).toEqual(['a,b', 'ü']);
    expect(open().result.current.choice).toEqual(['a,b', 'ü']);
    act(() => result.current.choose(undefined));
    expect(search()).toBeNull();
    expect(store).not.toHaveBeenCalled();
  });

  it('goes into the options too where one may edit', () => {
    const { result, store } = open(undefined, OrgRole.Editor);
    act(() => result.current.choose(['a']));
    expect(store).toHaveBeenCalledWith(['a']);
    expect(search()).toBe('["a"]');
  });

  it('of the options stands until another is made, and stays taken back after a reload', () => {
    const { result } = open(['stored']);
    expect(result.current.choice).toEqual(['stored']);
    act(() => result.current.choose(undefined));
    expect(result.current.choice).toBeUndefined();
    expect(open(['stored']).result.current.choice).toBeUndefined();
  });

  it('ends where the options become something else than it put there', () => {
    config.bootData.user = { ...user, orgRole: OrgRole.Editor, isGrafanaAdmin: false };
    const store = vi.fn();
    const { result, rerender } = renderHook(({ stored }) => useKept({ param: PARAM, stored, store, read: readList }), {
      initialProps: { stored: undefined as string[] | undefined },
    });
    act(() => result.current.choose(['a']));
    rerender({ stored: ['a'] });
    expect(result.current.choice).toEqual(['a']);
    expect(search()).toBe('["a"]');
    rerender({ stored: ['b'] });
    expect(result.current.choice).toEqual(['b']);
    expect(search()).toBeNull();
    // What it once put there is somebody else's by now.
    rerender({ stored: ['a'] });
    rerender({ stored: undefined });
    expect(result.current.choice).toBeUndefined();
    act(() => result.current.choose(['c']));
    expect(result.current.choice).toEqual(['c']);
  });

  it('of a reader ends too where the options change, also one that was in the address', () => {
    locationService.partial({ [PARAM]: '["a"]' }, true);
    const { result, rerender } = renderHook(({ stored }) => useKept({ param: PARAM, stored, read: readList }), {
      initialProps: { stored: ['s'] },
    });
    rerender({ stored: ['s'] });
    expect(result.current.choice).toEqual(['a']);
    rerender({ stored: ['t'] });
    expect(result.current.choice).toEqual(['t']);
    expect(search()).toBeNull();
  });

  it('that is too long for an address is kept in the page', () => {
    const { result } = open();
    act(() => result.current.choose(['x'.repeat(1600)]));
    expect(result.current.choice).toHaveLength(1);
    expect(search()).toBeNull();
  });

  it('of something else is none of this: another query has its own', () => {
    const { result, rerender } = open(['stored']);
    act(() => result.current.choose(['a']));
    rerender({ param: 'imp-by-2' });
    expect(result.current.choice).toEqual(['stored']);
  });

  it.each(['{', '"a"', '[1]', '{"length":1}', ''])('is not read from %j', (text) => {
    locationService.partial({ [PARAM]: text }, true);
    expect(open(['stored']).result.current.choice).toEqual(['stored']);
  });
});

it('is named by title and queries, whatever the editor calls these', () => {
  const request = (...targets: object[]) => ({ targets }) as DataQueryRequest;
  const a = { refId: 'A', model: 'flights', filters: [{ key: 'origin' }] };
  const name = keptParam('imp-by', 'Bars', request({ ...a, key: 'Q-1' }));
  expect(name).toMatch(/^imp-by-[0-9a-z]+$/);
  expect(keptParam('imp-by', 'Bars', request({ ...a, key: 'Q-2' }))).toBe(name);
  expect(keptParam('imp-by', 'Others', request(a))).not.toBe(name);
  expect(keptParam('imp-by', 'Bars', request({ ...a, filters: [{ key: 'dest' }] }))).not.toBe(name);
  expect(keptParam('imp-by', 'Bars', request())).toBeUndefined();
  expect(keptParam('imp-by', 'Bars', undefined)).toBeUndefined();
});
