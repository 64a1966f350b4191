import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { DATASOURCE_TYPE, type PlumblineQuery } from '../query/model';
import { ConfigEditor } from './components/ConfigEditor';
import { QueryEditor } from './components/QueryEditor';
import { QueryHelp } from './components/QueryHelp';
import { PlumblineDataSource } from './datasource';
import { type PlumblineOptions, type PlumblineSecrets } from './types';

void initPluginTranslations(DATASOURCE_TYPE);

export const plugin = new DataSourcePlugin<PlumblineDataSource, PlumblineQuery, PlumblineOptions, PlumblineSecrets>(
  PlumblineDataSource
)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(QueryHelp);
