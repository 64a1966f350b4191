import { t } from '@grafana/i18n';
import { dataLayers, SceneDataLayerSet } from '@grafana/scenes';
import { eventsQuery } from '../queries';
import { DATASOURCE_REF } from '../variables';

/** Deploys, schema changes and what else happened to the model, drawn in every panel over time. */
export function eventsLayer(model: string): SceneDataLayerSet {
  const name = t('app.events', 'Events of the model');
  return new SceneDataLayerSet({
    layers: [
      new dataLayers.AnnotationsDataLayer({
        name,
        isEnabled: true,
        query: { name, enable: true, iconColor: 'blue', datasource: DATASOURCE_REF, target: eventsQuery(model) },
      }),
    ],
  });
}
