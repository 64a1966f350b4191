/** What is provisioned: queries of the contract, panels that exist, links that lead somewhere. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseQuery } from '../../src/query/validate';

const root = path.resolve(import.meta.dirname, '..', '..');
const read = (...parts: string[]) => readFileSync(path.join(root, 'provisioning', ...parts), 'utf8');

interface Panel {
  id: number;
  type: string;
  title: string;
  targets?: object[];
}

const boards = readdirSync(path.join(root, 'provisioning', 'dashboards'))
  .filter((name) => name.endsWith('.json'))
  .map((name): { uid: string; panels: Panel[] } =>
    // What the variables of the shared boards stand for.
    JSON.parse(read('dashboards', name).replaceAll('${window}', 'auto').replaceAll('${method}', 'psi'))
  );
const { groups } = parse(read('alerting', 'flights.yaml'));
const rules: Array<{
  uid: string;
  noDataState: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  data: Array<{ datasourceUid: string; queryType?: string; model: Record<string, unknown> }>;
}> = groups.flatMap((group: { rules: unknown[] }) => group.rules);
const queriesOf = (rule: (typeof rules)[number]) =>
  rule.data.filter(({ datasourceUid }) => datasourceUid !== '__expr__');

describe('dashboards', () => {
  it('send valid queries, one id a panel', () => {
    for (const { uid, panels } of boards) {
      expect(new Set(panels.map(({ id }) => id)).size, uid).toBe(panels.length);
      for (const target of panels.flatMap(({ targets = [] }) => targets)) {
        expect(parseQuery(target)).toMatchObject(target);
      }
    }
  });

  it('use our panels by ids that exist', () => {
    const known = readdirSync(path.join(root, 'src', 'panels')).map((folder) => `plumbline-${folder}-panel`);
    const used = boards
      .flatMap(({ panels }) => panels.map(({ type }) => type))
      .filter((type) => type.startsWith('plumbline-'));
    expect(used.length).toBeGreaterThan(0);
    expect(known).toEqual(expect.arrayContaining(used));
  });
});

describe('alert rules', () => {
  it('ask valid queries in numbers, of the provisioned data source', () => {
    const [source] = parse(read('datasources', 'plumbline.yaml')).datasources;
    for (const rule of rules) {
      expect(queriesOf(rule)).toHaveLength(1);
      for (const { datasourceUid, model, queryType } of queriesOf(rule)) {
        expect(datasourceUid).toBe(source.uid);
        expect(parseQuery(model)).toMatchObject({ format: 'numeric', queryType });
      }
    }
  });

  it('keep their last state without data, but for the one that watches absence', () => {
    const absent = rules.filter(({ noDataState }) => noDataState !== 'KeepLast');
    expect(absent.map(({ uid }) => uid)).toEqual(['plumbline-volume']);
  });

  it('lead to a panel and a runbook that exist', () => {
    for (const { uid, annotations, labels } of rules) {
      const board = boards.find((candidate) => candidate.uid === annotations['__dashboardUid__']);
      expect(
        board?.panels.map(({ id }) => String(id)),
        uid
      ).toContain(annotations['__panelId__']);
      const link = /^\{\{ externalURL \}\}d\/([\w-]+)\?viewPanel=(\d+)$/.exec(annotations['runbook_url'] ?? '');
      const runbook = boards.find((candidate) => candidate.uid === link?.[1]);
      expect(
        runbook?.panels.map(({ id }) => String(id)),
        uid
      ).toContain(link?.[2]);
      expect(labels['severity']).toMatch(/^(warning|critical)$/);
    }
  });
});
