import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { storeFacts } from './components/StoreState';
import { ingestLimits, numberProblem, periodProblem, provisioningFile, queryLimits, settingProblems } from './settings';

it('judges numbers by the range that the back end takes', () => {
  const [timeout] = queryLimits();
  expect(timeout && numberProblem(timeout, 301)).toContain('300');
  expect(timeout && numberProblem(timeout, 300)).toBeUndefined();
  expect(timeout && numberProblem(timeout, undefined)).toBeUndefined();
  for (const { fallback, min, max } of [...queryLimits(), ...ingestLimits()]) {
    expect(fallback).toBeGreaterThanOrEqual(min);
    expect(fallback).toBeLessThanOrEqual(max);
  }
});

it('says that a misspelt period is none', () => {
  expect(periodProblem('180 days')).toContain('180d');
  expect(periodProblem('180d')).toBeUndefined();
  // A length of windows, which nothing can be kept for.
  expect(periodProblem('6M')).toContain('180d');
  expect(periodProblem('forever')).toBeUndefined();
  expect(periodProblem(undefined)).toBeUndefined();
});

it('names what keeps the settings from being saved', () => {
  expect(settingProblems({ batchRows: 5, retentionAudit: '3y' })).toEqual({});
  expect(Object.keys(settingProblems({ batchRows: 0, modelColumns: 5000, retentionRaw: 'long' }))).toEqual([
    'batchRows',
    'modelColumns',
    'retentionRaw',
  ]);
});

it('writes a provisioning file that reads back, without the secret', () => {
  const jsonData = {
    rawSql: 'off' as const,
    retentionRaw: '180d',
    batchRows: 1000,
    queryRole: undefined,
    pdcInjected: false,
  };
  const [source] = parse(provisioningFile('My: "source"', 'uid', jsonData, true)).datasources;
  expect(source).toEqual({
    name: 'My: "source"',
    uid: 'uid',
    type: 'plumbline-predictions-datasource',
    access: 'proxy',
    jsonData: { rawSql: 'off', retentionRaw: '180d', batchRows: 1000 },
    secureJsonData: { ingestKey: '$PLUMBLINE_INGEST_KEY' },
  });
  expect(parse(provisioningFile('a', 'b', {}, false)).datasources[0]).not.toHaveProperty('jsonData');
});

it('shows what is known of the store', () => {
  const lastBatchAt = Date.UTC(2026, 0, 2, 3, 4, 5);
  expect(
    storeFacts({ models: 2, walBytes: 1_500_000, fileBytes: 500_000, openedInMs: 28, lastBatchAt, hoursToRollUp: 0 })
  ).toEqual([
    { name: 'Models', value: '2' },
    { name: 'On disk', value: '2.0 MB' },
    { name: 'Of it in the log', value: '1.5 MB' },
    { name: 'Newest batch', value: expect.stringMatching(/^2026-01-0[123] \d\d:04:05$/) },
    { name: 'Hours to roll up', value: '0' },
    { name: 'Opened in', value: '28 ms' },
  ]);
});
