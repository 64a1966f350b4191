/** The door of the room: one query in, its frames out. */
import { PlumblineError } from '../../query/errors';
import { type PlumblineQuery } from '../../query/model';
import { type Frame } from '../grafana/frame';
import { annotations } from './annotations';
import { backtest, type Evaluate } from './backtest';
import { calibration } from './calibration';
import { cohorts } from './cohorts';
import { conceptDrift } from './concept';
import { type AnalysisContext } from './context';
import { curves } from './curves';
import { distribution } from './distribution';
import { drift } from './drift';
import { driftMultivariate } from './drift/multivariate';
import { performanceEstimated } from './estimated';
import { fairness } from './fairness';
import { importance } from './importance';
import { beeswarm } from './importance/beeswarm';
import { dependence } from './importance/dependence';
import { explanation } from './importance/explanation';
import { impact } from './importance/impact';
import { kpi } from './kpi';
import { models } from './models';
import { performance } from './performance';
import { quality } from './quality';
import { records } from './records';
import { refusals } from './refusals';
import { service } from './service';

export { type Analysis, type AnalysisContext } from './context';

/** Runs an analysis. Throws `PlumblineError` on bad input; `sql` queries have their own door. */
export async function runAnalysis(query: PlumblineQuery, context: AnalysisContext): Promise<Frame[]> {
  switch (query.queryType) {
    case 'drift':
      return drift(query, context);
    case 'distribution':
      return distribution(query, context);
    case 'drift-multivariate':
      return driftMultivariate(query, context);
    case 'concept-drift':
      return conceptDrift(query, context);
    case 'performance':
      return performance(query, context);
    case 'performance-estimated':
      return performanceEstimated(query, context);
    case 'fairness':
      return fairness(query, context);
    case 'service':
      return service(query, context);
    case 'kpi':
      return kpi(query, context);
    case 'calibration':
      return calibration(query, context);
    case 'curves':
      return curves(query, context);
    case 'quality':
      return quality(query, context);
    case 'importance':
      return importance(query, context);
    case 'beeswarm':
      return beeswarm(query, context);
    case 'dependence':
      return dependence(query, context);
    case 'explanation':
      return explanation(query, context);
    case 'impact':
      return impact(query, context);
    case 'cohorts':
      return cohorts(query, context);
    case 'records':
      return records(query, context);
    case 'models':
      return models(query, context);
    case 'refusals':
      return refusals(query, context);
    case 'annotations':
      return annotations(query, context);
    case 'backtest':
      return backtest(query, context, ruleAnswer);
    case 'sql':
      throw new PlumblineError('bad_request', 'queryType: sql is no analysis', 'Send it to SQL mode.', 'queryType');
  }
}

/** What the query of an alert rule answers; a replay asks it at moments of the past. */
const ruleAnswer: Evaluate = (query, context) => {
  if (query.queryType !== 'sql') {
    return runAnalysis(query, context);
  }
  if (!context.sql) {
    throw new PlumblineError('forbidden', 'SQL mode is off for this data source', 'Use the query builder');
  }
  return context.sql(query, context);
};
