import { describe, expect, it } from 'vitest';
import { QUERY_VERSION } from './model';
import { parseQuery } from './validate';

const base = { refId: 'A', model: 'm', pluginVersion: QUERY_VERSION };

describe('queries of the drift family', () => {
  it('keeps what it knows and drops what it does not', () => {
    const query = {
      ...base,
      queryType: 'drift',
      preset: 'tests',
      correction: { fdr: 0.1, family: 'query', minEffect: 0 },
      thresholdFrom: { kind: 'no-change', level: 0.95 },
      missing: 'exclude',
    };
    expect(parseQuery({ ...query, surprise: 1, correction: { ...query.correction, more: 1 } })).toEqual(query);
    const share = {
      ...base,
      queryType: 'drift-multivariate',
      columnMethod: 'ks',
      columnThreshold: { breach: 0.2 },
      threshold: { breach: 0.5 },
    };
    expect(parseQuery(share)).toEqual(share);
    const concept = { ...base, queryType: 'concept-drift', metrics: ['label_rate'], reference: { kind: 'previous' } };
    expect(parseQuery(concept)).toEqual(concept);
    const parts = { ...base, queryType: 'distribution', method: 'js' };
    expect(parseQuery({ ...parts, threshold: { warn: 1 } })).toEqual(parts);
  });

  it.each([
    [{ queryType: 'drift', method: 'guess' }, 'method'],
    [{ queryType: 'drift', preset: 'whylogs' }, 'preset'],
    [{ queryType: 'drift', thresholdFrom: {} }, 'thresholdFrom.kind'],
    [{ queryType: 'drift', thresholdFrom: { kind: 'chunks', chunks: 1 } }, 'thresholdFrom.chunks'],
    [{ queryType: 'drift', thresholdFrom: { kind: 'chunks', chunks: 1e9 } }, 'thresholdFrom.chunks'],
    [{ queryType: 'drift', thresholdFrom: { kind: 'no-change', level: 1 } }, 'thresholdFrom.level'],
    [{ queryType: 'drift', correction: { fdr: 0 } }, 'correction.fdr'],
    [{ queryType: 'drift', correction: { family: 'all' } }, 'correction.family'],
    [{ queryType: 'drift', correction: { procedure: 'bonferroni' } }, 'correction.procedure'],
    [{ queryType: 'drift-multivariate', method: 'pca' }, 'method'],
    [{ queryType: 'drift-multivariate', columnThreshold: { breach: 'x' } }, 'columnThreshold.breach'],
    [{ queryType: 'concept-drift', metrics: ['auc'] }, 'metrics[0]'],
  ])('%j names %s', (query, place) => {
    expect(() => parseQuery({ ...base, ...query })).toThrow(expect.objectContaining({ place }));
  });
});
