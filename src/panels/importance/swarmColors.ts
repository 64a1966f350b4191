import { type GrafanaTheme2 } from '@grafana/data';
import { type Ramp, rampOf } from '../../components/color/ramps';
import { parseColor } from '../../components/color/rgb';
import { MISSING_BIN, OTHER_BIN, VALUE_BINS } from '../../query/explanationFrames';
import { markColor } from './markColor';
import { type SwarmRow } from './readSwarm';

/** What shap 0.51 draws from low to high, at every twentieth: it goes through a space of colours of its own. */
const SHAP_STOPS = (
  '#008bfb #0084f9 #007df5 #0075f0 #236cea #4b63e3 #625adb #754fd1 #8443c6 #9134b9 #9c23ad ' +
  '#ab16a7 #bb00a0 #c90097 #d5008f #e00085 #e9007c #f20071 #f90067 #fe005c #ff0051'
).split(' ');
/** Blue to orange, which every colour vision tells apart; all of it stands out from the paper (3:1), also the ends. */
const DARK_STOPS = ['#5794f2', '#a98fdb', '#ffb454'];
const LIGHT_STOPS = ['#1f60c4', '#7b4fa0', '#c4460b'];
const CATEGORY_NAMES = ['blue', 'orange', 'purple', 'green', 'yellow'];

/** Colours of value bins. */
export interface SwarmColors {
  ramp: Ramp;
  categories: string[];
  none: string;
  /** CSS colour of each value bin of a row. */
  of: (kind: SwarmRow['kind']) => string[];
}

export function swarmColors(theme: GrafanaTheme2, scheme: 'theme' | 'shap'): SwarmColors {
  const ramp = rampOf((scheme === 'shap' ? SHAP_STOPS : theme.isDark ? DARK_STOPS : LIGHT_STOPS).map(parseColor));
  const none = theme.isDark ? '#8e8e8e' : '#777777';
  const categories = CATEGORY_NAMES.map((name) => markColor(theme, name));
  const numeric = Array.from({ length: VALUE_BINS }, (_, bin) => ramp.css((bin + 0.5) / VALUE_BINS));
  const byKind: Record<SwarmRow['kind'], string[]> = {
    numeric: [...numeric, none],
    categorical: Array.from({ length: MISSING_BIN + 1 }, (_, bin) => (bin < OTHER_BIN ? categories[bin] : none)),
    none: Array.from({ length: MISSING_BIN + 1 }, () => none),
  };
  return { ramp, categories, none, of: (kind) => byKind[kind] };
}
