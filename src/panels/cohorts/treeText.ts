import { t } from '@grafana/i18n';
import { formatPercent, formatValue } from '../../components/format/number';
import { cohortName } from './cohortText';
import { rowText } from './spoken';
import { type CohortTree, type TreeNode } from './cohortTree';
import { metricName } from './metrics';
import { mixName } from './mixText';
import { type CohortsData } from './cohortData';
import { differText } from './tested';

const RAW = { interpolation: { escapeValue: false } } as const;

/** What a node adds to the one that it hangs on. */
export const nodeName = ({ row, adds }: TreeNode): string =>
  row ? mixName(adds) : t('plumbline.cohorts.everybody', 'Everybody');

/** What a screen reader says of a node: where it hangs, and all that is known of the cohort. */
export function nodeText(data: CohortsData, { nodes, fillIs }: CohortTree, index: number): string {
  const { row, cell, depth, parent, fill } = nodes[index];
  const metric = data.metrics[0];
  if (!row) {
    return [
      t('plumbline.cohorts.everybody', 'Everybody'),
      cell ? `${metricName(metric)} ${formatValue(data.field, cell.value)}` : '',
    ]
      .filter(Boolean)
      .join(', ');
  }
  const above = nodes[parent]?.row;
  const share = Number.isNaN(fill)
    ? ''
    : fillIs === 'errors'
      ? t('plumbline.cohorts.spoken-errors', '{{share}} of all errors', { share: formatPercent(fill) })
      : t('plumbline.cohorts.spoken-rows', '{{share}} of all rows', { share: formatPercent(fill) });
  const place = above
    ? t('plumbline.cohorts.spoken-level', 'level {{depth}} under {{parent}}', {
        ...RAW,
        depth,
        parent: mixName(cohortName(above)),
      })
    : t('plumbline.cohorts.spoken-top', 'level {{depth}}', { depth });
  return [rowText(data, row), share, place].filter(Boolean).join(', ');
}

/** Where most of the errors lie. */
export function treeSummary(data: CohortsData, { nodes, fillIs }: CohortTree): string {
  const metric = data.metrics[0];
  const cohorts = nodes.filter(({ row }) => row !== undefined);
  const parts = [
    differText(
      data,
      metricName(metric),
      cohorts.map(({ cell }) => cell)
    ),
  ];
  const sure = cohorts.filter(({ cell, fill }) => cell?.significant && cell.excess > 0 && !Number.isNaN(fill));
  const most = sure.reduce<(typeof sure)[number] | undefined>((a, b) => (a && a.fill >= b.fill ? a : b), undefined);
  if (most?.row && most.cell && fillIs === 'errors') {
    parts.push(
      t('plumbline.cohorts.tree-most', '{{cohort}} has {{share}} of the errors at {{value}}', {
        ...RAW,
        cohort: mixName(cohortName(most.row)),
        share: formatPercent(most.fill),
        value: formatValue(data.field, most.cell.value),
      })
    );
  }
  return parts.join(' · ');
}
