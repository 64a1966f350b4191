import {
  SceneRefreshPicker,
  type SceneObject,
  SceneTimePicker,
  SceneTimeRange,
  SceneVariableSet,
} from '@grafana/scenes';
import {
  columnVariable,
  dataSourceVariable,
  filtersVariable,
  methodVariable,
  referenceVariable,
  segmentVariable,
  versionVariable,
  windowVariable,
} from '../variables';
import { OPENING_RANGE } from './newest';

/** Range and variables of a page about a model: its whole state, which stands in the address. */
export function modelState(model: string) {
  return {
    $timeRange: new SceneTimeRange({ ...OPENING_RANGE }),
    $variables: new SceneVariableSet({
      variables: [
        dataSourceVariable(),
        methodVariable(),
        windowVariable(),
        referenceVariable(model),
        versionVariable(model),
        columnVariable(model),
        segmentVariable(model),
        filtersVariable(),
      ],
    }),
    controls: [new SceneTimePicker({}), new SceneRefreshPicker({})] satisfies SceneObject[],
  };
}
