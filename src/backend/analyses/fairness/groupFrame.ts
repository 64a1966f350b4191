/** The groups' own rates, beside the gaps between them. Pure. */
import { DEFAULT_COHORT_ROWS, DEFAULT_CONFIDENCE } from '../../../query/defaults';
import { FAIRNESS_GROUP_FIELDS } from '../../../query/frames';
import { type FairnessQuery } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { ratio } from '../../statistics/confusion';
import { wilson } from '../../statistics/intervals';
import { TABLE_META, type TableColumn, tableFields } from '../shared/frames';
import { type Group, type Rate, rateOf, valueOf } from './groups';

interface Row extends Group {
  column: string;
  impact: number | null;
  enough: boolean;
}

/** Rates with Wilson's bounds as `<rate>_lo` and `<rate>_hi`; a group with few rows is listed without them. */
export function groupFrame(
  columns: ReadonlyArray<{ column: string; groups: readonly Group[] }>,
  query: FairnessQuery
): Frame {
  const confidence = query.confidence ?? DEFAULT_CONFIDENCE;
  const minRows = Math.max(1, query.minRows ?? DEFAULT_COHORT_ROWS);
  const rows = columns.flatMap(({ column, groups }) => {
    const enough = (group: Group) => group.counts.rows >= minRows;
    const base = privilegedRate(groups.filter(enough), query.privileged);
    return groups.map((group): Row => {
      const own = valueOf('selection_rate', group.counts);
      return {
        ...group,
        column,
        enough: enough(group),
        impact: own !== null && base !== null && base > 0 ? own / base : null,
      };
    });
  });
  const shown = (row: Row, value: number | null | undefined) => (row.enough ? value : null);
  const bounds = (name: string, rate: Rate): Array<TableColumn<Row>> => [
    { name, type: 'number', read: (row) => shown(row, valueOf(rate, row.counts)) },
    ...(['lo', 'hi'] as const).map((end): TableColumn<Row> => ({
      name: `${name}_${end}`,
      type: 'number',
      read: (row) => {
        const { k, n } = rateOf(rate, row.counts);
        return shown(row, wilson(k, n, confidence)?.[end]);
      },
    })),
  ];
  return {
    name: 'fairness-groups',
    fields: tableFields(rows, [
      { name: FAIRNESS_GROUP_FIELDS.column, type: 'string', read: (row) => row.column },
      { name: FAIRNESS_GROUP_FIELDS.group, type: 'string', read: (row) => row.name },
      { name: FAIRNESS_GROUP_FIELDS.n, type: 'integer', read: (row) => row.counts.rows },
      { name: FAIRNESS_GROUP_FIELDS.nLabelled, type: 'integer', read: (row) => row.counts.labelled },
      ...bounds(FAIRNESS_GROUP_FIELDS.selectionRate, 'selection_rate'),
      ...bounds(FAIRNESS_GROUP_FIELDS.tpr, 'tpr'),
      ...bounds(FAIRNESS_GROUP_FIELDS.fpr, 'fpr'),
      {
        name: FAIRNESS_GROUP_FIELDS.tnr,
        type: 'number',
        read: (row) => shown(row, ratio(row.counts.tn, row.counts.tn + row.counts.fp)),
      },
      {
        name: FAIRNESS_GROUP_FIELDS.fnr,
        type: 'number',
        read: (row) => shown(row, ratio(row.counts.fn, row.counts.fn + row.counts.tp)),
      },
      ...bounds(FAIRNESS_GROUP_FIELDS.precision, 'precision'),
      ...bounds(FAIRNESS_GROUP_FIELDS.accuracy, 'accuracy'),
      { name: FAIRNESS_GROUP_FIELDS.disparateImpact, type: 'number', read: (row) => shown(row, row.impact) },
      { name: FAIRNESS_GROUP_FIELDS.status, type: 'string', read: (row) => (row.enough ? 'ok' : 'insufficient') },
    ]),
    meta: { ...TABLE_META, custom: { plumbline: 'fairness-groups' } },
  };
}

function privilegedRate(groups: readonly Group[], privileged: string | undefined): number | null {
  const rates = groups
    .filter(({ name }) => privileged === undefined || name === privileged)
    .flatMap(({ counts }) => valueOf('selection_rate', counts) ?? []);
  return rates.length > 0 ? Math.max(...rates) : null;
}
