/**
 * Texts of the screens in every language. The sources hold the English ones, as defaults of `t('key', 'text')`; for other
 * languages `src/locales/<language>.json` holds a text a key. Grafana wants a file for each plugin and language: the build
 * makes those (`emitLocales`), with the keys that the plugin's folder and the shared components use.
 */
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inRoot } from './paths.mjs';

export const ENGLISH = 'en-US';
export const LANGUAGES = [ENGLISH, 'de-DE'];

const SOURCE = /(?<!\.test)\.tsx?$/;

/** Where plugins have their texts besides the shared components; the folder of each `plugin.json` first. */
const SHARED = ['src/components', 'src/query'];

function filesIn(folder) {
  return fs
    .readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

const transKey = (node) =>
  node.openingElement.attributes.properties.find((property) => property.name?.getText() === 'i18nKey')?.initializer
    .text;

/** JSX writes some characters as entities. */
const decoded = (text) =>
  text.replace(/&(apos|quot|amp|lt|gt);/g, (_, name) => ({ apos: "'", quot: '"', amp: '&', lt: '<', gt: '>' })[name]);

/** The text of a `<Trans>` as react-i18next reads it: elements inside are tags named by their place. */
function transText(node) {
  const parts = node.children
    .map((child) => {
      if (ts.isJsxText(child)) {
        const lines = child.text.split('\n').map((line, i) => (i === 0 ? line : line.trimStart()));
        const kept = lines.map((line, i) => (i === lines.length - 1 ? line : line.trimEnd())).filter(Boolean);
        return { text: decoded(kept.join(' ')) };
      }
      return ts.isJsxExpression(child) ? { text: child.expression?.text ?? '' } : { element: child };
    })
    .filter(({ text, element }) => element !== undefined || text !== '');
  return parts
    .map(({ text, element }, place) => (element ? `<${place}>${transText(element)}</${place}>` : text))
    .join('');
}

/** Every `t(key, text)` and `<Trans>` of a file; a call whose key or text is no literal is an error that names it. */
function textsIn(file) {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 't') {
      const [key, text] = node.arguments;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const place = `${path.relative(inRoot(), file)}:${line + 1}`;
      if (!key || !text || !ts.isStringLiteralLike(key) || !ts.isStringLiteralLike(text)) {
        throw new Error(`${place}: t() needs a key and an English text, both written out`);
      }
      found.push({ key: key.text, text: text.text, place });
    }
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'Trans') {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      found.push({ key: transKey(node), text: transText(node), place: `${path.relative(inRoot(), file)}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  };
  if (/@grafana\/i18n/.test(source.text)) {
    visit(source);
  }
  return found;
}

/**
 * English texts by key under the given folders.
 *
 * @throws Error when a key stands for two texts: a translation could only be right for one of them.
 */
export function englishTexts(folders = ['src']) {
  const texts = new Map();
  for (const { key, text, place } of folders.flatMap(filesIn).flatMap(textsIn)) {
    const known = texts.get(key);
    if (known !== undefined && known.text !== text) {
      throw new Error(`${place}: ${key} is "${text}" here and "${known.text}" at ${known.place}`);
    }
    texts.set(key, { text, place });
  }
  return Object.fromEntries([...texts].map(([key, { text }]) => [key, text]).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Keys of a translation that are missing, and those that nobody uses any more. */
export function compare(texts, translation) {
  return {
    missing: Object.keys(texts).filter((key) => !translation[key]),
    unused: Object.keys(translation).filter((key) => texts[key] === undefined),
  };
}

/** What a text takes in: `{{name}}` and `<1>`. A translation must take in the same. */
export const slotsOf = (text) => (text.match(/{{\w+}}|<\/?\d+>/g) ?? []).sort();

export const localeFile = (language) => inRoot('src', 'locales', `${language}.json`);

export function readLocale(language) {
  return JSON.parse(fs.readFileSync(localeFile(language), 'utf8'));
}

/** Folders with a `plugin.json`, relative to src: the app itself, its data source, its panels. */
function plugins() {
  return fs
    .readdirSync(inRoot('src'), { recursive: true })
    .filter((name) => path.basename(name) === 'plugin.json')
    .map((name) => ({ folder: path.dirname(name), ...JSON.parse(fs.readFileSync(inRoot('src', name), 'utf8')) }));
}

/** Keys by their dots as nested objects, as i18next reads them. */
function nested(texts) {
  const root = {};
  for (const [key, text] of Object.entries(texts)) {
    const parts = key.split('.');
    const last = parts.pop();
    const place = parts.reduce((node, part) => (node[part] ??= {}), root);
    place[last] = text;
  }
  return root;
}

/** The files that Grafana asks for: path relative to the root plugin's folder, and content. */
export function emitLocales() {
  const texts = Object.fromEntries(LANGUAGES.map((language) => [language, readLocale(language)]));
  return plugins().flatMap(({ folder, id }) => {
    const own = folder === '.' ? ['src/app'] : [path.join('src', folder)];
    const keys = Object.keys(englishTexts([...own, ...SHARED]));
    return LANGUAGES.map((language) => ({
      file: path.join(folder, 'locales', language, `${id}.json`),
      content: JSON.stringify(nested(Object.fromEntries(keys.map((key) => [key, texts[language][key]])))),
    }));
  });
}

/** Puts those files into what webpack writes. */
export class LocalesPlugin {
  apply(compiler) {
    const { Compilation, sources } = compiler.webpack;
    compiler.hooks.thisCompilation.tap('LocalesPlugin', (compilation) => {
      // After the files that are copied as they are: ours are no use to Grafana in that form.
      const stage = Compilation.PROCESS_ASSETS_STAGE_DERIVED;
      compilation.hooks.processAssets.tap({ name: 'LocalesPlugin', stage }, () => {
        LANGUAGES.forEach((language) => compilation.deleteAsset(`locales/${language}.json`));
        LANGUAGES.forEach((language) => compilation.fileDependencies.add(localeFile(language)));
        emitLocales().forEach(({ file, content }) => compilation.emitAsset(file, new sources.RawSource(content)));
      });
    });
  }
}
