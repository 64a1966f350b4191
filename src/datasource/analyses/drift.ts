import { t } from '@grafana/i18n';
import { driftMethodNames } from '../../components/names';
import { CONCEPT_METRICS, DRIFT_METHODS, DRIFT_PRESETS, MULTIVARIATE_METHODS, TEST_FAMILIES } from '../../query/model';
import { FIXED, LINEAGE, metricsField, namesOf, rowsAndZone, rowsPerBin, TIMED } from './common';
import { type AnalysisTraits, type NamedField, type Option, valueAt } from './specs';

const drift: AnalysisTraits = {
  label: () => t('datasource.analysis.drift', 'Drift'),
  description: () => t('datasource.analysis.drift-is', 'How far each column is from its reference'),
  formats: ['matrix', ...TIMED],
  silent: 'timeseries',
  defaults: { columns: ['*'], method: 'psi', reference: FIXED, window: 'auto' },
  fields: () => [
    { kind: 'columns' },
    methodField('method', t('datasource.field.method', 'Method')),
    { kind: 'window' },
    { kind: 'reference' },
    { kind: 'segments' },
    { kind: 'filters' },
  ],
  more: () => [
    ...LINEAGE,
    presetField(),
    { kind: 'threshold' },
    ...limitsFromData(),
    missingField(),
    ...rowsAndZone(rowsPerBin()),
  ],
};

const distribution: AnalysisTraits = {
  label: () => t('datasource.analysis.distribution', 'Distribution'),
  description: () => t('datasource.analysis.distribution-is', 'Values of a column beside the reference'),
  formats: ['table'],
  defaults: { columns: ['*'], reference: FIXED, window: 'all' },
  fields: () => [{ kind: 'columns' }, { kind: 'window' }, { kind: 'reference' }, { kind: 'filters' }],
  more: () => [
    ...LINEAGE,
    methodField('method', t('datasource.field.contribution', 'Contribution to')),
    ...rowsAndZone(rowsPerBin()),
  ],
};

const multivariate: AnalysisTraits = {
  label: () => t('datasource.analysis.multivariate', 'Drift of all columns'),
  description: () => t('datasource.analysis.multivariate-is', 'One number for the columns together'),
  formats: TIMED,
  defaults: { columns: ['*'], method: 'drifted_share', reference: FIXED, window: 'auto' },
  fields: () => [
    {
      kind: 'choice',
      key: 'method',
      label: t('datasource.field.measure', 'Measure'),
      options: namesOf(MULTIVARIATE_METHODS),
      fallback: 'drifted_share',
    },
    { kind: 'columns' },
    methodField('columnMethod', t('datasource.field.column-method', 'Each column by')),
    { kind: 'window' },
    { kind: 'reference' },
    { kind: 'segments' },
    { kind: 'filters' },
  ],
  more: () => [...LINEAGE, presetField(), { kind: 'threshold' }, missingField(), ...rowsAndZone(rowsPerBin())],
};

const concept: AnalysisTraits = {
  label: () => t('datasource.analysis.concept', 'Concept drift'),
  description: () => t('datasource.analysis.concept-is', 'Change of the label or error rate with the mix held fixed'),
  formats: TIMED,
  defaults: { metrics: ['label_rate'], reference: FIXED, window: 'auto' },
  fields: () => [
    metricsField(namesOf(CONCEPT_METRICS)),
    { kind: 'columns' },
    { kind: 'window' },
    { kind: 'reference' },
    { kind: 'segments' },
    { kind: 'filters' },
  ],
  more: () => [...LINEAGE, { kind: 'threshold' }, { kind: 'labels' }, ...rowsAndZone(rowsPerBin())],
};

export const DRIFT_ANALYSES = { drift, distribution, 'drift-multivariate': multivariate, 'concept-drift': concept };

function methodField(key: string, label: string): NamedField {
  const names = driftMethodNames();
  const options = DRIFT_METHODS.map((value): Option => ({ value, ...names[value] }));
  return { kind: 'choice', key, label, options, fallback: 'psi' };
}

function presetField(): NamedField {
  return {
    kind: 'choice',
    key: 'preset',
    label: t('datasource.field.preset', 'As in'),
    options: [{ value: '', label: t('datasource.preset.none', 'No other library') }, ...namesOf(DRIFT_PRESETS)],
    fallback: '',
  };
}

function missingField(): NamedField {
  return {
    kind: 'choice',
    key: 'missing',
    label: t('datasource.field.missing', 'Missing values'),
    options: [
      { value: 'exclude', label: t('datasource.missing.exclude', 'Left out') },
      { value: 'bin', label: t('datasource.missing.bin', 'A bin of their own') },
    ],
    fallback: 'exclude',
  };
}

/** Limits that the reference or chance sets, and the correction over many tests. */
function limitsFromData(): NamedField[] {
  const corrected = (query: object) => valueAt(query, 'correction.fdr') !== undefined;
  return [
    {
      kind: 'choice',
      key: 'thresholdFrom.kind',
      label: t('datasource.field.limits-from', 'Limits from'),
      options: [
        { value: '', label: t('datasource.limits.given', 'The numbers beside') },
        { value: 'chunks', label: t('datasource.limits.chunks', 'Mean ± 3 sd of the reference') },
        { value: 'no-change', label: t('datasource.limits.no-change', 'What no change stays below') },
      ],
      fallback: '',
    },
    {
      kind: 'number',
      key: 'correction.fdr',
      label: t('datasource.field.fdr', 'False discovery rate'),
      placeholder: t('datasource.field.fdr-none', 'not corrected'),
    },
    {
      kind: 'choice',
      key: 'correction.family',
      when: corrected,
      label: t('datasource.field.family', 'Corrected together'),
      options: namesOf(TEST_FAMILIES),
      fallback: 'window',
    },
    {
      kind: 'choice',
      key: 'correction.procedure',
      when: corrected,
      label: t('datasource.field.procedure', 'Correction'),
      options: [
        { value: 'bh', label: 'Benjamini-Hochberg' },
        { value: 'by', label: t('datasource.procedure.by', 'Benjamini-Yekutieli (any dependence)') },
      ],
      fallback: 'bh',
    },
    {
      kind: 'number',
      key: 'correction.minEffect',
      when: corrected,
      label: t('datasource.field.effect', 'Effect at least'),
      placeholder: '0',
    },
  ];
}
