import { type CustomTransformOperator, type DataFrame } from '@grafana/data';
import {
  type SceneDataQuery,
  SceneDataTransformer,
  sceneGraph,
  type SceneObject,
  SceneQueryRunner,
} from '@grafana/scenes';
import { map } from 'rxjs';
import { withLinks } from '../links/frameLinks';
import { DATASOURCE_REF } from '../variables';

type Reshape = (frames: DataFrame[]) => DataFrame[];

/** Runs queries against the page's data source. */
export function runner(...queries: SceneDataQuery[]): SceneQueryRunner {
  return new SceneQueryRunner({ datasource: DATASOURCE_REF, queries });
}

/** The answer of queries about a model with links to its pages; `reshape` makes it what a panel of Grafana's draws. */
export function linked(model: string, queries: SceneDataQuery[], reshape?: Reshape): SceneDataTransformer {
  const operator: CustomTransformOperator = () => (source) =>
    source.pipe(
      map((frames) => {
        const found = withLinks(frames, model);
        return reshape ? reshape(found) : found;
      })
    );
  return new SceneDataTransformer({ $data: runner(...queries), transformations: [operator] });
}

/** What a panel asks, below whatever reshapes the answer. */
export function runnerOf(panel: SceneObject): SceneQueryRunner | undefined {
  const data = sceneGraph.getData(panel);
  const source = data instanceof SceneDataTransformer ? data.state.$data : data;
  return source instanceof SceneQueryRunner ? source : undefined;
}
