import { type PanelOptionsEditorBuilder } from '@grafana/data';
import { t } from '@grafana/i18n';
import { colorSchemes } from './colorSchemes';
import { GAP_WIDEST, RADIUS_WIDEST, STEPS_MOST } from './migrations';
import { DEFAULT_OPTIONS, type DriftHeatmapOptions } from './options';

/** What cells look like, and which of them count. */
export function addCellOptions(builder: PanelOptionsEditorBuilder<DriftHeatmapOptions>): void {
  const category = [t('plumbline.options.cells', 'Cells')];
  builder
    .addSelect({
      path: 'colorBy',
      name: t('plumbline.drift.opt-color', 'Colour by'),
      description: t('plumbline.drift.opt-color-text', 'Severity is the score divided by its limit'),
      category,
      defaultValue: DEFAULT_OPTIONS.colorBy,
      settings: {
        options: [
          { value: 'severity', label: t('plumbline.drift.color-severity', 'Severity') },
          { value: 'score', label: t('plumbline.drift.color-score', 'Score') },
          { value: 'direction', label: t('plumbline.drift.color-direction', 'Direction') },
          { value: 'significance', label: t('plumbline.drift.color-significance', 'Significance') },
          { value: 'field', label: t('plumbline.drift.color-field', 'Field options') },
        ],
      },
    })
    .addNumberInput({
      path: 'limit',
      name: t('plumbline.drift.opt-limit', 'Limit'),
      description: t('plumbline.drift.opt-limit-text', 'Breach limit for data that bring none'),
      category,
      settings: { placeholder: t('plumbline.drift.opt-limit-auto', 'From the data') },
    })
    .addSelect({
      path: 'colorScheme',
      name: t('plumbline.drift.opt-scheme', 'Colour scheme'),
      description: t('plumbline.drift.opt-scheme-text', 'The theme’s own is told apart with every colour vision'),
      category,
      defaultValue: DEFAULT_OPTIONS.colorScheme,
      settings: { options: colorSchemes() },
      showIf: (options) => options.colorBy !== 'field',
    })
    .addNumberInput({
      path: 'colorSteps',
      name: t('plumbline.drift.opt-steps', 'Colour steps'),
      description: t('plumbline.drift.opt-steps-text', '2 to 64, half of them from the limit on; 0 is continuous'),
      category,
      defaultValue: DEFAULT_OPTIONS.colorSteps,
      settings: { min: 0, max: STEPS_MOST, integer: true },
      showIf: (options) => options.colorBy !== 'field',
    })
    .addTextInput({
      path: 'colorStops',
      name: t('plumbline.drift.opt-stops', 'Colour stops'),
      description: t(
        'plumbline.drift.opt-stops-text',
        'Severities at even distances on the ramp, such as 0, 0.5, 1, 2, 4; 1 is the limit and always has its edge'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.colorStops,
      settings: { placeholder: t('plumbline.drift.opt-limit-auto', 'From the data') },
      showIf: (options) => options.colorBy === 'severity',
    })
    .addSelect({
      path: 'timeAgg',
      name: t('plumbline.drift.opt-agg', 'Where windows are merged'),
      description: t(
        'plumbline.drift.opt-agg-text',
        'What a cell shows of several windows, when there is no room for each'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.timeAgg,
      settings: {
        options: [
          { value: 'max', label: t('plumbline.drift.agg-max', 'The worst') },
          { value: 'mean', label: t('plumbline.drift.agg-mean', 'The mean') },
          { value: 'last', label: t('plumbline.drift.agg-last', 'The last') },
          { value: 'p95', label: t('plumbline.drift.agg-p95', 'The 95th percentile') },
        ],
      },
    })
    .addNumberInput({
      path: 'cellGap',
      name: t('plumbline.drift.opt-gap', 'Gap between cells'),
      category,
      defaultValue: DEFAULT_OPTIONS.cellGap,
      settings: { min: 0, max: GAP_WIDEST, integer: true },
    })
    .addNumberInput({
      path: 'cellRadius',
      name: t('plumbline.drift.opt-radius', 'Round corners'),
      category,
      defaultValue: DEFAULT_OPTIONS.cellRadius,
      settings: { min: 0, max: RADIUS_WIDEST, integer: true },
    })
    .addSelect({
      path: 'marks',
      name: t('plumbline.drift.opt-marks', 'Marks'),
      description: t('plumbline.drift.opt-marks-text', 'Breach, noise floor, too few rows, no data'),
      category,
      defaultValue: DEFAULT_OPTIONS.marks,
      settings: {
        options: [
          { value: 'none', label: t('plumbline.drift.marks-none', 'None') },
          { value: 'breach', label: t('plumbline.drift.marks-breach', 'All breaches alike') },
          { value: 'significant', label: t('plumbline.drift.marks-significant', 'Doubtful breaches as rings') },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'values',
      name: t('plumbline.drift.opt-values', 'Values'),
      description: t('plumbline.drift.opt-values-text', 'Scores in figures, where cells are wide enough'),
      category,
      defaultValue: DEFAULT_OPTIONS.values,
    })
    .addSliderInput({
      path: 'fdr',
      name: t('plumbline.drift.opt-fdr', 'False discovery rate'),
      description: t(
        'plumbline.drift.opt-fdr-text',
        'A breach whose corrected p-value is above it is marked as doubtful'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.fdr,
      settings: { min: 0.01, max: 1, step: 0.01 },
    })
    .addBooleanSwitch({
      path: 'showFloor',
      name: t('plumbline.drift.opt-floor', 'Noise floor'),
      description: t(
        'plumbline.drift.opt-floor-text',
        'A breach that so few rows bring by chance is marked as doubtful'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.showFloor,
    })
    .addNumberInput({
      path: 'minSupport',
      name: t('plumbline.drift.opt-support', 'Rows at least'),
      description: t(
        'plumbline.drift.opt-support-text',
        'Cells of fewer rows are hatched and never count; 0 leaves it to the data'
      ),
      category,
      defaultValue: DEFAULT_OPTIONS.minSupport,
      settings: { min: 0, integer: true },
    });
}
