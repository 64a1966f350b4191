/**
 * `import source from './program?bundled'`: a program and all it imports as one text, for a thread of its own.
 *
 * The engine, the command line, benches and tests are put together by different tools; a thread that brings its own text
 * needs no file beside any of them.
 */
import path from 'node:path';
import { root } from './paths.mjs';

const MARK = '?bundled';

async function textOf(entry) {
  const { build } = await import('esbuild');
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    write: false,
    metafile: true,
    logLevel: 'warning',
  });
  return { text: outputFiles[0].text, sources: Object.keys(metafile.inputs).map((source) => path.join(root, source)) };
}

const entryOf = (specifier, from) => `${path.resolve(from, specifier.slice(0, -MARK.length))}.ts`;

/** For esbuild. */
export const bundledPrograms = {
  name: 'bundled-programs',
  setup(build) {
    build.onResolve({ filter: /\?bundled$/ }, ({ path: specifier, resolveDir }) => ({
      path: entryOf(specifier, resolveDir),
      namespace: 'bundled-program',
    }));
    build.onLoad({ filter: /.*/, namespace: 'bundled-program' }, async ({ path: entry }) => {
      const { sources, text } = await textOf(entry);
      return { contents: `export default ${JSON.stringify(text)};`, loader: 'js', watchFiles: sources };
    });
  },
};

/** For Vite and Vitest. */
export const bundledProgramsVite = {
  name: 'bundled-programs',
  enforce: 'pre',
  resolveId(specifier, importer) {
    return specifier.endsWith(MARK) && importer
      ? `\0bundled:${entryOf(specifier, path.dirname(importer.split('?')[0]))}`
      : null;
  },
  async load(id) {
    if (!id.startsWith('\0bundled:')) {
      return null;
    }
    const { sources, text } = await textOf(id.slice('\0bundled:'.length));
    sources.forEach((source) => this.addWatchFile(source));
    return `export default ${JSON.stringify(text)};`;
  },
};
