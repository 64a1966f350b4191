import { DataHoverEvent, type DataHoverPayload } from '@grafana/data';
import { type Subject } from './subject';

/**
 * What panels share under `point` of Grafana's own hover event. Grafana's panels read the time and leave the rest alone; those
 * of Plumbline also mark the row, cohort or record. An event without the key `feature` says nothing about a subject; one that
 * has it and nothing in it says that nothing is pointed at any more.
 */
export interface CursorPoint {
  /** Milliseconds since the epoch. */
  time?: number;
  /** Column of the model; several where a row stands for several, such as a group. */
  feature?: string | readonly string[];
  /** As `key=value`, several joined by commas. */
  cohort?: string;
  /** Id of one record. */
  recordId?: string;
}

/** The event that tells other panels what one points at; undefined takes it back. */
export function subjectEvent(subject: Subject | undefined): DataHoverEvent {
  const { columns = [], cohort, recordId } = subject ?? {};
  const feature = columns.length > 1 ? columns : columns[0];
  const point: CursorPoint = { feature, cohort, recordId };
  // Grafana declares numbers only, and hands on what there is.
  return new DataHoverEvent({ point: point as unknown as DataHoverPayload['point'] });
}

/** What an event says about a subject: null where it says nothing. Others may put anything under `point`. */
export function subjectOf(point: unknown): Subject | undefined | null {
  if (typeof point !== 'object' || point === null || !('feature' in point)) {
    return null;
  }
  const given = new Map<string, unknown>(Object.entries(point));
  const text = (name: string) => {
    const value = given.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const feature = given.get('feature');
  const columns = (Array.isArray(feature) ? feature : [feature]).filter((name) => typeof name === 'string');
  const subject = { columns, cohort: text('cohort'), recordId: text('recordId') };
  return columns.length > 0 || subject.cohort !== undefined || subject.recordId !== undefined ? subject : undefined;
}
