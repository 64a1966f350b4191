import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { SceneReactObject } from '@grafana/scenes';
import { ClipboardButton, EmptyState, useStyles2 } from '@grafana/ui';

interface Sample {
  /** What is not there. */
  message: string;
  /** What it would bring. */
  use: string;
  /** A call that brings it, as people type it. */
  call: string;
}

/** In the place of panels that would only have an error: what to send, as a call to copy. */
export function SendThis({ message, use, call }: Sample) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box}>
      <EmptyState variant="not-found" hideImage message={message}>
        <p>{use}</p>
        <div className={styles.sample}>
          <pre className={styles.call} tabIndex={0} aria-label={t('app.send.sample', 'Call that sends it')}>
            {call}
          </pre>
          <ClipboardButton variant="secondary" size="sm" icon="copy" getText={() => call}>
            {t('app.send.copy', 'Copy')}
          </ClipboardButton>
        </div>
      </EmptyState>
    </div>
  );
}

/** The same as part of a scene. */
export function sendThis(sample: Sample): SceneReactObject<Sample> {
  return new SceneReactObject({ component: SendThis, props: sample });
}

const post = (model: string, kind: string, row: Record<string, unknown>) =>
  `POST /api/datasources/uid/<uid>/resources/v1/models/${encodeURIComponent(model)}/${kind}\n${JSON.stringify([row])}`;

export function sendLabels(model: string): Sample {
  return {
    message: t('app.send.labels', 'No labels have come for this model'),
    use: t(
      'app.send.labels-use',
      'Accuracy, calibration, fairness and errors by cohort need to know what came true. A label may arrive long after its prediction, with its id.'
    ),
    call: post(model, 'labels', { id: 'prediction-1', value: 1, observed_at: '2026-01-31T12:00:00Z' }),
  };
}

export function sendAttributions(model: string): Sample {
  return {
    message: t('app.send.attributions', 'No attributions have come for this model'),
    use: t(
      'app.send.attributions-use',
      'With SHAP values of some of the predictions this page says which features decide, why the mean prediction changed, and explains single records.'
    ),
    call: post(model, 'attributions', {
      id: 'prediction-1',
      time: '2026-01-31T12:00:00Z',
      base_value: -1.2,
      output_space: 'log-odds',
      explainer: 'TreeSHAP',
      shap_age: 0.4,
      shap_income: -0.1,
    }),
  };
}

export function sendSegments(model: string): Sample {
  return {
    message: t('app.send.segments', 'This model has no column to make cohorts by'),
    use: t(
      'app.send.segments-use',
      'Declare categorical columns as segments, or send columns called segment.<name>: metrics can then be compared between their values.'
    ),
    call: `PUT /api/datasources/uid/<uid>/resources/v1/models/${encodeURIComponent(model)}\n${JSON.stringify({
      columns: [{ name: 'country', role: 'feature', type: 'categorical', segment: true }],
    })}`,
  };
}

export function sendScores(model: string): Sample {
  return {
    message: t('app.send.scores', 'This model logs no scores'),
    use: t(
      'app.send.scores-use',
      'Calibration and curves need the probability that the model gave, beside what it decided.'
    ),
    call: post(model, 'predictions', { id: 'prediction-1', time: '2026-01-31T12:00:00Z', prediction: 1, score: 0.83 }),
  };
}

export function sendService(model: string): Sample {
  return {
    message: t('app.send.service', 'This model logs nothing about its service'),
    use: t(
      'app.send.service-use',
      'Send any of these with each prediction, or OpenTelemetry spans: this page then shows latency, errors, tokens and cost.'
    ),
    call: post(model, 'predictions', {
      id: 'prediction-1',
      time: '2026-01-31T12:00:00Z',
      latency_ms: 38,
      status: 'ok',
      tokens_in: 512,
      tokens_out: 64,
      cost: 0.0021,
      trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    }),
  };
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    padding: theme.spacing(4, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  sample: css({ display: 'flex', flexDirection: 'column', alignItems: 'center', gap: theme.spacing(1) }),
  call: css({
    maxWidth: '100%',
    margin: 0,
    textAlign: 'left',
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  }),
});
