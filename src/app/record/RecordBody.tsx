import { locationService } from '@grafana/runtime';
import {
  type SceneComponentProps,
  type SceneObject,
  SceneObjectBase,
  type SceneObjectState,
  SceneObjectUrlSyncConfig,
  type SceneObjectUrlValues,
} from '@grafana/scenes';
import { hasAttributions, type ModelFacts } from '../facts/facts';
import { grid, ROW } from '../layout';
import { sendAttributions, sendThis } from '../shared/SendThis';
import { RecordExplanation } from './RecordExplanation';
import { recordIdentity, recordInputs } from './recordTables';

interface RecordBodyState extends SceneObjectState {
  facts: ModelFacts;
  id: string;
  /** Milliseconds since the epoch; in the address, because an id may stand for several records in time. */
  time?: number;
  body: SceneObject;
}

/** The panels about one record; another time in the address is another record. */
export class RecordBody extends SceneObjectBase<RecordBodyState> {
  static readonly Component = ({ model }: SceneComponentProps<RecordBody>) => {
    const { body } = model.useState();
    return <body.Component model={body} />;
  };
  protected override _urlSync = new SceneObjectUrlSyncConfig(this, { keys: ['time'] });

  constructor(facts: ModelFacts, id: string) {
    const time = timeOf(locationService.getSearch().get('time'));
    super({ facts, id, time, body: panels(facts, id, time) });
  }

  getUrlState(): SceneObjectUrlValues {
    const { time } = this.state;
    return { time: time === undefined ? undefined : String(time) };
  }

  updateFromUrl({ time: text }: SceneObjectUrlValues): void {
    const time = timeOf(text);
    if (time !== this.state.time) {
      const { facts, id } = this.state;
      this.setState({ time, body: panels(facts, id, time) });
    }
  }
}

function timeOf(text: unknown): number | undefined {
  const time = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  return time;
}

function panels(facts: ModelFacts, id: string, time: number | undefined): SceneObject {
  const { name } = facts;
  return grid([
    { height: '140px', panels: [recordIdentity(facts, id, time)] },
    {
      height: ROW.tall,
      panels: [
        ...(hasAttributions(facts) ? [new RecordExplanation(name, id, time)] : []),
        recordInputs(facts, id, time),
      ],
    },
    { panels: hasAttributions(facts) ? [] : [sendThis(sendAttributions(name))] },
  ]);
}
