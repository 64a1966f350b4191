/** The download of Grafana, against a server on the loopback address. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { archiveName, downloadGrafana } from '../../scripts/lib/grafana/download.mjs';

const VERSION = '12.4.3';
const SILENCE_MS = 300;

let folder: string;
let server: Server;
let url: string;
let answer: (name: string, response: ServerResponse) => void;

/** A Grafana as small as `inspect` takes it, packed as the official archive is. */
function packGrafana(version = VERSION): Buffer {
  const home = path.join(folder, 'pack', `grafana-${version}`);
  fs.mkdirSync(path.join(home, 'bin'), { recursive: true });
  fs.mkdirSync(path.join(home, 'conf'), { recursive: true });
  fs.writeFileSync(path.join(home, 'conf', 'defaults.ini'), '');
  fs.writeFileSync(path.join(home, 'bin', 'grafana'), `#!/bin/sh\necho grafana version ${version}\n`, { mode: 0o755 });
  const file = path.join(folder, 'grafana.tar.gz');
  execFileSync('tar', ['-czf', file, '-C', path.dirname(home), path.basename(home)]);
  return fs.readFileSync(file);
}

const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const serving = (archive: Buffer, checksum: string) => (name: string, response: ServerResponse) =>
  void response.end(name.endsWith('.sha256') ? `${checksum}  ${archiveName(VERSION)}\n` : archive);
const download = () =>
  downloadGrafana(path.join(folder, 'downloads'), { url, version: VERSION, silenceMs: SILENCE_MS });

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'plumbline-download-'));
  server = createServer((request, response) => answer(request.url ?? '', response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/release/`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  fs.rmSync(folder, { recursive: true });
});

describe('downloadGrafana', () => {
  it('fetches, checks and unpacks, and asks nobody the second time', async () => {
    const archive = packGrafana();
    answer = serving(archive, sha256(archive));
    const grafana = await download();
    expect(grafana).toMatchObject({ version: VERSION, program: { args: ['server'] } });
    expect(fs.existsSync(path.join(grafana.home, 'conf', 'defaults.ini'))).toBe(true);

    answer = (_name, response) => void response.writeHead(500).end();
    expect(await download()).toEqual(grafana);
  });

  it('refuses an archive with another checksum and keeps nothing of it', async () => {
    answer = serving(packGrafana(), '0'.repeat(64));
    await expect(download()).rejects.toThrow(/checksum/);
    expect(fs.readdirSync(path.join(folder, 'downloads'))).toEqual([]);
  });

  it('gives up on a server that goes silent in the middle', async () => {
    const archive = packGrafana();
    answer = (name, response) => {
      if (name.endsWith('.sha256')) {
        response.end(sha256(archive));
      } else {
        response.writeHead(200, { 'content-length': archive.length }).write(archive.subarray(0, 64));
      }
    };
    const before = Date.now();
    await expect(download()).rejects.toThrow(/nothing came from 127\.0\.0\.1/);
    expect(Date.now() - before).toBeLessThan(SILENCE_MS * 10);
  });

  it('says what the server answered', async () => {
    answer = (_name, response) => void response.writeHead(404).end();
    await expect(download()).rejects.toThrow(/sha256 answered 404/);
  });

  it('refuses a Grafana that is too old', async () => {
    const archive = packGrafana('11.6.0');
    answer = serving(archive, sha256(archive));
    await expect(download()).rejects.toThrow(/12\.4\.0 or newer/);
  });
});
