/** Grafana's own panels are not in its packages: their data is shown as plain text, with the panel's name. */
import {
  type DataFrame,
  formattedValueToString,
  getDisplayProcessor,
  PanelPlugin,
  type PanelProps,
  PluginType,
} from '@grafana/data';
import { useTheme2 } from '@grafana/ui';

const ROWS = 20;

export function Table({ frame }: { frame: DataFrame }) {
  const theme = useTheme2();
  const display = frame.fields.map((field) => field.display ?? getDisplayProcessor({ field, theme }));
  return (
    <table>
      <thead>
        <tr>
          {frame.fields.map((field) => (
            <th key={`${field.name}${JSON.stringify(field.labels)}`} scope="col">
              {field.config.displayName ?? field.labels?.['column'] ?? field.labels?.['segment'] ?? field.name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {Array.from({ length: Math.min(frame.length, ROWS) }, (_, row) => (
          <tr key={row}>
            {frame.fields.map((field, i) => (
              <td key={field.name + i}>{formattedValueToString(display[i]?.(field.values[row]) ?? { text: '' })}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function CorePanel({ id, data, width, height }: PanelProps & { id: number }) {
  return (
    <div style={{ width, height, overflow: 'auto' }} data-testid={`core-panel-${id}`} role="group" tabIndex={0}>
      {data.series.map((frame, i) => (
        <Table key={i} frame={frame} />
      ))}
    </div>
  );
}

/** A stand-in for the core panel `id`. */
export function corePanel(id: string): PanelPlugin {
  const plugin = new PanelPlugin(CorePanel);
  const logos = { small: '', large: '' };
  plugin.meta = {
    id,
    name: id,
    type: PluginType.panel,
    module: '',
    baseUrl: '',
    sort: 99,
    info: { author: { name: '' }, description: '', links: [], logos, screenshots: [], updated: '', version: '' },
  };
  return plugin;
}
