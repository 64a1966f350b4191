import { fieldColorModeRegistry, type SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';

/** Red and green are the pair that most people with a deficiency of colour vision take for one. */
const RED_GREEN = new Set(['continuous-GrYlRd', 'continuous-RdYlGr']);

/** Grafana's continuous schemes but for those from red to green, after the theme's own. */
export function colorSchemes(): Array<SelectableValue<string>> {
  return [
    { value: '', label: t('plumbline.drift.scheme-theme', 'The theme’s own') },
    ...fieldColorModeRegistry
      .list()
      .filter((mode) => mode.isContinuous && !RED_GREEN.has(mode.id))
      .map((mode) => ({ value: mode.id, label: mode.name })),
  ];
}
