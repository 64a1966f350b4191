import { SceneTimeRange } from '@grafana/scenes';

/** The millisecond of a record and no other moment; Grafana's ranges hold their start, and our windows end before theirs. */
export function momentOf(time: number | undefined): SceneTimeRange | undefined {
  if (time === undefined) {
    return undefined;
  }
  const at = (ms: number) => new Date(ms).toISOString();
  return new SceneTimeRange({ from: at(time), to: at(time + 1) });
}
