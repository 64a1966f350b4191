import { type TimeRange } from '@grafana/data';
import { t } from '@grafana/i18n';
import { MAX_WINDOWS } from '../query/defaults';
import { durationMs, parseWindow } from '../query/duration';
import { type AnalysisQuery, type Reference } from '../query/model';
import { traitsOf } from './analyses/table';
import { type CatalogueModel } from './catalogue';
import { hasVariable } from './validate';

/**
 * What a query will compute, in short phrases: how many columns, against what, in how many windows, split and filtered by
 * what. What depends on a variable is named and not counted.
 */
export function previewOf(query: AnalysisQuery, model?: CatalogueModel, range?: TimeRange): string[] {
  const kinds = new Set(
    traitsOf(query.queryType)
      .fields()
      .map(({ kind }) => kind)
  );
  return [
    kinds.has('columns') ? columnPhrase(query, model) : '',
    'method' in query && query.method ? String(query.method).toUpperCase() : '',
    'metrics' in query && query.metrics ? query.metrics.join(', ') : '',
    'reference' in query && query.reference ? referencePhrase(query.reference) : '',
    kinds.has('window') ? windowPhrase(query.window ?? 'auto', range) : '',
    query.segmentBy && kinds.has('segments')
      ? t('datasource.preview.split', 'split by {{keys}}', {
          keys: query.segmentBy.join(', '),
          interpolation: { escapeValue: false },
        })
      : '',
    query.filters
      ? t('datasource.preview.filtered', '{{count}} filters', {
          count: query.filters.length,
          defaultValue_one: '{{count}} filter',
          defaultValue_other: '{{count}} filters',
        })
      : '',
  ].filter((phrase) => phrase !== '');
}

function referencePhrase(reference: Reference): string {
  const raw = { interpolation: { escapeValue: false } };
  switch (reference.kind) {
    case 'fixed':
      return reference.name
        ? t('datasource.preview.against-name', 'against reference {{name}}', { name: reference.name, ...raw })
        : t('datasource.preview.against-default', "against the model's reference");
    case 'previous':
      return t('datasource.preview.against-previous', 'against the window before');
    case 'offset':
      return t('datasource.preview.against-offset', 'against {{by}} earlier', { by: reference.by, ...raw });
    case 'rolling':
      return t('datasource.preview.against-rolling', 'against the last {{over}}', { over: reference.over, ...raw });
    case 'version':
      return t('datasource.preview.against-version', 'against version {{version}}', {
        version: reference.version,
        ...raw,
      });
  }
}

function columnPhrase({ columns = ['*'] }: AnalysisQuery, model?: CatalogueModel): string {
  const count = model && !columns.some(hasVariable) ? matching(columns, model).length : undefined;
  if (count === undefined) {
    return columns.join(', ');
  }
  return t('datasource.preview.columns', '{{count}} columns', {
    count,
    defaultValue_one: '{{count}} column',
    defaultValue_other: '{{count}} columns',
  });
}

/** Names and globs over the features, without what `!` leaves out: the rule of the back end. */
function matching(patterns: readonly string[], { columns }: CatalogueModel): string[] {
  const out = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => pattern.slice(1));
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const features = columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
  const found = (wanted.length > 0 ? wanted : ['*']).flatMap((pattern) =>
    /[*?]/.test(pattern) ? features.filter((name) => matchesGlob(pattern, name)) : [pattern]
  );
  return [...new Set(found)].filter((name) => !out.some((pattern) => matchesGlob(pattern, name)));
}

function matchesGlob(pattern: string, name: string): boolean {
  const expression = pattern
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : part.replace(/[\\^$.|+()[\]{}]/g, '\\$&')))
    .join('');
  return new RegExp(`^${expression}$`, 's').test(name);
}

function windowPhrase(window: string, range?: TimeRange): string {
  if (window === 'all') {
    return t('datasource.preview.whole', 'the whole range as one window');
  }
  const count = windowCount(window, range);
  if (window === 'auto' || hasVariable(window)) {
    return window === 'auto'
      ? t('datasource.preview.auto', 'windows that suit the range')
      : t('datasource.preview.windows', 'windows of {{window}}', { window });
  }
  return count === undefined
    ? t('datasource.preview.windows', 'windows of {{window}}', { window })
    : t('datasource.preview.counted', 'about {{count}} windows of {{window}}', {
        count,
        window,
        defaultValue_one: 'one window of {{window}}',
        defaultValue_other: 'about {{count}} windows of {{window}}',
      });
}

/** Windows of a fixed length that the range holds; undefined where the length, or the range, is not known. */
export function windowCount(window: string, range?: TimeRange): number | undefined {
  if (!range || hasVariable(window)) {
    return undefined;
  }
  try {
    const spec = parseWindow(window);
    return spec.kind === 'duration'
      ? Math.max(1, Math.ceil((range.to.valueOf() - range.from.valueOf()) / durationMs(spec.duration)))
      : undefined;
  } catch {
    // A window that is none is said at its field.
    return undefined;
  }
}

/** The same trouble that the back end would name, before it is asked; undefined when there is none. */
export function windowProblem(query: AnalysisQuery, range?: TimeRange): string | undefined {
  const count = windowCount(query.window ?? 'auto', range);
  return count !== undefined && count > MAX_WINDOWS
    ? t('datasource.problem.windows', 'The range holds {{count}} of these windows, {{most}} are the most.', {
        count,
        most: MAX_WINDOWS,
      })
    : undefined;
}
