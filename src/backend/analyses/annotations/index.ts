/** What happened to models: posted events, references, label backfills, and windows in which columns breached. */
import { type AnnotationsQuery, ANNOTATION_FIELDS } from '../../../query/annotations';
import { FRAME_VERSION } from '../../../query/frames';
import { type Analysis, type AnalysisContext } from '../context';
import { finish, TABLE_META, tableFields } from '../shared/frames';
import { Ledger } from '../shared/ledger';
import { timeLiteral, quoteText } from '../shared/statement';
import { labelBackfills } from './backfills';
import { breaches } from './breaches';
import { type Event } from './event';

/** More of them would only hide the chart that they are drawn over. */
const MAX_EVENTS = 1000;

export const annotations: Analysis<AnnotationsQuery> = async (query, context) => {
  const ledger = new Ledger(context);
  const models =
    query.model === undefined ? await context.catalogue.models() : [await context.catalogue.model(query.model)];
  const events = await storedEvents(query, context, ledger);
  for (const model of models) {
    if (wants(query, 'label_backfill')) {
      events.push(...(await labelBackfills(model, context, ledger)));
    }
    if (query.kinds?.includes('breach')) {
      events.push(...(await breaches(model, query, context, ledger)));
    }
  }
  const found = events.filter(({ kind }) => wants(query, kind)).sort((a, b) => a.time - b.time);
  if (found.length > MAX_EVENTS) {
    ledger.notice(
      'warning',
      `${found.length} events lie in the range, the newest ${MAX_EVENTS} are shown: choose kinds, or a shorter range.`
    );
  }
  const shown = found.slice(-MAX_EVENTS);
  const F = ANNOTATION_FIELDS;
  const frame = {
    name: 'annotations',
    fields: tableFields(shown, [
      { name: F.time, type: 'time', read: ({ time }) => time },
      { name: F.timeEnd, type: 'time', read: ({ timeEnd }) => timeEnd },
      { name: F.title, type: 'string', read: ({ kind }) => titleOf(kind) },
      { name: F.text, type: 'string', read: ({ text }) => text },
      // Grafana splits tags at commas.
      { name: F.tags, type: 'string', read: ({ kind, model }) => [kind, model].filter(Boolean).join(',') },
      { name: F.model, type: 'string', read: ({ model }) => model },
      { name: F.kind, type: 'string', read: ({ kind }) => kind },
    ]),
    meta: TABLE_META,
  };
  const truncated =
    found.length > shown.length ? { truncated: { shown: shown.length, total: found.length, rule: 'newest' } } : {};
  return finish([frame], ledger, { plumbline: 'annotations', v: FRAME_VERSION, ...truncated }, query.refId);
};

function wants({ kinds }: AnnotationsQuery, kind: string): boolean {
  return kinds === undefined ? kind !== 'breach' : kinds.includes(kind);
}

const titleOf = (kind: string): string => kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase());

/** Posted events of the model and of all models, and the references that were made in the range. */
async function storedEvents(
  { model }: AnnotationsQuery,
  { from, to }: AnalysisContext,
  ledger: Ledger
): Promise<Event[]> {
  const of = model === undefined ? 'true' : `(model = ${quoteText(model)} OR model IS NULL)`;
  const [start, end] = [timeLiteral(from), timeLiteral(to)];
  const rows = await ledger.rows<{
    time: number;
    time_end: number | null;
    model: string | null;
    kind: string;
    text: string;
  }>(
    `SELECT time, time_end, model, kind, text FROM plumbline.annotations
     WHERE ${of} AND coalesce(time_end, time) >= ${start} AND time < ${end}
     UNION ALL
     SELECT created_at, NULL, model, 'reference', 'Reference ' || name || ', ' || rows || ' rows' FROM plumbline."references"
     WHERE ${of} AND created_at >= ${start} AND created_at < ${end}`
  );
  return rows.map(({ time_end: timeEnd, ...rest }) => ({ ...rest, timeEnd }));
}
