/** Docker Compose as a way to a Grafana, for machines that have a running Docker and nothing else. */
import { inRoot, root } from '../paths.mjs';
import { poll } from '../ports.mjs';
import { capture, start } from '../processes.mjs';
import { Stop } from '../say.mjs';

/** True when both the daemon and the compose plugin answer. */
export async function hasCompose() {
  const daemon = await capture('docker', ['info', '--format', '{{.ServerVersion}}'], { timeoutMs: 10_000 });
  if (daemon.code !== 0) {
    return false;
  }
  return (await capture('docker', ['compose', 'version'], { timeoutMs: 10_000 })).code === 0;
}

/** Build the image and run it in the foreground; compose ends its containers when it is ended. */
export async function startCompose(port) {
  const child = start('docker', ['compose', '-f', inRoot('docker-compose.yaml'), 'up', '--build'], {
    cwd: root,
    env: { ...process.env, PLUMBLINE_PORT: String(port) },
    stdio: ['ignore', 2, 2],
    detached: true,
  });
  const address = `http://127.0.0.1:${port}`;
  const healthy = await poll(async () => ((await fetch(`${address}/api/health`)).ok ? true : undefined), {
    timeoutMs: 900_000,
    everyMs: 1000,
    stillWorthIt: () => child.exitCode === null,
  });
  if (!healthy) {
    throw new Stop('docker compose did not bring up a Grafana.');
  }
  return {
    kind: 'Grafana in Docker',
    address,
    child,
    headers: { authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` },
    signIn: 'Anybody on this machine may look (Viewer). To edit, sign in as admin with the password admin',
  };
}
