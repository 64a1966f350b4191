/** The options of `npm start`. */
import { parseArgs } from 'node:util';
import { Stop } from './say.mjs';

export const USAGE = `npm start -- [options]

  --check         do everything, send the sample's drift query, print "ready <address> <what answered>", end
  --reset         forget what earlier runs kept (.plumbline/): store, Grafana's database, downloads stay
  --port N        first port to try (3000)
  --workbench     do not look for a Grafana, serve the workbench
  --help          this text

Environment
  GRAFANA_HOME           folder of an unpacked Grafana to use
  GRAFANA_VERSION        version to download (12.4.3)
  GRAFANA_DOWNLOAD_URL   folder of the download (https://dl.grafana.com/oss/release)
  PLUMBLINE_STATE        where to keep the state (.plumbline)`;

export function readArgs() {
  try {
    const { values } = parseArgs({
      options: {
        check: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        workbench: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        port: { type: 'string', default: '3000' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 1 || port > 65535) {
      throw new Stop(`--port ${values.port} is not a port number.`);
    }
    return { ...values, port };
  } catch (error) {
    throw error instanceof Stop ? error : new Stop(`${error.message}\n\n${USAGE}`, 2);
  }
}
