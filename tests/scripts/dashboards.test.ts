/** The shared dashboards: what stands in provisioning is what the table says, and every query of every panel answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Board, BOARDS, type BoardPanel } from '../../scripts/lib/dashboards/boards.mjs';
import { loadSample } from '../../src/backend/cli/sample/load';
import { storeTarget } from '../../src/backend/cli/storeTarget';
import { GROWTH } from '../../src/backend/engine/growth';
import { openOperations, type Operations } from '../../src/backend/engine/operations';
import datasourcePlugin from '../../src/datasource/plugin.json' with { type: 'json' };
import { queryExamples } from '../../src/datasource/examples';
import { createLogger } from '../../src/backend/grafana/log';
import { interpolateQuery } from '../../src/datasource/interpolate';
import { type PlumblineQuery } from '../../src/query/model';
import { problemsOf } from '../../src/datasource/validate';
import { parseQuery } from '../../src/query/validate';

const root = path.resolve(import.meta.dirname, '..', '..');
const DAY = 86_400_000;
/** Every twentieth flight is loaded, so what is rare is left out of the answers. */
const NOW = Date.now();

/** What the variables of a board stand for on the sample. */
const VALUES: Record<string, string> = {
  model: 'flights',
  version: '*',
  column: '*',
  segment: 'origin',
  window: 'auto',
  method: 'psi',
  reference: 'march',
};
const replace = (text: string): string => text.replace(/\$\{(\w+)\}/g, (whole, name: string) => VALUES[name] ?? whole);

const panelsOf = ({ panels }: Board): BoardPanel[] => panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
const isOurs = (target: Record<string, unknown>): boolean =>
  (target.datasource as { type?: string } | undefined)?.type === 'plumbline-predictions-datasource';
const asked = (panels: readonly BoardPanel[]) =>
  panels.flatMap(({ title, targets = [] }) => targets.filter(isOurs).map((target) => ({ title, target })));

describe('shared dashboards', () => {
  it.each(BOARDS.map((board) => [board.uid, board] as const))('%s stands in provisioning', async (uid, board) => {
    const file = path.join(root, 'provisioning', 'dashboards', `${uid}.json`);
    await expect(`${JSON.stringify(board, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it.each(BOARDS.map((board) => [board.uid, board] as const))('%s is made for any data source', (_uid, board) => {
    const names = board.templating.list.map(({ name }) => name);
    expect(names[0]).toBe('datasource');
    const used = [...JSON.stringify(board).matchAll(/\$\{(\w+)/g)].map(([, name]) => name);
    const known = new Set([...names, '__value', '__url_time_range', '__field', '__data']);
    expect(used.filter((name) => name !== undefined && !known.has(name))).toEqual([]);
    for (const { target } of asked(panelsOf(board))) {
      expect(target.datasource).toEqual({ type: 'plumbline-predictions-datasource', uid: '${datasource}' });
    }
    const ids = panelsOf(board).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('are all offered for import by the data source', () => {
    const offered = datasourcePlugin.includes.map(({ name, path: file }) => ({ name, file }));
    expect(offered).toEqual(BOARDS.map(({ title, uid }) => ({ name: title, file: `dashboards/${uid}.json` })));
  });

  it('hides what needs a data source of somebody else', () => {
    for (const board of BOARDS) {
      const open = board.panels.filter(({ type }) => type !== 'row').flatMap(({ targets = [] }) => targets);
      expect(open.filter((target) => !isOurs(target))).toEqual([]);
    }
  });
});

describe('on the flights sample', () => {
  let folder: string;
  let operations: Operations;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'plumbline-boards-'));
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const files = { predictions: 'nycflights13_late_monitoring', attributions: 'nycflights13_shap' };
    for (const [name, file] of Object.entries(files)) {
      await connection.run(
        `COPY (SELECT * FROM '${path.join(root, 'sample', file)}.parquet' WHERE id % 20 = 0) TO '${path.join(folder, name)}.parquet'`
      );
    }
    connection.closeSync();
    instance.closeSync();
    const store = path.join(folder, 'sample.duckdb');
    const target = await storeTarget(store);
    await loadSample(target, {
      files: {
        predictions: path.join(folder, 'predictions.parquet'),
        attributions: path.join(folder, 'attributions.parquet'),
      },
      now: NOW,
    });
    await target.close();
    const log = createLogger('test', () => undefined);
    const onFatal = (error: Error) => {
      throw error;
    };
    operations = await openOperations(
      { path: store, memoryMiB: 512, retention: {} },
      { growth: GROWTH, log, onFatal, onGrown: () => undefined }
    );
  });
  afterAll(async () => {
    await operations.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // A collapsed row asks nothing until somebody opens it.
  const open = BOARDS.flatMap((board) =>
    asked(board.panels.filter(({ type }) => type !== 'row')).map(
      ({ title, target }) => [`${board.uid}: ${title}`, target] as const
    )
  );

  const examples = queryExamples().flatMap(({ examples: list }) =>
    list.map(({ title, query }) => [`help: ${title}`, { ...query }] as const)
  );

  it.each([...open, ...examples])('%s is sent with its variables in it', (_name, target) => {
    expect(problemsOf(target as unknown as PlumblineQuery)).toEqual({});
  });

  it.each([...open, ...examples])('%s answers without an error', async (_name, target) => {
    const query = parseQuery(interpolateQuery(target as unknown as PlumblineQuery, replace));
    const actor = { login: 'viewer', role: 'Viewer' as const, fromAlert: false, unmasked: false };
    const request = { actor, jobs: [], rowLimit: 1_000_000, rawSql: 'guarded' as const };
    const run = operations.queryRunner(request, new AbortController().signal);
    const frames = await run({ query, from: NOW - 90 * DAY, to: NOW, intervalMs: DAY, maxDataPoints: 500 });
    expect(frames.length).toBeGreaterThan(0);
    expect(frames[0]?.fields.length).toBeGreaterThan(0);
    const errors = frames.flatMap(({ meta }) => meta?.notices ?? []).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });
});
