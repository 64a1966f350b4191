/** What a browser loads before a panel shows, beyond what Grafana shares with all plugins. */
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

/** Bytes after gzip. */
const MOST = 150_000;
const folder = path.resolve('dist', 'panels');

/** Webpack writes a panel's first load into one file; what it loads later has files of its own beside the app's. */
const panels = fs
  .readdirSync(path.resolve('src', 'panels'))
  .filter((name) => fs.existsSync(path.resolve('src', 'panels', name, 'plugin.json')));

describe.each(panels)('%s', (name) => {
  const text = () => fs.readFileSync(path.join(folder, name, 'module.js'), 'utf8');

  it(`loads at most ${MOST / 1000} kB`, () => {
    const size = gzipSync(text()).length;
    expect(size).toBeGreaterThan(1_000);
    expect(size).toBeLessThanOrEqual(MOST);
  });

  it('leaves to Grafana what Grafana shares', () => {
    const [, shared = ''] = /define\(\[([^\]]*)\]/.exec(text()) ?? [];
    expect(shared).toContain('"react"');
    expect(shared).toContain('"@grafana/ui"');
    expect(text()).not.toContain('react.production');
  });
});
