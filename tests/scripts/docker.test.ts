/** Compose and its images, held statically: there is no Docker where this project is tested, so nothing here was run. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = path.resolve(import.meta.dirname, '..', '..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

const compose = parse(read('docker-compose.yaml'));
const dockerfile = read('Dockerfile');
const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\w+)$/gm)].map(([, name]) => name);
const ini = read('docker/grafana.ini');

describe('docker-compose.yaml', () => {
  it('builds stages that the Dockerfile has', () => {
    for (const { build } of Object.values<{ build: { target: string } }>(compose.services)) {
      expect(stages).toContain(build.target);
    }
  });

  it('mounts only volumes that it declares', () => {
    const mounted = Object.values<{ volumes: string[] }>(compose.services).flatMap(({ volumes }) => volumes);
    expect(mounted.length).toBeGreaterThan(0);
    for (const mount of mounted) {
      expect(Object.keys(compose.volumes)).toContain(mount.split(':')[0]);
    }
  });

  it('publishes on the loopback address only, and starts Grafana after the sample', () => {
    expect(compose.services.grafana.ports).toEqual([expect.stringMatching(/^127\.0\.0\.1:/)]);
    expect(compose.services.grafana.depends_on.sample.condition).toBe('service_completed_successfully');
  });
});

describe('Dockerfile', () => {
  it('copies and runs files that exist', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, words]) =>
      words?.split(' ').slice(0, -1)
    );
    const run = [...dockerfile.matchAll(/\b(?:scripts|docker)\/[\w-]+\.mjs/g)].map(([name]) => name);
    for (const name of [...copied, ...run]) {
      expect(existsSync(path.join(root, name ?? '')), name).toBe(true);
    }
  });

  it('uses the Grafana that the plugins are made for, and brings the runtime for its C library', () => {
    expect(dockerfile).toMatch(/^FROM grafana\/grafana:12\.4\.\d+ AS grafana$/m);
    expect(dockerfile).toContain('build-backend.mjs --musl');
  });
});

describe('docker/grafana.ini', () => {
  it('names every plugin, or Grafana would refuse the unsigned ones', () => {
    const folders = ['.', 'datasource', 'panels/driftheatmap', 'panels/importance', 'panels/cohorts'];
    const ids = folders.map((folder) => JSON.parse(read(`src/${folder}/plugin.json`)).id);
    expect(/^allow_loading_unsigned_plugins = (.*)$/m.exec(ini)?.[1]?.split(',').sort()).toEqual(ids.sort());
  });

  it('keeps the store on the shared volume and outside the plugin folder', () => {
    expect(ini).toContain(`store_dir = ${compose.services.sample.environment.PLUMBLINE_STATE}/data/plumbline`);
    expect(compose.services.grafana.volumes).toContain('state:/state');
  });
});
