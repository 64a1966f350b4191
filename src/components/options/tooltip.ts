import { type PanelOptionsEditorBuilder } from '@grafana/data';
import { t } from '@grafana/i18n';
import { TooltipDisplayMode, type VizTooltipOptions } from '@grafana/schema';

/** Of Grafana's own tooltip options those that every panel of ours has. */
export type TooltipOptions = Pick<VizTooltipOptions, 'mode' | 'maxWidth' | 'maxHeight'>;

export const DEFAULT_TOOLTIP: TooltipOptions = { mode: TooltipDisplayMode.Single };

/** Mode and largest size of the tooltip, under the names that Grafana's panels store them by. */
export function addTooltipOptions<T extends { tooltip: TooltipOptions }>(
  builder: PanelOptionsEditorBuilder<T>,
  { withMulti }: { withMulti: boolean }
): void {
  const category = [t('plumbline.options.tooltip', 'Tooltip')];
  const shown = (options: T) => options.tooltip?.mode !== TooltipDisplayMode.None;
  builder
    .addRadio({
      path: 'tooltip.mode',
      name: t('plumbline.options.tooltip-mode', 'Tooltip mode'),
      category,
      defaultValue: DEFAULT_TOOLTIP.mode,
      settings: {
        options: [
          { value: TooltipDisplayMode.Single, label: t('plumbline.options.tooltip-single', 'Single') },
          ...(withMulti
            ? [{ value: TooltipDisplayMode.Multi, label: t('plumbline.options.tooltip-multi', 'All') }]
            : []),
          { value: TooltipDisplayMode.None, label: t('plumbline.options.tooltip-none', 'Hidden') },
        ],
      },
    })
    .addNumberInput({
      path: 'tooltip.maxWidth',
      name: t('plumbline.options.tooltip-width', 'Max width'),
      category,
      settings: { integer: true, min: 0 },
      showIf: shown,
    })
    .addNumberInput({
      path: 'tooltip.maxHeight',
      name: t('plumbline.options.tooltip-height', 'Max height'),
      category,
      settings: { integer: true, min: 0 },
      showIf: shown,
    });
}

/** What older dashboards store is a switch; anything unreadable is the default. */
export function tooltipOptionsOf(stored: unknown): TooltipOptions {
  if (typeof stored === 'boolean') {
    return { mode: stored ? TooltipDisplayMode.Single : TooltipDisplayMode.None };
  }
  const mode = Object.values(TooltipDisplayMode).find((known) => known === field(stored, 'mode'));
  const size = (key: string) => {
    const value = field(stored, key);
    return typeof value === 'number' && value > 0 ? value : undefined;
  };
  return { mode: mode ?? DEFAULT_TOOLTIP.mode, maxWidth: size('maxWidth'), maxHeight: size('maxHeight') };
}

function field(from: unknown, key: string): unknown {
  return typeof from === 'object' && from !== null
    ? Object.entries(from).find(([name]) => name === key)?.[1]
    : undefined;
}
