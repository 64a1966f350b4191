/** The door of the room: one query in, its frames out. */
import { PlumblineError } from '../../query/errors';
import { type PlumblineQuery } from '../../query/model';
import { type Frame } from '../grafana/frame';
import { type AnalysisContext } from './context';
import { drift } from './drift';
import { performance } from './performance';

export { type Analysis, type AnalysisContext } from './context';

/** Runs an analysis. Throws `PlumblineError` on bad input; `sql` queries have their own door. */
export async function runAnalysis(query: PlumblineQuery, context: AnalysisContext): Promise<Frame[]> {
  switch (query.queryType) {
    case 'drift':
      return drift(query, context);
    case 'performance':
      return performance(query, context);
    default:
      throw new PlumblineError('bad_request', `queryType ${query.queryType} is no analysis`);
  }
}
