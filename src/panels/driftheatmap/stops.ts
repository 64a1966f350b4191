/** More than these can't be told apart in a ramp. */
const STOPS_MOST = 16;

/**
 * Severities from what one writes, "0, 0.5, 1, 2, 4": ascending and once each.
 *
 * @returns undefined where nothing is written or anything in it is no severity; then the ramp fits itself to the data.
 */
export function stopsOf(text: string): number[] | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '');
  const stops = [...new Set(parts.map(Number))].sort((a, b) => a - b);
  const fine =
    stops.length >= 2 && stops.length <= STOPS_MOST && stops.every((stop) => Number.isFinite(stop) && stop >= 0);
  return fine ? stops : undefined;
}
