import { type DataFrame, type DataLink, type Field } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type DataQuery } from '@grafana/schema';
import { getDataSourceSrv } from '@grafana/runtime';
import { type PlumblineOptions } from './types';

const TRACE_COLUMN = 'trace_id';

/**
 * Frames whose column `trace_id` leads to the trace, and to the log lines that hold its id, in the data sources that the
 * settings name. Frames without the column are given back as they are.
 */
export function withTraceLinks(frames: DataFrame[], { tracesUid, logsUid }: PlumblineOptions): DataFrame[] {
  const links = [...traceLink(tracesUid), ...logLink(logsUid)];
  if (links.length === 0 || !frames.some(({ fields }) => fields.some(isTrace))) {
    return frames;
  }
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) =>
      isTrace(field)
        ? { ...field, config: { ...field.config, links: [...(field.config.links ?? []), ...links] } }
        : field
    ),
  }));
}

function isTrace({ name }: Field): boolean {
  return name === TRACE_COLUMN;
}

function traceLink(uid: string | undefined): DataLink[] {
  return uid
    ? [
        internal(t('datasource.link.trace', 'Trace'), uid, {
          refId: 'A',
          queryType: 'traceql',
          query: '${__value.raw}',
        }),
      ]
    : [];
}

function logLink(uid: string | undefined): DataLink[] {
  return uid
    ? [internal(t('datasource.link.logs', 'Logs'), uid, { refId: 'A', expr: '{job=~".+"} |= `${__value.raw}`' })]
    : [];
}

function internal(title: string, datasourceUid: string, query: DataQuery & Record<string, unknown>): DataLink {
  const datasourceName = getDataSourceSrv().getInstanceSettings(datasourceUid)?.name ?? datasourceUid;
  return { title, url: '', internal: { datasourceUid, datasourceName, query } };
}
