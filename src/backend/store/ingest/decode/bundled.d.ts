/** A program of several sources as one text, for a thread; `scripts/lib/bundled.mjs` makes it. */
declare module '*?bundled' {
  const source: string;
  export default source;
}
