/** Univariate drift: how far each column of each window lies from its reference. */
import { type DriftQuery } from '../../../query/model';
import { type Analysis } from '../context';
import { finish } from '../shared/frames';
import { computeDrift } from './compute';
import { driftCustom, driftFrames } from './formats';

export const drift: Analysis<DriftQuery> = async (query, context) => {
  const format = query.format ?? 'timeseries';
  const result = await computeDrift(query, context, format === 'table');
  const frames = driftFrames(result, format);
  const custom = driftCustom(result, format === 'matrix' ? 'drift-matrix' : 'drift');
  return finish(frames, result.scope.ledger, custom, query.refId);
};
