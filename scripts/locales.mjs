/**
 * `node scripts/locales.mjs`: writes the English texts of the sources to src/locales/en-US.json, takes texts that nobody uses
 * out of the translations, and lists what they lack. Exit code 1 while something is missing.
 */
import fs from 'node:fs';
import { compare, ENGLISH, englishTexts, LANGUAGES, localeFile, readLocale } from './lib/locales.mjs';

const write = (language, texts) => {
  const sorted = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1));
  fs.writeFileSync(localeFile(language), `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
};

const texts = englishTexts();
write(ENGLISH, texts);
for (const language of LANGUAGES.filter((name) => name !== ENGLISH)) {
  const translation = fs.existsSync(localeFile(language)) ? readLocale(language) : {};
  const { missing, unused } = compare(texts, translation);
  unused.forEach((key) => delete translation[key]);
  write(language, translation);
  missing.forEach((key) => process.stdout.write(`${language} lacks ${key}: ${texts[key]}\n`));
  process.exitCode = missing.length > 0 ? 1 : process.exitCode;
}
