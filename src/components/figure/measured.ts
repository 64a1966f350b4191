/**
 * Runs and leaves a measure in the browser's timeline. Only the newest of each name stays, or a dashboard that is open for
 * days would fill the buffer; who wants them all uses a PerformanceObserver.
 */
export function measured(name: string, run: () => void): void {
  const start = performance.now();
  run();
  performance.clearMeasures(name);
  performance.measure(name, { start, end: performance.now() });
}
