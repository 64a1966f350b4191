import { type AnalysisQuery, type PlumblineQuery, type QueryType } from '../query/model';

const NO_ANALYSIS: ReadonlySet<QueryType> = new Set<QueryType>([
  'sql',
  'models',
  'refusals',
  'backtest',
  'annotations',
]);

/** True for a query about the rows of one model, with its columns, filters and windows. */
export function isAnalysis(query: PlumblineQuery): query is AnalysisQuery {
  return !NO_ANALYSIS.has(query.queryType);
}
