/** Hours in which many labels came much later than usual. */
import { type ModelInfo } from '../../store/types';
import { type AnalysisContext } from '../context';
import { type Ledger } from '../shared/ledger';
import { timeColumn } from '../shared/scope';
import { quoteName, timeLiteral } from '../shared/statement';
import { type Event } from './event';

/** A backfill has at least this many labels in an hour, this many times later than the model's median lag and a day. */
const LEAST_LABELS = 100;
const TIMES_LATER = 3;
const LEAST_LAG_SECONDS = 86_400;

const HOUR = 3_600_000;

export async function labelBackfills(
  model: ModelInfo,
  { from, to }: AnalysisContext,
  ledger: Ledger
): Promise<Event[]> {
  const id = quoteName(model.columns.find(({ role }) => role === 'id')?.name ?? 'id');
  const time = timeColumn(model);
  const rows = await ledger.rows<{ hour: number; labels: number; lag: number }>(
    `WITH lags AS (
       SELECT l.arrived_at, epoch(l.arrived_at) - epoch(coalesce(l.prediction_time, p.${time})) AS lag
       FROM ${model.relations.labels} l JOIN ${model.relations.predictions} p
         ON p.${id} = l.id AND (l.prediction_time IS NULL OR l.prediction_time = p.${time}))
     SELECT date_trunc('hour', arrived_at) AS hour, count(*) AS labels, median(lag) AS lag FROM lags
     WHERE arrived_at >= ${timeLiteral(from)} AND arrived_at < ${timeLiteral(to)}
       AND lag > greatest(${LEAST_LAG_SECONDS}, ${TIMES_LATER} * (SELECT median(lag) FROM lags))
     GROUP BY 1 HAVING count(*) >= ${LEAST_LABELS} ORDER BY 1`
  );
  return rows.map(({ hour, labels, lag }) => ({
    time: hour,
    timeEnd: hour + HOUR,
    model: model.name,
    kind: 'label_backfill',
    text: `${labels} labels came, half of them after ${(lag / 86_400).toFixed(1)} days`,
  }));
}
