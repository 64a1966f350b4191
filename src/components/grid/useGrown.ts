import { useEffect, useState } from 'react';

const GROW_MS = 120;

const isStill = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** How far something has grown since it became active, in [0, 1]; at once for people who want no motion. */
export function useGrown(active: boolean): number {
  const [grown, setGrown] = useState(0);
  const still = isStill();
  useEffect(() => {
    if (!active || still) {
      return undefined;
    }
    const start = performance.now();
    let frame = 0;
    const step = (now: number) => {
      const share = Math.min(1, Math.max(0, (now - start) / GROW_MS));
      setGrown(share);
      frame = share < 1 ? requestAnimationFrame(step) : 0;
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      setGrown(0);
    };
  }, [active, still]);
  return active ? (still ? 1 : grown) : 0;
}
