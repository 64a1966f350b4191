export interface Incompatibility {
  package: string;
  symbol: string;
  file: string;
  /** `behind`: the same declaration, but a type that it names differs. */
  kind: string;
}
/** A line for each symbol that may break. */
export function objections(found: Incompatibility[]): string[];
/** `null` for a run that did not get to its report. */
export function readReport(stdout: string): Incompatibility[] | null;
