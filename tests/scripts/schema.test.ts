/** The published schema of queries: as the types are, and what is provisioned holds to it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SCHEMA_FILE, schemaText } from '../../scripts/lib/schema.mjs';

const root = path.resolve(import.meta.dirname, '..', '..');
const provisioned = (...parts: string[]) => path.join(root, 'provisioning', ...parts);
const text = readFileSync(SCHEMA_FILE, 'utf8');
const accepts = new Ajv({ allErrors: true }).compile(JSON.parse(text));

const complaints = (query: unknown): string[] =>
  accepts(query) ? [] : (accepts.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

/** Every object with a `queryType` in a file, wherever it stands. */
function queriesIn(node: unknown): object[] {
  if (typeof node !== 'object' || node === null) {
    return [];
  }
  const inside = Object.values(node).flatMap(queriesIn);
  return 'queryType' in node && 'refId' in node ? [node, ...inside] : inside;
}

const drift = { refId: 'A', queryType: 'drift', model: 'flights' };

describe('docs/query.schema.json', () => {
  it('is what the types say (node scripts/schema.mjs)', { timeout: 240_000 }, () => {
    expect(text).toBe(schemaText());
  });

  it('takes every query of the dashboards', () => {
    const boards = readdirSync(provisioned('dashboards')).filter((name) => name.endsWith('.json'));
    const queries = boards.flatMap((name) =>
      // What the variable of the shared boards stands for.
      queriesIn(JSON.parse(readFileSync(provisioned('dashboards', name), 'utf8').replaceAll('${method}', 'psi')))
    );
    expect(queries.length).toBeGreaterThan(50);
    expect(queries.flatMap((query) => complaints(query).map((why) => `${JSON.stringify(query)}: ${why}`))).toEqual([]);
  });

  it('takes every query of the alert rules', () => {
    const { groups } = parse(readFileSync(provisioned('alerting', 'flights.yaml'), 'utf8'));
    const models: object[] = groups.flatMap((group: { rules: Array<{ data: Array<Record<string, unknown>> }> }) =>
      group.rules.flatMap(({ data }) => data.filter((one) => one.datasourceUid !== '__expr__').map((one) => one.model))
    );
    expect(models.length).toBeGreaterThanOrEqual(5);
    expect(models.flatMap((query) => complaints(query).map((why) => `${JSON.stringify(query)}: ${why}`))).toEqual([]);
  });

  it.each([
    ['a field that no query has', { ...drift, windwo: '1d' }],
    ['a method that there is not', { ...drift, method: 'psy' }],
    ['a number as a text', { ...drift, minRows: '200' }],
    ['a type that there is not', { ...drift, queryType: 'drifts' }],
    ['a query without its type', { refId: 'A', model: 'flights' }],
  ])('refuses %s', (_, query) => {
    expect(complaints(drift)).toEqual([]);
    expect(complaints(query)).not.toEqual([]);
  });
});
