import { type PanelOptionsEditorBuilder, type SelectFieldConfigSettings } from '@grafana/data';
import { t } from '@grafana/i18n';
import { ROW_HIGHEST, ROW_LOWEST } from './migrations';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions, type LabelExtra, SORTS } from './options';
import { prepareDrift } from './prepareDrift';
import { sortNames } from './sortNames';

/** Which rows there are, in which order, and how high. */
export function addRowOptions(builder: PanelOptionsEditorBuilder<DriftHeatmapOptions>): void {
  const category = [t('plumbline.options.rows', 'Rows')];
  builder
    .addSelect({
      path: 'sort',
      name: t('plumbline.drift.opt-sort', 'Sort'),
      description: t(
        'plumbline.drift.opt-sort-text',
        'Impact is mean severity times importance when the panel also has an importance query, else the highest severity'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.sort,
      settings: {
        options: SORTS.map((value) => ({ value, label: sortNames()[value] })),
      },
    })
    .addBooleanSwitch({
      path: 'groups',
      name: t('plumbline.drift.opt-groups', 'Group rows'),
      description: t(
        'plumbline.drift.opt-groups-text',
        'By the field "group" of a second query that names columns; each group can be closed to its worst'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.groups,
    })
    .addBooleanSwitch({
      path: 'groupsClosed',
      name: t('plumbline.drift.opt-closed', 'Groups closed at first'),
      description: t('plumbline.drift.opt-closed-text', 'Each shows its worst until somebody opens it'),
      category,
      defaultValue: DEFAULT_OPTIONS.groupsClosed,
      showIf: (options) => options.groups,
    })
    .addNumberInput({
      path: 'topK',
      name: t('plumbline.drift.opt-topk', 'Rows at most'),
      description: t('plumbline.drift.opt-topk-text', '0 shows all'),
      category,
      defaultValue: DEFAULT_OPTIONS.topK,
      settings: { min: 0, integer: true },
    })
    .addBooleanSwitch({
      path: 'hideCalm',
      name: t('plumbline.drift.opt-calm', 'Hide calm rows'),
      description: t('plumbline.drift.opt-calm-text', 'Rows that never reach their warning limit'),
      category,
      defaultValue: DEFAULT_OPTIONS.hideCalm,
    })
    .addMultiSelect<string, SelectFieldConfigSettings<string>>({
      path: 'pinned',
      name: t('plumbline.drift.opt-pinned', 'Rows on top'),
      description: t('plumbline.drift.opt-pinned-text', 'Columns that stay in view, such as the prediction'),
      category,
      // Typed for a single choice, and used for many.
      defaultValue: DEFAULT_OPTIONS.pinned as unknown as string,
      settings: {
        options: [],
        getOptions: async ({ data }) =>
          (prepareDrift(data)?.rows ?? [])
            .filter((row) => row.metric === undefined)
            .map(({ name }) => ({ value: name, label: name })),
      },
    })
    .addBooleanSwitch({
      path: 'showMetrics',
      name: t('plumbline.drift.opt-metrics', 'Metrics on top'),
      description: t(
        'plumbline.drift.opt-metrics-text',
        'Performance, volume and quality of the same windows, when the panel has a query for them'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.showMetrics,
    })
    .addRadio({
      path: 'rowFit',
      name: t('plumbline.drift.opt-fit', 'Row height'),
      category,
      defaultValue: DEFAULT_OPTIONS.rowFit,
      settings: {
        options: [
          { value: 'scroll', label: t('plumbline.drift.fit-scroll', 'Readable, scroll') },
          { value: 'fit', label: t('plumbline.drift.fit-fit', 'Fit all') },
        ],
      },
    })
    .addNumberInput({
      path: 'rowHeight',
      name: t('plumbline.drift.opt-height', 'Least row height'),
      category,
      defaultValue: DEFAULT_OPTIONS.rowHeight,
      settings: { min: ROW_LOWEST, max: ROW_HIGHEST, integer: true },
      showIf: (options) => options.rowFit === 'scroll',
    })
    .addMultiSelect<LabelExtra, SelectFieldConfigSettings<LabelExtra>>({
      path: 'labelExtras',
      name: t('plumbline.drift.opt-extras', 'Beside the names'),
      description: t(
        'plumbline.drift.opt-extras-text',
        'Type and group come from a second query that names columns; the streak is how many windows have been over the limit'
      ),
      category,
      settings: {
        options: [
          { value: 'type', label: t('plumbline.drift.type', 'Type') },
          { value: 'group', label: t('plumbline.drift.group', 'Group') },
          { value: 'streak', label: t('plumbline.drift.extra-streak', 'Streak') },
        ],
      },
    });
}
