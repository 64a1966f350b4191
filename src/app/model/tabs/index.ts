import { t } from '@grafana/i18n';
import { cohorts } from './cohorts';
import { drift } from './drift';
import { importance } from './importance';
import { investigate } from './investigate';
import { overview } from './overview';
import { performance } from './performance';
import { quality } from './quality';
import { records } from './records';
import { service } from './service';
import { type TabSpec } from './tab';

export { type TabSpec, tabScene } from './tab';

const COMPARED = ['method', 'window', 'ref', 'version', 'column', 'filters'];

/** The tabs of a model's page, in their order. */
export const TABS: readonly TabSpec[] = [
  {
    tab: 'overview',
    title: () => t('app.tab.overview', 'Overview'),
    controls: COMPARED,
    rules: ['drift', 'performance', 'volume', 'freshness'],
    build: overview,
  },
  {
    tab: 'investigate',
    title: () => t('app.tab.investigate', 'Investigate'),
    controls: [...COMPARED, 'segment'],
    rules: ['drift', 'performance', 'missing', 'concept-drift'],
    build: investigate,
  },
  {
    tab: 'drift',
    title: () => t('app.tab.drift', 'Drift'),
    controls: COMPARED,
    rules: ['drift', 'drift-warn', 'prediction-drift', 'drifted-share', 'concept-drift'],
    build: drift,
  },
  {
    tab: 'quality',
    title: () => t('app.tab.quality', 'Quality'),
    controls: ['window', 'version', 'column', 'filters'],
    rules: ['missing', 'unseen', 'volume', 'freshness'],
    build: quality,
  },
  {
    tab: 'performance',
    title: () => t('app.tab.performance', 'Performance'),
    controls: ['window', 'ref', 'version', 'filters'],
    rules: ['performance', 'performance-estimated', 'calibration', 'label-coverage', 'label-lag', 'kpi'],
    build: performance,
  },
  {
    tab: 'importance',
    title: () => t('app.tab.importance', 'Importance'),
    controls: ['window', 'ref', 'version', 'filters'],
    rules: ['attribution-drift', 'prediction-drift'],
    build: importance,
  },
  {
    tab: 'cohorts',
    title: () => t('app.tab.cohorts', 'Cohorts'),
    controls: ['segment', 'window', 'ref', 'version', 'filters'],
    rules: ['performance', 'fairness'],
    build: cohorts,
  },
  {
    tab: 'service',
    title: () => t('app.tab.service', 'Service'),
    controls: ['window', 'version', 'filters'],
    rules: ['latency', 'errors', 'cost', 'volume'],
    build: service,
  },
  {
    tab: 'records',
    title: () => t('app.tab.records', 'Records'),
    controls: ['version', 'filters'],
    rules: ['volume', 'freshness'],
    build: records,
  },
];
