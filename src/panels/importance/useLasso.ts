import { useCallback, useState } from 'react';
import { type Places } from './dependencePlaces';
import { cellMiddles, lassoRecords, type LassoSelection, type Place } from './lasso';
import { type DependenceData } from './readDependence';

interface Drawn {
  /** The line: its place along the axis as a share of it, and its attribution, so that it stays where it was drawn. */
  line: Array<{ share: number; phi: number }>;
  selection: LassoSelection;
}

interface Plot extends Places {
  /** End of the axis, CSS pixels. */
  right: number;
  /** Attribution at a height. */
  phiAt: (y: number) => number;
}

/** Records that a line is drawn around; what it selects stays the same when the next answer comes. */
export function useLasso(data: DependenceData, dots: readonly Place[], plot: Plot) {
  const [drawn, setDrawn] = useState<Drawn>();
  const { axis, left, toY, right, phiAt } = plot;
  const width = Math.max(1, right - left);
  const draw = useCallback(
    (line: readonly Place[]): boolean => {
      const selection = lassoRecords(data, line, data.points ? dots : cellMiddles(data, { axis, left, toY }));
      setDrawn(
        selection && { selection, line: line.map(({ x, y }) => ({ share: (x - left) / width, phi: phiAt(y) })) }
      );
      return selection !== undefined;
    },
    [data, dots, axis, left, toY, width, phiAt]
  );
  return {
    selection: drawn?.selection,
    line: drawn?.line.map(({ share, phi }): Place => ({ x: left + share * width, y: toY(phi) })),
    draw,
    clear: useCallback(() => setDrawn(undefined), []),
  };
}
