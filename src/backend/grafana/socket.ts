/** The plugin's unix socket: in a directory of its own that only this user may enter, because the protocol has no login. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Longest path that fits `sockaddr_un` on both Linux (108) and macOS (104), with its final zero. */
const MAX_PATH = 103;

export interface SocketPlace {
  path: string;
  remove(): void;
}

/**
 * Makes a 0700 directory for the socket in `PLUGIN_UNIX_SOCKET_DIR`, else in /tmp.
 * @throws Error when no directory can be made or its path is too long for a socket
 */
export function makeSocketPlace(parent: string | undefined): SocketPlace {
  const directory = mkdtempSync(join(parent || '/tmp', 'plugin-'));
  const path = join(directory, 's');
  if (Buffer.byteLength(path) > MAX_PATH) {
    rmSync(directory, { recursive: true });
    throw new Error(
      `The socket path ${path} is longer than ${MAX_PATH} bytes: set PLUGIN_UNIX_SOCKET_DIR to a shorter one`
    );
  }
  return { path, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
