/** A stored option where it is one of the known values, else the default: dashboards outlive versions of a panel. */
export function knownOr<T>(known: readonly T[], stored: unknown, otherwise: T): T {
  return known.find((value) => value === stored) ?? otherwise;
}

/** A stored number, not below the least; else the default. */
export function numberOr(stored: unknown, otherwise: number, least = 0): number {
  return typeof stored === 'number' && stored >= least ? stored : otherwise;
}

/** A stored switch, else the default. */
export function switchOr(stored: unknown, otherwise: boolean): boolean {
  return typeof stored === 'boolean' ? stored : otherwise;
}

/** A stored list of texts, else the default. */
export function textsOr(stored: unknown, otherwise: string[]): string[] {
  return Array.isArray(stored) ? stored.map(String) : otherwise;
}

/** A stored name of a field; undefined leaves the choice to the data. */
export function nameOr(stored: unknown): string | undefined {
  return typeof stored === 'string' && stored !== '' ? stored : undefined;
}

/** A stored text, else the default. */
export function textOr(stored: unknown, otherwise: string): string {
  return typeof stored === 'string' ? stored : otherwise;
}
