/** Every text of the screens is known in every language, and gets to where Grafana looks for it. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  compare,
  emitLocales,
  ENGLISH,
  englishTexts,
  LANGUAGES,
  readLocale,
  slotsOf,
} from '../../scripts/lib/locales.mjs';

const texts = englishTexts();

it('keeps the English texts of the sources in a file (node scripts/locales.mjs)', () => {
  expect(readLocale(ENGLISH)).toEqual(texts);
});

describe.each(LANGUAGES.filter((language) => language !== ENGLISH))('%s', (language) => {
  const translation = readLocale(language);

  it('has every text and none that nobody uses', () => {
    expect(compare(texts, translation)).toEqual({ missing: [], unused: [] });
  });

  it('takes in what the English text takes in', () => {
    const wrong = Object.keys(texts).filter(
      (key) => slotsOf(texts[key] ?? '').join() !== slotsOf(translation[key] ?? '').join()
    );
    expect(wrong).toEqual([]);
  });
});

it('gives each plugin its own file a language, and each plugin names the languages', () => {
  const files = emitLocales();
  const manifests = fs
    .readdirSync('src', { recursive: true })
    .map(String)
    .filter((name) => path.basename(name) === 'plugin.json');
  expect(files).toHaveLength(manifests.length * LANGUAGES.length);
  for (const name of manifests) {
    const { id, languages } = JSON.parse(fs.readFileSync(path.join('src', name), 'utf8'));
    expect(languages, id).toEqual(LANGUAGES);
    for (const language of LANGUAGES) {
      const file = files.find((each) => each.file === path.join(path.dirname(name), 'locales', language, `${id}.json`));
      expect(JSON.parse(file?.content ?? '{}').plumbline?.tooltip?.close, `${id} ${language}`).toBe(
        readLocale(language)['plumbline.tooltip.close']
      );
    }
  }
});

it('reads texts with elements inside as i18next does', () => {
  expect(texts['app.empty.no-model-text']).toBe(
    'A model appears with its first prediction. To look around first, load the sample: see <2>Set-up</2>.'
  );
});
