import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { beforeEach, expect, it } from 'vitest';
import { withLinks } from './frameLinks';

beforeEach(() => locationService.push('/a/app/models/m?var-ds=p&var-method=js'));

/** Where a link of a field leads for a row, as Grafana asks for it: `texts` are what it fills in for variables. */
function urlOf(frame: DataFrame, field: string, texts: Record<string, string> = {}, at = 0): string {
  const [linked] = withLinks([frame], 'm');
  const link = linked?.fields.find(({ name }) => name === field)?.config.links?.[at];
  const replaceVariables = (text: string) => texts[text.slice(2, -1)] ?? '';
  return link?.onBuildUrl?.({ origin: undefined, replaceVariables }) ?? '';
}

const frameOf = (plumbline: string, names: string[], more = {}) => ({
  ...toDataFrame({ fields: names.map((name) => ({ name, type: FieldType.number, values: [1] })) }),
  meta: { custom: { plumbline, v: 1, ...more } },
});

it('leads from a cell to its column in its window, with the state of the page', () => {
  const matrix = frameOf('drift-matrix', ['temp'], { windowMs: 1000 });
  const url = new URL(urlOf(matrix, 'temp', { '__value.time': '5000' }), 'http://g');
  expect(url.pathname).toBe('/a/plumbline-models-app/models/m/columns/temp');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    from: '5000',
    to: '5999',
    'var-ds': 'p',
    'var-method': 'js',
  });
});

it('leads from an id to its record at its time', () => {
  const url = urlOf(frameOf('records', ['id', 'temp']), 'id', { '__data.fields.id': 'a/1', '__value.time': '77' });
  expect(url).toContain('/models/m/records/a%2F1?');
  expect(url).toContain('time=77');
  expect(urlOf(frameOf('records', ['id', 'temp']), 'temp')).toBe('');
});

it('leads from a bin to its records, and nowhere from one that no filter says', () => {
  const bins = frameOf('distribution', ['column', 'label', 'share']);
  const filtersOf = (texts: Record<string, string>) =>
    new URL(urlOf(bins, 'share', texts), 'http://g').searchParams.getAll('var-filters');
  const temp = { '__data.fields.column': 'temp', '__data.fields.lo.numeric': '1.5', '__data.fields.hi.numeric': '2' };
  expect(filtersOf(temp)).toEqual(['temp|>|1.5', 'temp|<=|2']);
  expect(filtersOf({ '__data.fields.column': 'carrier', '__data.fields.label': 'U|A' })).toEqual([
    'carrier|=|U__gfp__A',
  ]);
  expect(urlOf(bins, 'share', { '__data.fields.column': 'carrier', '__data.fields.label': '(missing)' })).toBe('');
});

it('does not let a value pass for a variable of the page', () => {
  const text = { '__data.fields.column': '${__user.login}' };
  expect(urlOf(frameOf('importance', ['mean_abs']), 'mean_abs', text)).not.toContain('$');
});

it('leaves frames of others alone', () => {
  const plain = toDataFrame({ fields: [{ name: 'a', values: [1] }] });
  expect(withLinks([plain], 'm')[0]?.fields[0]).toBe(plain.fields[0]);
});
