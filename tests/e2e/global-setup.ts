/** Starts what the specs look at, in a state of its own, and tells them where it is. */
import path from 'node:path';

export default async function setUp(): Promise<() => Promise<void>> {
  const root = path.resolve(__dirname, '..', '..');
  process.env['PLUMBLINE_STATE'] ??= path.join(root, '.plumbline', 'test');
  const { openServer, isGrafana } = await import('../../scripts/lib/test-server.mjs');
  const server = await openServer();
  process.env['PLUMBLINE_URL'] = server.address;
  process.env['PLUMBLINE_AUTHORIZATION'] = server.headers.authorization ?? '';
  process.env['PLUMBLINE_IN_GRAFANA'] = isGrafana() ? 'yes' : '';
  return server.close;
}
