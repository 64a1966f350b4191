/** How many calls were refused, from the entries of the audit log. Names and paths stay in the log. */
import { DEFAULT_TIMEZONE } from '../../../query/defaults';
import { parseWindow } from '../../../query/duration';
import { PlumblineError } from '../../../query/errors';
import { FRAME_VERSION } from '../../../query/frames';
import { REFUSAL_FIELDS, REFUSAL_REASONS, type RefusalReason, type RefusalsQuery } from '../../../query/refusals';
import { type Frame } from '../../grafana/frame';
import { type Analysis, type AnalysisContext } from '../context';
import { finish, numericFrame, seriesFrames, TABLE_META, tableFields } from '../shared/frames';
import { Ledger } from '../shared/ledger';
import { timeLiteral } from '../shared/statement';
import { resolveWindows, type Window, windowCondition, windowIndex } from '../shared/windows';

const NAME = 'refused';

export const refusals: Analysis<RefusalsQuery> = async (query, context) => {
  const ledger = new Ledger(context);
  const windows = windowsOf(query, context);
  const counts = await count(ledger, context, windows);
  const frames = framesOf(query, windows, counts);
  return finish(frames, ledger, { plumbline: 'refusals', v: FRAME_VERSION }, query.refId);
};

type Counts = (reason: RefusalReason, window: number) => number;

/** A rule looks at its whole range. */
function windowsOf(query: RefusalsQuery, context: AnalysisContext): Window[] {
  const spec = parseWindow(query.format === 'numeric' ? 'all' : (query.window ?? 'auto'));
  const windows = resolveWindows(spec, context, query.timezone ?? DEFAULT_TIMEZONE);
  if (windows.kind === 'rows') {
    throw new PlumblineError('bad_request', 'window: refused calls have no rows', 'Use auto or a duration.', 'window');
  }
  return windows.windows;
}

/** An entry stands for itself and for those that were left out before it. */
async function count(ledger: Ledger, { from, to }: AnalysisContext, windows: readonly Window[]): Promise<Counts> {
  const detail = (key: string) => `json_extract_string(after, '$.${key}')`;
  const rows = await ledger.rows<{ w: number; reason: string; n: number }>(
    `SELECT ${windowIndex('changed_at', windows)} AS w, ${detail('reason')} AS reason, sum(1 + coalesce(${detail('omittedBefore')}::BIGINT, 0))::DOUBLE AS n FROM plumbline.audit_log WHERE action = 'call.refused' AND ${windowCondition('changed_at', windows)} AND changed_at >= ${timeLiteral(from)} AND changed_at < ${timeLiteral(to)} GROUP BY ALL`
  );
  const found = new Map(rows.map(({ n, reason, w }) => [`${reason} ${w}`, n]));
  return (reason, window) => found.get(`${reason} ${window}`) ?? 0;
}

function framesOf({ format = 'timeseries' }: RefusalsQuery, windows: readonly Window[], counts: Counts): Frame[] {
  switch (format) {
    case 'numeric':
      return [
        numericFrame(
          NAME,
          NAME,
          REFUSAL_REASONS.map((reason) => ({ labels: { reason }, value: counts(reason, 0) }))
        ),
      ];
    case 'table':
    case 'matrix': {
      const rows = windows.flatMap((window, index) =>
        REFUSAL_REASONS.map((reason) => ({ window, reason, refused: counts(reason, index) }))
      );
      const F = REFUSAL_FIELDS;
      const fields = tableFields(rows, [
        { name: F.time, type: 'time', read: ({ window }) => window.start },
        { name: F.timeEnd, type: 'time', read: ({ window }) => window.end },
        { name: F.reason, type: 'string', read: ({ reason }) => reason },
        { name: F.refused, type: 'number', read: ({ refused }) => refused },
      ]);
      return [{ name: NAME, fields, meta: TABLE_META }];
    }
    case 'timeseries':
      return seriesFrames(
        NAME,
        NAME,
        REFUSAL_REASONS.map((reason) => ({
          labels: { reason },
          times: windows.map(({ start }) => start),
          values: windows.map((_, index) => counts(reason, index)),
        })),
        {}
      );
  }
}
