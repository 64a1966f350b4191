/** Pieces of a dashboard in Grafana's JSON: what every board of ours has in common. */

export const DATASOURCE = 'plumbline-predictions-datasource';
const VERSION = '1.0.0';
const OURS = { type: DATASOURCE, uid: '${datasource}' };

/** A query of the contract for the model that the board is about. */
export const query = (queryType, fields = {}) => ({
  refId: 'A',
  datasource: OURS,
  pluginVersion: VERSION,
  queryType,
  model: '${model}',
  versions: ['${version}'],
  ...fields,
});

export const sql = (rawSql, format = 'table') => ({
  refId: 'A',
  datasource: OURS,
  pluginVersion: VERSION,
  queryType: 'sql',
  rawSql,
  format,
});

export const fleetQuery = (format = 'table') => ({
  refId: 'A',
  datasource: OURS,
  pluginVersion: VERSION,
  queryType: 'models',
  format,
});

/** Several queries of one panel get letters in order. */
const lettered = (targets) => targets.map((target, index) => ({ ...target, refId: String.fromCharCode(65 + index) }));

export function panel(type, title, size, targets, more = {}) {
  const { options = {}, defaults = {}, overrides = [], description, transformations } = more;
  return {
    type,
    title,
    size,
    ...(description ? { description } : {}),
    datasource: targets[0]?.datasource ?? OURS,
    targets: lettered(targets),
    fieldConfig: { defaults, overrides },
    ...(transformations ? { transformations } : {}),
    options,
  };
}

const lineDefaults = {
  custom: { drawStyle: 'line', lineWidth: 1, fillOpacity: 0, showPoints: 'auto', spanNulls: false },
};

export const lines = (title, size, targets, { unit, min, max, thresholds, ...more } = {}) =>
  panel('timeseries', title, size, targets, {
    ...more,
    defaults: {
      ...lineDefaults,
      ...(unit ? { unit } : {}),
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      ...(thresholds ? { custom: { ...lineDefaults.custom, thresholdsStyle: { mode: 'dashed' } } } : {}),
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  });

/** A column of a table that is as wide as what it holds. */
export const width = (name, pixels) => ({
  matcher: { id: 'byName', options: name },
  properties: [{ id: 'custom.width', value: pixels }],
});

/** Times are wider than what Grafana gives a column of many. */
const TIMES = ['time', 'time_end', 'pending_since', 'first_prediction', 'last_prediction'].map((name) =>
  width(name, 165)
);

export const table = (title, size, targets, { overrides = [], ...more } = {}) =>
  panel('table', title, size, targets, {
    ...more,
    overrides: [...TIMES, ...overrides],
    options: { showHeader: true, cellHeight: 'sm', ...more.options },
  });

/** One field over another, of a table; `fields` name the x first, and the others in the order of the legend. */
export const trend = (title, size, targets, fields, { defaults = {}, ...more } = {}) =>
  panel('trend', title, size, targets, {
    ...more,
    defaults: { ...lineDefaults, ...defaults },
    transformations: [
      // Values of the reference lie in the same table, and would be drawn as if they were of one line.
      {
        id: 'filterByValue',
        options: {
          filters: [{ fieldName: 'set', config: { id: 'equal', options: { value: 'current' } } }],
          type: 'include',
          match: 'all',
        },
      },
      { id: 'sortBy', options: { sort: [{ field: fields[0], desc: false }] } },
      { id: 'filterFieldsByName', options: { include: { names: fields } } },
    ],
    options: {
      xField: fields[0],
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'none' },
    },
  });

/** What happened to models, as a table that fits into half of a board. */
export const eventTable = (title, size, target) =>
  table(title, size, [target], {
    // Kind and tags say again what the title says; most events have no end.
    transformations: [
      { id: 'filterFieldsByName', options: { include: { names: ['time', 'title', 'text', 'model'] } } },
    ],
    overrides: [width('title', 100), width('model', 90)],
  });

export const stat = (title, size, targets, { unit, decimals, ...more } = {}) =>
  panel('stat', title, size, targets, {
    ...more,
    defaults: { ...(unit ? { unit } : {}), ...(decimals === undefined ? {} : { decimals }), noValue: '–' },
    options: {
      colorMode: 'none',
      graphMode: 'none',
      textMode: 'auto',
      reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
    },
  });

export const text = (title, size, content) => ({
  type: 'text',
  title,
  size,
  fieldConfig: { defaults: {}, overrides: [] },
  options: { mode: 'markdown', content },
});

export const alertList = (title, size, { model = false } = {}) => ({
  type: 'alertlist',
  title,
  size,
  fieldConfig: { defaults: {}, overrides: [] },
  options: {
    viewMode: 'list',
    groupMode: 'default',
    groupBy: [],
    maxItems: 50,
    sortOrder: 3,
    dashboardAlerts: false,
    alertName: '',
    alertInstanceLabelFilter: model ? '{model="${model}"}' : '',
    datasource: '-- Grafana --',
    stateFilter: { firing: true, pending: true, noData: false, normal: false, error: true, recovering: true },
    folder: null,
  },
});

