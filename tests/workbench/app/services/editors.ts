/** Registries that Grafana fills at its start. The workbench has no options pane: editors show nothing. */
import {
  type FieldConfigPropertyItem,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';

const OPTION_EDITORS = [
  'number',
  'slider',
  'text',
  'strings',
  'boolean',
  'select',
  'multi-select',
  'radio',
  'unit',
  'links',
  'actions',
  'color',
  'fieldColor',
  'mappings',
  'thresholds',
  'stats-picker',
  'timezone',
  'field-name',
  'dashboard-uid',
  'cell',
];

/** Name of each standard property, and whether an empty value stands for "not set". */
const FIELD_PROPERTIES = [
  'displayName',
  'unit',
  'min',
  'max',
  'decimals',
  'noValue',
  'color',
  'links',
  'actions',
  'mappings',
  'thresholds',
  'description',
  'filterable',
  'fieldMinMax',
];

const Nothing = () => null;

const property = (id: string): FieldConfigPropertyItem => ({
  id,
  path: id,
  name: id,
  description: id,
  editor: Nothing,
  override: Nothing,
  process: (value) => value,
  shouldApply: () => true,
  getItemsCount: () => 0,
});

export function fillRegistries(): void {
  standardEditorsRegistry.setInit(() =>
    OPTION_EDITORS.map((id) => ({ id, name: id, description: id, editor: Nothing }))
  );
  standardFieldConfigEditorRegistry.setInit(() => FIELD_PROPERTIES.map(property));
  standardTransformersRegistry.setInit(() => []);
}
