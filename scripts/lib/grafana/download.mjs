/** The official Grafana archive: fetched, held against its checksum, unpacked. Given up after ten silent seconds. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { capture } from '../processes.mjs';
import { progressBar, say } from '../say.mjs';
import { inspect } from './find.mjs';

export const DEFAULT_URL = 'https://dl.grafana.com/oss/release';
export const DEFAULT_VERSION = '12.4.3';
export const SILENCE_MS = 10_000;

const arch = { x64: 'amd64', arm64: 'arm64' };

export function archiveName(version) {
  return `grafana-${version}.${process.platform}-${arch[process.arch] ?? process.arch}.tar.gz`;
}

/** Read a response piece by piece; fails when nothing comes for `silenceMs`. */
async function receive(url, silenceMs, onChunk) {
  const controller = new AbortController();
  const silence = () => controller.abort(new Error(`nothing came from ${new URL(url).host} for ${silenceMs / 1000} s`));
  let timer = setTimeout(silence, silenceMs);
  try {
    const response = await fetch(url, { signal: controller.signal });
    if (!response.ok || !response.body) {
      throw new Error(`${url} answered ${response.status}`);
    }
    const total = Number(response.headers.get('content-length') ?? 0);
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(silence, silenceMs);
      await onChunk(chunk, total);
    }
  } catch (error) {
    const reason = controller.signal.aborted ? controller.signal.reason : (error.cause ?? error);
    throw new Error(reason.message || reason.code || String(reason));
  } finally {
    clearTimeout(timer);
  }
}

async function receiveText(url, silenceMs) {
  const chunks = [];
  await receive(url, silenceMs, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

async function receiveFile(url, file, silenceMs) {
  const hash = createHash('sha256');
  const bar = progressBar('Downloading Grafana');
  const out = await fs.promises.open(file, 'w');
  let done = 0;
  try {
    await receive(url, silenceMs, async (chunk, total) => {
      hash.update(chunk);
      done += chunk.length;
      await out.writeFile(chunk);
      bar(done, total);
    });
  } finally {
    await out.close();
  }
  return hash.digest('hex');
}

/**
 * Download into `folder`, or take what an earlier download left there. The checksum is fetched first, from
 * `<archive>.sha256` beside the archive.
 * @returns a Grafana as `inspect` describes it; throws an Error whose message says why there is none
 */
export async function downloadGrafana(folder, options = {}) {
  const base = (options.url ?? process.env.GRAFANA_DOWNLOAD_URL ?? DEFAULT_URL).replace(/\/+$/, '');
  const version = options.version ?? process.env.GRAFANA_VERSION ?? DEFAULT_VERSION;
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const home = path.join(folder, `grafana-${version}`);
  if (fs.existsSync(home)) {
    const { grafana } = await inspect(home);
    if (grafana) {
      return grafana;
    }
  }
  const url = `${base}/${archiveName(version)}`;
  say(`Asking ${base} for Grafana ${version}`);
  const expected = (await receiveText(`${url}.sha256`, silenceMs)).trim().split(/\s+/)[0].toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(expected)) {
    throw new Error(`${url}.sha256 holds no SHA-256 checksum`);
  }
  fs.mkdirSync(folder, { recursive: true });
  const archive = path.join(folder, archiveName(version));
  const actual = await receiveFile(url, archive, silenceMs);
  if (actual !== expected) {
    fs.rmSync(archive);
    throw new Error(`${url} has the checksum ${actual}, ${expected} was promised`);
  }
  return unpack(archive, home);
}

/** Unpack beside the target and move it there, so that a broken run leaves no half of a Grafana. */
async function unpack(archive, home) {
  const partial = `${home}.partial`;
  fs.rmSync(partial, { recursive: true, force: true });
  fs.rmSync(home, { recursive: true, force: true });
  fs.mkdirSync(partial, { recursive: true });
  const { code, stderr } = await capture('tar', ['-xzf', archive, '-C', partial, '--strip-components=1'], {
    timeoutMs: 300_000,
  });
  fs.rmSync(archive);
  if (code !== 0) {
    throw new Error(`tar could not unpack the download: ${stderr.trim()}`);
  }
  fs.renameSync(partial, home);
  const { grafana, reason } = await inspect(home);
  if (!grafana) {
    throw new Error(`the downloaded Grafana can't be used: ${reason}`);
  }
  return grafana;
}
