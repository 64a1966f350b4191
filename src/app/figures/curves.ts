import { t } from '@grafana/i18n';
import { VizPanel } from '@grafana/scenes';
import { CALIBRATION_FIELDS, CURVE_FIELDS, RESIDUAL_BIN_FIELDS } from '../../query/frames';
import { panelMenu } from '../panelMenu';
import { calibrationCurveQuery, curveQuery } from '../queries';
import { linked } from './source';
import { xyFrames, type XyShape } from './xy';

interface Curve {
  title: string;
  description?: string;
  shape: XyShape;
  /** Ends of both axes, where they are shares. */
  shares?: boolean;
  /** Hundreds of points, which would hide the line through them. */
  fine?: boolean;
  /** Title of the vertical axis. */
  yTitle?: string;
}

/** A long frame as lines in Grafana's XY chart. */
function curve(
  model: string,
  query: Parameters<typeof linked>[1][number],
  { title, description, shape, shares, fine, yTitle = '' }: Curve
) {
  return new VizPanel({
    pluginId: 'xychart',
    pluginVersion: '12.0.0',
    title,
    description,
    options: {
      mapping: 'auto',
      series: [],
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
      tooltip: { mode: 'single', sort: 'none' },
    },
    fieldConfig: {
      defaults: {
        custom: { show: fine ? 'lines' : 'points+lines', pointSize: { fixed: 5 }, lineWidth: 2, axisLabel: yTitle },
        decimals: 1,
        ...(shares ? { min: 0, max: 1 } : {}),
      },
      overrides: [],
    },
    $data: linked(model, [query], (frames) => xyFrames(frames, shape)),
    menu: panelMenu(),
  });
}

/** Are scores probabilities? Mean score of each bin against what came true. */
export function reliability(model: string): VizPanel {
  return curve(model, calibrationCurveQuery(model), {
    title: t('app.panel.reliability', 'Scores against what came true'),
    description: t(
      'app.panel.reliability-is',
      'On the diagonal a score is a probability. Below it the model is too sure, above it not sure enough.'
    ),
    shares: true,
    yTitle: t('app.curve.observed', 'Observed rate'),
    shape: {
      x: CALIBRATION_FIELDS.meanScore,
      ys: { [CALIBRATION_FIELDS.rate]: t('app.curve.observed', 'Observed rate') },
      xTitle: t('app.curve.mean-score', 'Mean score'),
      diagonal: t('app.curve.perfect', 'Perfectly calibrated'),
    },
  });
}

export function rocCurve(model: string): VizPanel {
  return curve(model, curveQuery(model, 'roc'), {
    title: t('app.panel.roc', 'ROC curve'),
    shares: true,
    fine: true,
    yTitle: t('app.curve.tpr', 'True positive rate'),
    shape: {
      x: CURVE_FIELDS.falsePositiveRate,
      ys: { [CURVE_FIELDS.truePositiveRate]: t('app.curve.tpr', 'True positive rate') },
      xTitle: t('app.curve.fpr', 'False positive rate'),
      diagonal: t('app.curve.chance', 'Chance'),
    },
  });
}

export function precisionRecall(model: string): VizPanel {
  return curve(model, curveQuery(model, 'pr'), {
    title: t('app.panel.pr', 'Precision and recall'),
    shares: true,
    fine: true,
    yTitle: t('app.curve.precision', 'Precision'),
    shape: {
      x: CURVE_FIELDS.recall,
      ys: { [CURVE_FIELDS.precision]: t('app.curve.precision', 'Precision') },
      xTitle: t('app.curve.recall', 'Recall'),
    },
  });
}

/** What another threshold would bring. */
export function thresholds(model: string): VizPanel {
  return curve(model, curveQuery(model, 'threshold'), {
    title: t('app.panel.thresholds', 'What another threshold would bring'),
    shares: true,
    fine: true,
    shape: {
      x: CURVE_FIELDS.threshold,
      ys: {
        [CURVE_FIELDS.precision]: t('app.curve.precision', 'Precision'),
        [CURVE_FIELDS.recall]: t('app.curve.recall', 'Recall'),
        [CURVE_FIELDS.share]: t('app.curve.flagged', 'Share above it'),
      },
      xTitle: t('app.curve.threshold', 'Threshold'),
    },
  });
}

/** Errors of a regression by how large the prediction is. */
export function residuals(model: string): VizPanel {
  return curve(model, curveQuery(model, 'residuals'), {
    title: t('app.panel.residuals', 'Prediction minus label, by prediction'),
    shape: {
      x: RESIDUAL_BIN_FIELDS.meanPrediction,
      ys: {
        [RESIDUAL_BIN_FIELDS.p90]: t('app.curve.p90', '90th percentile'),
        [RESIDUAL_BIN_FIELDS.meanResidual]: t('app.curve.mean', 'Mean'),
        [RESIDUAL_BIN_FIELDS.p10]: t('app.curve.p10', '10th percentile'),
      },
      xTitle: t('app.curve.prediction', 'Prediction'),
    },
  });
}
