import { DashboardCursorSync, DataHoverClearEvent, DataHoverEvent } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

/** Grafana's own panels publish at this pace. */
const THROTTLE_MS = 100;

/**
 * The dashboard's shared crosshair: the time that other panels point at, and functions to tell them ours. Does nothing
 * while the dashboard does not share cursors.
 */
export function useSharedCursor() {
  const { eventBus, sync } = usePanelContext();
  const [time, setTime] = useState<number>();
  const lastSent = useRef(0);
  const sent = useRef<DataHoverEvent>(undefined);
  const isOn = useCallback(() => sync !== undefined && sync() !== DashboardCursorSync.Off, [sync]);

  useEffect(() => {
    const onHover = (event: DataHoverEvent) => {
      const at = event.payload.point?.time;
      // A bus without scopes brings one's own events back.
      if (isOn() && event !== sent.current && event.origin !== eventBus && typeof at === 'number') {
        setTime(at);
      }
    };
    const subscriptions = [
      eventBus.subscribe(DataHoverEvent, onHover),
      eventBus.subscribe(DataHoverClearEvent, () => setTime(undefined)),
    ];
    return () => subscriptions.forEach((subscription) => subscription.unsubscribe());
  }, [eventBus, isOn]);

  const publish = useCallback(
    (at: number) => {
      const now = performance.now();
      if (isOn() && now - lastSent.current >= THROTTLE_MS) {
        lastSent.current = now;
        sent.current = new DataHoverEvent({ point: { time: at } });
        eventBus.publish(sent.current);
      }
    },
    [eventBus, isOn]
  );
  const clear = useCallback(() => {
    if (isOn()) {
      eventBus.publish(new DataHoverClearEvent());
    }
  }, [eventBus, isOn]);
  return useMemo(() => ({ time, publish, clear }), [time, publish, clear]);
}
