import { type DataFrame, type DataLink, type Field, FieldType } from '@grafana/data';
import { t } from '@grafana/i18n';
import { customOf } from '../../components/frames/read';
import { BEESWARM_POINT_FIELDS } from '../../query/explanationFrames';
import { DISTRIBUTION_FIELDS, FAIRNESS_GROUP_FIELDS, type FrameKind } from '../../query/frames';
import { type Filter } from '../../query/model';
import { columnUrl, recordUrl, tabUrl } from './address';

/** Reads the row that a link belongs to: the text of a field, or its number. */
interface Row {
  text: (field: string) => string;
  number: (field: string) => number | undefined;
  /** Time of the row, milliseconds since the epoch. */
  time: () => number | undefined;
}

interface Target {
  title: string;
  /** Empty where the row has no page of its own. */
  url: (row: Row) => string;
}

const NO_LINKS: Target[] = [];

/**
 * The frames with links from what a panel shows to the page about it: a cell of the heatmap to its column, a bin to its
 * records, a point to the record. Panels offer them in their cards, tables in cells; the way to the records behind a cell
 * or a cohort is the panels' own.
 */
export function withLinks(frames: DataFrame[], model: string): DataFrame[] {
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => {
      const targets = targetsOf(frame, field, model);
      return targets.length === 0
        ? field
        : {
            ...field,
            config: { ...field.config, links: [...(field.config.links ?? []), ...targets.map(dataLink)] },
          };
    }),
  }));
}

/** Grafana fills in variables once more after this, so a dollar sign of a value must not look like one. */
function dataLink({ title, url }: Target): DataLink {
  return {
    title,
    url: '',
    onBuildUrl: ({ replaceVariables = (text: string) => text }) => url(rowOf(replaceVariables)).replaceAll('$', '%24'),
  };
}

function rowOf(replace: (text: string) => string): Row {
  const number = (text: string) => (text === '' || Number.isNaN(Number(text)) ? undefined : Number(text));
  return {
    text: (field) => replace(`\${__data.fields.${field}}`),
    number: (field) => number(replace(`\${__data.fields.${field}.numeric}`)),
    time: () => number(replace('${__value.time}')),
  };
}

function targetsOf(frame: DataFrame, field: Field, model: string): Target[] {
  const kind = frame.meta?.custom?.['plumbline'] as FrameKind | undefined;
  switch (kind) {
    case 'drift-matrix':
      return field.type === FieldType.number ? cellTargets(frame, field, model) : NO_LINKS;
    case 'drift':
    case 'quality':
      return field.type === FieldType.number && field.labels?.['column'] !== undefined
        ? [columnTarget(model, () => field.labels?.['column'] ?? '')]
        : NO_LINKS;
    case 'importance':
    case 'beeswarm':
    case 'impact':
    case 'local':
      return field.type === FieldType.number ? [columnTarget(model, ({ text }) => text('column'))] : NO_LINKS;
    case 'beeswarm-points':
    case 'beeswarm-tail':
    case 'dependence-points':
      return field.type === FieldType.number ? [recordTarget(model, BEESWARM_POINT_FIELDS.id)] : NO_LINKS;
    case 'records':
      return field.name === 'id' ? [recordTarget(model, 'id')] : NO_LINKS;
    case 'fairness-groups':
      return field.name === FAIRNESS_GROUP_FIELDS.group
        ? [
            rowsTarget(model, (row) =>
              equal(row.text(FAIRNESS_GROUP_FIELDS.column), row.text(FAIRNESS_GROUP_FIELDS.group))
            ),
          ]
        : NO_LINKS;
    case 'distribution':
      return field.name === DISTRIBUTION_FIELDS.share || field.name === DISTRIBUTION_FIELDS.label
        ? [rowsTarget(model, binFilters)]
        : NO_LINKS;
    default:
      return NO_LINKS;
  }
}

/** A cell is one column in one window, and the page opens at just that. */
function cellTargets(frame: DataFrame, field: Field, model: string): Target[] {
  const windowMs = Number(customOf(frame, 'drift-matrix')?.['windowMs']);
  const column = field.labels?.['column'] ?? field.name;
  const range = ({ time }: Row) => {
    const from = time();
    return from === undefined || !(windowMs > 0) ? undefined : { from, to: from + windowMs };
  };
  return [
    {
      title: t('app.link.column-window', 'This column, this window'),
      url: (row) => columnUrl(model, column, { range: range(row) }),
    },
  ];
}

function columnTarget(model: string, column: (row: Row) => string): Target {
  return { title: t('app.link.column', 'About this column'), url: (row) => columnUrl(model, column(row)) };
}

function recordTarget(model: string, id: string): Target {
  return { title: t('app.link.record', 'This record'), url: (row) => recordUrl(model, row.text(id), row.time()) };
}

function rowsTarget(model: string, filters: (row: Row) => Filter[] | undefined): Target {
  return {
    title: t('app.link.records', 'Its records'),
    url: (row) => {
      const found = filters(row);
      return found ? tabUrl(model, 'records', { filters: found }) : '';
    },
  };
}

/** No filter for the row of everybody, which has no key. */
const equal = (key: string, value: string): Filter[] => (key === '' ? [] : [{ key, operator: '=', value }]);

/** Bins that hold several values, or none, have names in brackets: no filter of a page says them. */
const isNamedBin = (label: string) => ['(other)', '(unseen)', '(missing)'].includes(label);

/** A bin of numbers is `(lo, hi]`, open where it has no edge; any other bin is a value. */
function binFilters(row: Row): Filter[] | undefined {
  const key = row.text(DISTRIBUTION_FIELDS.column);
  const [lo, hi] = [row.number(DISTRIBUTION_FIELDS.lo), row.number(DISTRIBUTION_FIELDS.hi)];
  const edges: Filter[] = [
    ...(lo === undefined ? [] : [{ key, operator: '>' as const, value: String(lo) }]),
    ...(hi === undefined ? [] : [{ key, operator: '<=' as const, value: String(hi) }]),
  ];
  if (edges.length > 0) {
    return edges;
  }
  const label = row.text(DISTRIBUTION_FIELDS.label);
  return isNamedBin(label) ? undefined : equal(key, label);
}
