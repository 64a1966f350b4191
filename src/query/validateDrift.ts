import * as field from './fields';
import { type Json } from './fields';
import {
  type AnalysisBase,
  CONCEPT_METRICS,
  CORRECTIONS,
  type ConceptDriftQuery,
  type Correction,
  type DistributionQuery,
  DRIFT_METHODS,
  DRIFT_PRESETS,
  type DriftMultivariateQuery,
  type DriftQuery,
  MULTIVARIATE_METHODS,
  type Reference,
  TEST_FAMILIES,
  type Threshold,
  type ThresholdRule,
} from './model';

export const DRIFT_QUERY_TYPES = ['drift', 'distribution', 'drift-multivariate', 'concept-drift'] as const;

const MISSING = ['exclude', 'bin'] as const;
const RULES = ['chunks', 'no-change'] as const;

type Common = AnalysisBase & { reference?: Reference; threshold?: Threshold };

/** Reads the fields that only the drift family has. Throws `bad_request` naming the field. */
export function parseDrift(
  queryType: (typeof DRIFT_QUERY_TYPES)[number],
  source: Json,
  common: Common
): DriftQuery | DistributionQuery | DriftMultivariateQuery | ConceptDriftQuery {
  switch (queryType) {
    case 'drift':
      return field.defined({
        ...common,
        queryType,
        method: field.oneOf(source, 'method', 'method', DRIFT_METHODS),
        ...scoring(source),
      });
    case 'distribution': {
      const { threshold: _, ...rest } = common;
      return field.defined({ ...rest, queryType, method: field.oneOf(source, 'method', 'method', DRIFT_METHODS) });
    }
    case 'drift-multivariate':
      return field.defined({
        ...common,
        queryType,
        method: field.oneOf(source, 'method', 'method', MULTIVARIATE_METHODS),
        columnMethod: field.oneOf(source, 'columnMethod', 'columnMethod', DRIFT_METHODS),
        columnThreshold: limits(source, 'columnThreshold'),
        ...scoring(source),
      });
    case 'concept-drift':
      return field.defined({
        ...common,
        queryType,
        metrics: field.listOf(source, 'metrics', 'metrics', CONCEPT_METRICS),
      });
  }
}

function scoring(source: Json) {
  return {
    preset: field.oneOf(source, 'preset', 'preset', DRIFT_PRESETS),
    thresholdFrom: thresholdRule(source),
    correction: correction(source),
    missing: field.oneOf(source, 'missing', 'missing', MISSING),
  };
}

function limits(source: Json, key: string): Threshold | undefined {
  const found = field.object(source, key, key);
  return (
    found &&
    field.defined({
      warn: field.number(found, 'warn', `${key}.warn`),
      breach: field.number(found, 'breach', `${key}.breach`),
    })
  );
}

function thresholdRule(source: Json): ThresholdRule | undefined {
  const rule = field.object(source, 'thresholdFrom', 'thresholdFrom');
  if (!rule) {
    return undefined;
  }
  const kind = field.oneOf(rule, 'kind', 'thresholdFrom.kind', RULES);
  switch (kind) {
    case undefined:
      throw field.invalid('thresholdFrom.kind', 'is missing', `Use one of: ${RULES.join(', ')}.`);
    case 'chunks':
      return field.defined({
        kind,
        chunks: field.number(rule, 'chunks', 'thresholdFrom.chunks', { min: 2, max: 1000, integer: true }),
        deviations: field.number(rule, 'deviations', 'thresholdFrom.deviations', { min: 0, max: 100 }),
      });
    case 'no-change':
      return field.defined({
        kind,
        level: field.number(rule, 'level', 'thresholdFrom.level', { min: 0.5, max: 0.9999 }),
      });
  }
}

function correction(source: Json): Correction | undefined {
  const found = field.object(source, 'correction', 'correction');
  return (
    found &&
    field.defined({
      fdr: field.number(found, 'fdr', 'correction.fdr', { min: 0, max: 1, open: true }),
      family: field.oneOf(found, 'family', 'correction.family', TEST_FAMILIES),
      procedure: field.oneOf(found, 'procedure', 'correction.procedure', CORRECTIONS),
      minEffect: field.number(found, 'minEffect', 'correction.minEffect', { min: 0, max: 1 }),
    })
  );
}
