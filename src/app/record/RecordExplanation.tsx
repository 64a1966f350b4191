import { css } from '@emotion/css';
import { type DataFrame, type GrafanaTheme2, LoadingState } from '@grafana/data';
import { t } from '@grafana/i18n';
import {
  type SceneComponentProps,
  sceneGraph,
  SceneObjectBase,
  type SceneObjectState,
  type SceneQueryRunner,
  type VizPanel,
} from '@grafana/scenes';
import { EmptyState, useStyles2 } from '@grafana/ui';
import { fieldNamed, numberAt } from '../../components/frames/read';
import { IMPORTANCE_FIELDS } from '../../query/frames';
import { explanation } from '../figures/own';
import { runner } from '../figures/source';
import { importanceQuery } from '../queries';
import { momentOf } from './moment';

interface RecordExplanationState extends SceneObjectState {
  /** Asks whether the record has attributions. */
  $data: SceneQueryRunner;
  body: VizPanel;
}

/**
 * Why the model said what it said. Many models explain a sample of their predictions, so it is asked first whether this
 * one is among them: a record without attributions is nothing wrong.
 */
export class RecordExplanation extends SceneObjectBase<RecordExplanationState> {
  static readonly Component = RecordExplanationRenderer;

  constructor(model: string, id: string, time: number | undefined) {
    const filters = [{ key: 'id', operator: '=', value: id }];
    const asked = runner({ ...importanceQuery(model, 1), filters });
    // Only the question is about the moment: the explanation compares with a reference of the page's range.
    asked.setState({ $timeRange: momentOf(time) });
    super({
      $data: asked,
      body: explanation(model, t('app.record.why', 'Why the model said so'), id, time),
    });
  }
}

/** Rows that the importance was made from; with none, no record is explained. */
export function isExplained(frames: readonly DataFrame[]): boolean {
  return frames.some((frame) => {
    const n = fieldNamed(frame, IMPORTANCE_FIELDS.n);
    return Array.from({ length: frame.length }, (_, row) => numberAt(n, row)).some((rows) => rows > 0);
  });
}

function RecordExplanationRenderer({ model }: SceneComponentProps<RecordExplanation>) {
  const styles = useStyles2(getStyles);
  const { body } = model.useState();
  const { data } = sceneGraph.getData(model).useState();
  if (!data || data.state === LoadingState.Loading || data.state === LoadingState.NotStarted) {
    return <div className={styles.place} />;
  }
  // Where the question itself fails, the panel says why.
  if (data.state === LoadingState.Error || isExplained(data.series)) {
    return <body.Component model={body} />;
  }
  return (
    <div className={styles.place}>
      <EmptyState
        variant="not-found"
        hideImage
        message={t('app.record.not-explained', 'This record was not explained')}
      >
        {t(
          'app.record.not-explained-text',
          'Attributions were sent for other predictions of this model. Send them for this id and time to see which values made the difference.'
        )}
      </EmptyState>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  place: css({
    height: '100%',
    padding: theme.spacing(4, 2),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