/** A heading; the panels after it belong to it. A collapsed one asks nothing until it is opened. */
export const row = (title, panels = null) => ({ type: 'row', title, collapsed: panels !== null, inside: panels });

/** Rows of panels one below the other, each 24 wide; ids in order. */
function layOut(items) {
  let id = 0;
  let y = 0;
  const place = (list) => {
    let x = 0;
    let height = 0;
    const placed = [];
    for (const item of list) {
      if (item.type === 'row') {
        y += height;
        x = 0;
        height = 0;
        id += 1;
        const own = {
          id,
          type: 'row',
          title: item.title,
          collapsed: item.collapsed,
          gridPos: { x: 0, y, w: 24, h: 1 },
          panels: [],
        };
        y += 1;
        placed.push(own);
        if (item.inside) {
          const before = y;
          own.panels = place(item.inside);
          y = before;
        }
        continue;
      }
      const [w, h] = item.size;
      if (x + w > 24) {
        y += height;
        x = 0;
        height = 0;
      }
      id += 1;
      const { size: _size, ...rest } = item;
      placed.push({ id, ...rest, gridPos: { x, y, w, h } });
      x += w;
      height = Math.max(height, h);
    }
    y += height;
    return placed;
  };
  return place(items);
}

const variable = (name, label, list, more = {}) => ({
  type: 'query',
  name,
  label,
  datasource: OURS,
  query: { refId: name, list, ...more.query },
  refresh: 1,
  sort: 0,
  regex: '',
  hide: more.hide ?? 0,
  multi: more.multi ?? false,
  includeAll: more.includeAll ?? false,
  ...(more.includeAll ? { allValue: '*', current: { text: 'All', value: '$__all' } } : { current: {} }),
  options: [],
});

export const datasourceVariable = () => ({
  type: 'datasource',
  name: 'datasource',
  label: 'Data source',
  query: DATASOURCE,
  current: {},
  hide: 0,
  multi: false,
  includeAll: false,
  refresh: 1,
  regex: '',
  options: [],
});

export const modelVariable = () => variable('model', 'Model', 'models');
export const versionVariable = () =>
  variable('version', 'Version', 'versions', {
    query: { model: '${model}' },
    multi: true,
    includeAll: true,
  });
export const segmentVariable = () => variable('segment', 'Segment', 'segments', { query: { model: '${model}' } });
export const columnVariable = () =>
  variable('column', 'Column', 'columns', { query: { model: '${model}' }, multi: true, includeAll: true });
export const referenceVariable = () =>
  variable('reference', 'Reference', 'references', { query: { model: '${model}' } });

export const filtersVariable = () => ({
  type: 'adhoc',
  name: 'filters',
  label: 'Filters',
  datasource: OURS,
  filters: [],
  hide: 0,
});

export const choice = (name, label, values) => ({
  type: 'custom',
  name,
  label,
  query: values.join(','),
  current: { text: values[0], value: values[0] },
  options: [],
  hide: 0,
  multi: false,
  includeAll: false,
});

/** What happened to the model, as lines over its charts. */
const eventAnnotations = () => ({
  name: 'Events of the model',
  datasource: OURS,
  enable: true,
  hide: false,
  iconColor: 'purple',
  target: { refId: 'Anno', datasource: OURS, pluginVersion: VERSION, queryType: 'annotations', model: '${model}' },
});

const LINKED = [
  ['plumbline-model', 'Overview'],
  ['plumbline-drift', 'Drift'],
  ['plumbline-performance', 'Performance'],
  ['plumbline-explanations', 'Explanations'],
  ['plumbline-cohorts', 'Cohorts'],
  ['plumbline-quality', 'Quality'],
  ['plumbline-service', 'Service'],
  ['plumbline-alert-review', 'Alerts'],
];

export function board({ uid, title, description, variables, items, links = true, events = false, from = 'now-90d' }) {
  return {
    uid,
    title,
    description,
    tags: ['plumbline'],
    schemaVersion: 41,
    version: 1,
    editable: true,
    graphTooltip: 1,
    timezone: 'browser',
    time: { from, to: 'now' },
    refresh: '',
    links: links
      ? LINKED.filter(([target]) => target !== uid).map(([target, name]) => ({
          type: 'link',
          title: name,
          url: `/d/${target}`,
          icon: 'dashboard',
          keepTime: true,
          includeVars: true,
        }))
      : [],
    templating: { list: variables },
    annotations: { list: events ? [eventAnnotations()] : [] },
    panels: layOut(items),
  };
}
