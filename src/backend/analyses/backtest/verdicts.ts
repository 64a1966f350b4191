/** Alarms held against what is known to have gone wrong. Pure. */
import { type Firing } from './replay';

/** Something that happened, milliseconds since the epoch. */
export interface Span {
  from: number;
  to: number;
  name: string;
}

/** Null where nothing is known to compare with. */
export interface Scored {
  /** Incidents that at least one alarm fell into. */
  hits: number | null;
  /** Alarms that fell into none. */
  falseAlarms: number | null;
  /** Incidents without an alarm. */
  misses: number | null;
}

/** The first incident that an alarm overlaps, or precedes by at most `leadMs`. */
export function incidentOf(firing: Firing, incidents: readonly Span[], leadMs: number, end: number): Span | undefined {
  return incidents.find(({ from, to }) => firing.start <= to && (firing.end ?? end) >= from - leadMs);
}

export function score(
  firings: readonly Firing[],
  incidents: readonly Span[] | null,
  leadMs: number,
  end: number
): Scored {
  if (incidents === null) {
    return { hits: null, falseAlarms: null, misses: null };
  }
  const falseAlarms = firings.filter((firing) => !incidentOf(firing, incidents, leadMs, end)).length;
  const hits = incidents.filter((incident) =>
    firings.some((firing) => incidentOf(firing, [incident], leadMs, end))
  ).length;
  return { hits, falseAlarms, misses: incidents.length - hits };
}

/** Firings of a rule that tells the truth, as incidents: those that overlap or touch are one. */
export function incidentsFrom(firings: readonly Firing[], end: number): Span[] {
  const spans: Span[] = [];
  for (const { start, end: until, series } of [...firings].sort((a, b) => a.start - b.start)) {
    const last = spans.at(-1);
    const to = until ?? end;
    if (last && start <= last.to) {
      last.to = Math.max(last.to, to);
      last.name = last.name.split(', ').includes(series) ? last.name : `${last.name}, ${series}`;
    } else {
      spans.push({ from: start, to, name: series });
    }
  }
  return spans;
}
