import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent, EventBusSrv } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { act, render, renderHook } from '@testing-library/react';
import { type ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { subjectEvent, subjectOf } from './cursorPoint';
import { isAbout, type Subject } from './subject';
import { useSharedCursor } from './useSharedCursor';
import { useSubject } from './useSubject';

function place(sync: DashboardCursorSync, eventBus = new EventBusSrv()) {
  const context = { eventsScope: 'global', eventBus, sync: () => sync };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <PanelContextProvider value={context}>{children}</PanelContextProvider>
  );
  return { eventBus, wrapper };
}

describe('the shared cursor', () => {
  it('stands where another panel points, until that one lets go', () => {
    const { eventBus, wrapper } = place(DashboardCursorSync.Crosshair);
    const { result } = renderHook(useSharedCursor, { wrapper });
    act(() => eventBus.publish(new DataHoverEvent({ point: { time: 42 } })));
    expect(result.current.time).toBe(42);
    act(() => eventBus.publish(new DataHoverClearEvent()));
    expect(result.current.time).toBeUndefined();
  });

  it('tells where one points here, and does not draw that twice', () => {
    const { eventBus, wrapper } = place(DashboardCursorSync.Tooltip);
    const heard = vi.fn();
    eventBus.subscribe(DataHoverEvent, ({ payload }) => heard(payload.point.time));
    const { result } = renderHook(useSharedCursor, { wrapper });
    act(() => result.current.publish(7));
    // Sooner than Grafana's own panels would say it again.
    act(() => result.current.publish(8));
    expect(heard.mock.calls).toEqual([[7]]);
    expect(result.current.time).toBeUndefined();
  });

  it('is off where the dashboard shares none', () => {
    const { eventBus, wrapper } = place(DashboardCursorSync.Off);
    const heard = vi.fn();
    eventBus.subscribe(DataHoverEvent, heard);
    const { result } = renderHook(useSharedCursor, { wrapper });
    act(() => result.current.publish(7));
    expect(heard).not.toHaveBeenCalled();
    act(() => eventBus.publish(new DataHoverEvent({ point: { time: 42 } })));
    expect(result.current.time).toBeUndefined();
  });
});

describe('what one points at', () => {
  const UA: Subject = { columns: ['carrier'], cohort: 'carrier=UA' };

  it.each([
    [{ columns: ['temp'] }, { columns: ['temp'] }, true],
    [{ columns: ['temp'] }, { columns: ['dow'] }, false],
    [UA, { columns: ['carrier'] }, true],
    [UA, { columns: ['carrier'], cohort: 'carrier=DL' }, false],
    [{ columns: ['temp'], cohort: 'carrier=UA' }, UA, true],
    [UA, undefined, false],
    [{ columns: ['temp'], recordId: '7' }, { columns: ['temp'], recordId: '7' }, true],
    [{ columns: ['temp'], recordId: '7' }, { columns: ['temp'], recordId: '8' }, false],
    [{ columns: ['temp'] }, { columns: ['temp'], recordId: '8' }, true],
  ])('%j is about %j: %s', (row, other, expected) => expect(isAbout(row, other)).toBe(expected));

  it('is told under the point of Grafana’s own event, in the names that all of our panels read', () => {
    const about: Subject = { columns: ['carrier'], cohort: 'carrier=UA', recordId: '7' };
    expect(subjectEvent(about).payload.point).toEqual({ feature: 'carrier', cohort: 'carrier=UA', recordId: '7' });
    expect(subjectOf(subjectEvent(about).payload.point)).toEqual(about);
    const group: Subject = { columns: ['temp', 'humid'], cohort: undefined, recordId: undefined };
    expect(subjectOf(subjectEvent(group).payload.point)).toEqual(group);
    expect(subjectOf(subjectEvent(undefined).payload.point)).toBeUndefined();
  });

  it.each([
    [{ time: 42 }, null],
    [undefined, null],
    [{ feature: 3, cohort: {} }, undefined],
    [{ feature: ['a', 3] }, { columns: ['a'] }],
  ])('reads nothing into what others put there: %j', (point, expected) => expect(subjectOf(point)).toEqual(expected));

  function Panel({ active, row, seen }: { active?: Subject; row: Subject; seen: (linked: boolean) => void }) {
    seen(useSubject(active)(row));
    return null;
  }

  it('lights up in the other panels of a dashboard and not in one’s own', () => {
    const { wrapper: Wrapper } = place(DashboardCursorSync.Crosshair);
    const [own, other] = [vi.fn(), vi.fn()];
    const show = (active?: Subject) => (
      <Wrapper>
        <Panel active={active} row={{ columns: ['carrier'] }} seen={own} />
        <Panel row={UA} seen={other} />
      </Wrapper>
    );
    const { rerender } = render(show());
    rerender(show({ columns: ['carrier'] }));
    expect([own.mock.lastCall, other.mock.lastCall]).toEqual([[false], [true]]);
    rerender(show());
    expect(other.mock.lastCall).toEqual([false]);
  });

  it('stays inside of a panel where the dashboard shares no cursor', () => {
    const { wrapper: Wrapper } = place(DashboardCursorSync.Off);
    const other = vi.fn();
    render(
      <Wrapper>
        <Panel active={UA} row={UA} seen={vi.fn()} />
        <Panel row={UA} seen={other} />
      </Wrapper>
    );
    expect(other.mock.lastCall).toEqual([false]);
  });
});
