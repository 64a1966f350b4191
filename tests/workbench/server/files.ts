/** Files of the page and of the plugin. */
import fs from 'node:fs/promises';
import path from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

export interface File {
  type: string;
  body: Buffer;
}

/** A file below `folder`, or null when there is none; a name can't lead out of the folder. */
export async function readFile(folder: string, name: string): Promise<File | null> {
  const file = path.join(folder, path.normalize(`/${decodeURIComponent(name)}`));
  try {
    return { type: TYPES[path.extname(file)] ?? 'application/octet-stream', body: await fs.readFile(file) };
  } catch {
    return null;
  }
}
