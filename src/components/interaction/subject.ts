import { BusEventWithPayload } from '@grafana/data';

/** What a row of a picture is about: columns of the model, a cohort of its records, or both. */
export interface Subject {
  columns: readonly string[];
  /** As `key=value`, several joined by commas. */
  cohort?: string;
}

/** Told to the other panels of a dashboard; without a subject that one no longer points at anything. */
export class SubjectEvent extends BusEventWithPayload<{ subject: Subject | undefined }> {
  static type = 'plumbline-subject';
}

/** Whether a row is about what another panel points at. A cohort is more particular than the columns that it is made of. */
export function isAbout(row: Subject | undefined, other: Subject | undefined): boolean {
  if (!row || !other) {
    return false;
  }
  return row.cohort !== undefined && other.cohort !== undefined
    ? row.cohort === other.cohort
    : row.columns.some((column) => other.columns.includes(column));
}
