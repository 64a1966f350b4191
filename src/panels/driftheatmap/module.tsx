import { PanelPlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { DriftHeatmapPanel } from './DriftHeatmapPanel';
import { addSeriesOptions, type SeriesOptions } from './fieldOptions';
import { isUnlifted, migrateOptions, optionsFrom } from './migrations';
import { type DriftHeatmapOptions } from './options';
import { addAroundOptions } from './optionsAround';
import { addCellOptions } from './optionsCells';
import { addRowOptions } from './optionsRows';
import pluginJson from './plugin.json';
import { suggestDriftHeatmap } from './suggestions';

// Not awaited: Grafana has loaded our locale already, so this settles before anything is drawn.
void initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<DriftHeatmapOptions, SeriesOptions>(DriftHeatmapPanel)
  .useFieldConfig({ useCustomConfig: addSeriesOptions })
  .setDataSupport({ annotations: true, alertStates: true })
  .setSuggestionsSupplier(suggestDriftHeatmap)
  .setMigrationHandler(migrateOptions, isUnlifted)
  .setPanelChangeHandler((_panel, previousId, previous) => optionsFrom(previousId, previous))
  .setPanelOptions((builder) => {
    addRowOptions(builder);
    addCellOptions(builder);
    addAroundOptions(builder);
  });
