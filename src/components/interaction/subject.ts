/** What a row or a mark of a picture is about: columns of the model, a cohort of its records, one record, or several of these. */
export interface Subject {
  columns: readonly string[];
  /** As `key=value`, several joined by commas. */
  cohort?: string;
  /** Id of a record, where a mark is one. */
  recordId?: string;
}

/**
 * Whether a row is about what another panel points at. A record is more particular than a cohort, and a cohort than the
 * columns that it is made of.
 */
export function isAbout(row: Subject | undefined, other: Subject | undefined): boolean {
  if (!row || !other) {
    return false;
  }
  for (const what of ['recordId', 'cohort'] as const) {
    if (row[what] !== undefined && other[what] !== undefined) {
      return row[what] === other[what];
    }
  }
  return row.columns.some((column) => other.columns.includes(column));
}
