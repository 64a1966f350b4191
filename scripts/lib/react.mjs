/** Which React a page of the workbench is built with: the one of Grafana 13, or that of Grafana 12. */
import path from 'node:path';
import { modules } from './paths.mjs';
import { Stop } from './say.mjs';

export const NEWEST = '19';

/** Both under their own names, so that packages find the one and pages can be built with the other. */
const aliases = ['react', 'react-dom'].map((name) => ({
  find: new RegExp(`^${name}(/|$)`),
  replacement: `${path.join(modules, `${name}-18`)}$1`,
}));

/** For each version what Vite is told beside the page's own configuration. */
const OPTIONS = {
  [NEWEST]: {},
  // The development build: React says in the console what it was given and can't do.
  18: {
    define: { 'process.env.NODE_ENV': JSON.stringify('development') },
    resolve: { alias: aliases },
  },
};

/**
 * @param {string} version `19` or `18`
 * @returns {import('vite').InlineConfig}
 */
export function viteOptions(version) {
  const options = OPTIONS[version];
  if (!options) {
    throw new Stop(`There is no React ${version} here. There are ${Object.keys(OPTIONS).join(' and ')}.`, 2);
  }
  return options;
}
