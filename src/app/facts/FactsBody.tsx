import { t } from '@grafana/i18n';
import {
  DataSourceVariable,
  type SceneComponentProps,
  sceneGraph,
  type SceneObject,
  SceneObjectBase,
  type SceneObjectState,
} from '@grafana/scenes';
import { Alert, Button, LinkButton, LoadingPlaceholder, Stack } from '@grafana/ui';
import { errorText } from '../dataSources';
import { MODELS_URL } from '../urls';
import { chooseSegment, keepSegment } from './chooseSegment';
import { dataSourceUid } from './dataSourceUid';
import { type ModelFacts } from './facts';
import { fetchFacts } from './fetchFacts';

interface FactsBodyState extends SceneObjectState {
  model: string;
  build: (facts: ModelFacts) => SceneObject;
  /** What was built, once the facts are here. */
  body?: SceneObject;
  problem?: string;
  /** The facts have been on their way for so long that people want to know. */
  slow?: boolean;
}

/** Progress shows after this; before, a flicker would tell nobody anything. */
const SLOW_MS = 1000;

/** The part of a page that depends on what the model is: its task, its columns, what was sent for it. */
export class FactsBody extends SceneObjectBase<FactsBodyState> {
  static readonly Component = FactsBodyRenderer;
  private generation = 0;

  constructor(model: string, build: (facts: ModelFacts) => SceneObject) {
    super({ model, build });
    this.addActivationHandler(() => {
      if (!this.state.body) {
        void this.load();
      }
      const source = sceneGraph.lookupVariable('ds', this);
      const subscription =
        source instanceof DataSourceVariable
          ? source.subscribeToState((now, before) => now.value !== before.value && void this.load())
          : undefined;
      return () => subscription?.unsubscribe();
    });
  }

  /** Asks for the facts and builds anew. The newest call counts. */
  async load(): Promise<void> {
    const mine = ++this.generation;
    this.setState({ problem: undefined });
    const timer = setTimeout(() => mine === this.generation && this.setState({ slow: true }), SLOW_MS);
    try {
      const facts = await fetchFacts(await dataSourceUid(this), this.state.model);
      if (mine === this.generation) {
        chooseSegment(this, facts);
        const body = this.state.build(facts);
        body.addActivationHandler(() => keepSegment(this, facts));
        this.setState({ body, slow: false });
      }
    } catch (error) {
      if (mine === this.generation) {
        this.setState({ problem: errorText(error), body: undefined, slow: false });
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

function FactsBodyRenderer({ model }: SceneComponentProps<FactsBody>) {
  const { body, problem, slow } = model.useState();
  if (problem !== undefined) {
    return (
      <Alert severity="error" title={t('app.model.unknown', 'This model could not be read')}>
        <Stack direction="column" alignItems="flex-start" gap={1}>
          {problem}
          <Stack gap={1}>
            <Button variant="secondary" size="sm" icon="sync" onClick={() => void model.load()}>
              {t('app.retry', 'Try again')}
            </Button>
            <LinkButton variant="secondary" size="sm" fill="text" href={MODELS_URL}>
              {t('app.model.all', 'All models')}
            </LinkButton>
          </Stack>
        </Stack>
      </Alert>
    );
  }
  if (body) {
    return <body.Component model={body} />;
  }
  return slow ? <LoadingPlaceholder text={t('app.model.loading', 'Reading what the model is')} /> : null;
}
