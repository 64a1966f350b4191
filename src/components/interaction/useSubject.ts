import { DashboardCursorSync } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbout, type Subject, SubjectEvent } from './subject';

/**
 * Tells the other panels of a dashboard that shares its cursor what one points at here, and knows what they point at.
 *
 * @param active what one points at in this panel.
 * @returns whether a row of this panel is about what one points at in another.
 */
export function useSubject(active: Subject | undefined): (row: Subject | undefined) => boolean {
  const { eventBus, sync } = usePanelContext();
  const [other, setOther] = useState<Subject>();
  const sent = useRef<SubjectEvent>(undefined);
  const isOn = useCallback(() => sync !== undefined && sync() !== DashboardCursorSync.Off, [sync]);

  useEffect(() => {
    const subscription = eventBus.subscribe(SubjectEvent, (event) => {
      // A bus without scopes brings one's own events back.
      if (event !== sent.current) {
        setOther(isOn() ? event.payload.subject : undefined);
      }
    });
    return () => subscription.unsubscribe();
  }, [eventBus, isOn]);

  const key = active && JSON.stringify([active.columns, active.cohort]);
  useEffect(() => {
    if (key === undefined || !isOn()) {
      return undefined;
    }
    const tell = (subject: Subject | undefined) => {
      sent.current = new SubjectEvent({ subject });
      eventBus.publish(sent.current);
    };
    const [columns, cohort]: [string[], string | null] = JSON.parse(key);
    tell({ columns, cohort: cohort ?? undefined });
    return () => tell(undefined);
  }, [key, eventBus, isOn]);

  return useCallback((row) => isAbout(row, other), [other]);
}
