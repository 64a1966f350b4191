import { DashboardCursorSync, DataHoverEvent } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { subjectEvent, subjectOf } from './cursorPoint';
import { isAbout, type Subject } from './subject';

/**
 * Tells the other panels of a dashboard that shares its cursor what one points at here, and knows what they point at.
 *
 * @param active what one points at in this panel.
 * @returns whether a row of this panel is about what one points at in another.
 */
export function useSubject(active: Subject | undefined): (row: Subject | undefined) => boolean {
  const { eventBus, sync } = usePanelContext();
  const [other, setOther] = useState<Subject>();
  const sent = useRef<DataHoverEvent>(undefined);
  const isOn = useCallback(() => sync !== undefined && sync() !== DashboardCursorSync.Off, [sync]);

  useEffect(() => {
    const subscription = eventBus.subscribe(DataHoverEvent, (event) => {
      const subject = subjectOf(event.payload.point);
      // A bus without scopes brings one's own events back.
      if (subject !== null && event !== sent.current && event.origin !== eventBus) {
        setOther(isOn() ? subject : undefined);
      }
    });
    return () => subscription.unsubscribe();
  }, [eventBus, isOn]);

  const key = active && JSON.stringify(active);
  useEffect(() => {
    if (key === undefined || !isOn()) {
      return undefined;
    }
    const tell = (subject: Subject | undefined) => {
      sent.current = subjectEvent(subject);
      eventBus.publish(sent.current);
    };
    tell(JSON.parse(key));
    return () => tell(undefined);
  }, [key, eventBus, isOn]);

  return useCallback((row) => isAbout(row, other), [other]);
}
