/** One thing that happened. */
export interface Event {
  /** Milliseconds since the epoch. */
  time: number;
  timeEnd: number | null;
  model: string | null;
  kind: string;
  text: string;
}
