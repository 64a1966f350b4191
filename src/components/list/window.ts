/** The rows of a long list that are worth having in the page, and the heights that stand for the others. */
export interface ListWindow {
  first: number;
  last: number;
  before: number;
  after: number;
}

/** Rows kept on either side of the view, so that scrolling shows no gap. */
const OVERSCAN = 8;

export function windowOf(count: number, rowHeight: number, scrollTop: number, viewHeight: number): ListWindow {
  const first = Math.min(count, Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN));
  const last = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + OVERSCAN);
  return { first, last, before: first * rowHeight, after: Math.max(0, count - last) * rowHeight };
}
