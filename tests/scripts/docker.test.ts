/** Compose and its images, held statically: there is no Docker where this project is tested, so nothing here was run. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

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

describe('docs/examples', () => {
  const example = read('docs/examples/docker/grafana.ini');
  const setting = (file: string, key: string) => new RegExp(`^${key} = (.*)$`, 'm').exec(file)?.[1];
  const image = read('docs/examples/docker/Dockerfile');
  const [claim, deployment, service] = parseAllDocuments(read('docs/examples/kubernetes/grafana.yaml')).map(
    (document) => document.toJS()
  );
  const { spec } = deployment.spec.template;
  const [container] = spec.containers;

  it('allow the same plugins as our own image, on the same Grafana', () => {
    const key = 'allow_loading_unsigned_plugins';
    expect(setting(example, key)).toBe(setting(ini, key));
    expect(read('docs/install.md')).toContain(`${key} = ${setting(ini, key)}`);
    const [, version] = /^FROM (grafana\/grafana:\S+)$/m.exec(image) ?? [];
    expect(dockerfile).toContain(`FROM ${version} AS grafana`);
  });

  it('put the plugins where Grafana looks, and the store on the volume', () => {
    expect(image).toContain(`dist ${setting(example, 'plugins')}/plumbline-models-app`);
    expect(setting(example, 'store_dir')).toMatch(/^\/var\/lib\/grafana\//);
    expect(read('docs/install.md')).toContain('-v grafana:/var/lib/grafana ');
    expect(container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/var/lib/grafana',
      container.env.find(({ name }: { name: string }) => name === 'PLUGIN_UNIX_SOCKET_DIR').value,
    ]);
  });

  it('run one process on a volume that lasts, reached by its service', () => {
    expect(deployment.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
    const volumes = spec.volumes.map(
      ({ persistentVolumeClaim }: { persistentVolumeClaim?: { claimName: string } }) => persistentVolumeClaim?.claimName
    );
    expect(volumes).toContain(claim.metadata.name);
    expect(deployment.spec.template.metadata.labels).toMatchObject(service.spec.selector);
    expect(container.ports.map(({ name }: { name: string }) => name)).toContain(service.spec.ports[0].targetPort);
  });
});
