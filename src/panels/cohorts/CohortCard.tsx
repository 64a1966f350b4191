import { t } from '@grafana/i18n';
import { useContext } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { formatCount, formatPercent, formatPlain, formatValue } from '../../components/format/number';
import { type CardFilter, type CardRow } from '../../components/tooltip/CardContent';
import { DataCard } from '../../components/tooltip/DataCard';
import { filtersOf, onlyFilter } from './cohortFilters';
import { recordFilters } from './cohortSubject';
import { CohortTools } from './CohortTools';
import { cohortName, deltaRangeText, deltaText, rangeText } from './cohortText';
import { metricName } from './metrics';
import { baselineName } from './baselineText';
import { type CohortCell, type CohortRow, type CohortsData, isPending, knowsRest, leadValue } from './cohortData';
import { conditionsAsLabel } from './conditionText';
import { extraRows } from './extraFields';
import { FacetContext } from './facets';
import { refIdOf } from './ownQueries';
import { unsureTexts } from './unsureText';

interface Props {
  data: CohortsData;
  row: CohortRow;
  pinned: boolean;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** Every metric of a cohort, with its difference to everybody else. */
export function CohortCard({ data, row, pinned, onFilter }: Props) {
  const share = Number.isNaN(row.share) ? '' : ` · ${formatPercent(row.share, 1)}`;
  const { request } = useContext(PanelScopeContext);
  const { facet } = useContext(FacetContext);
  const refId = refIdOf(request, data.frame.refId);
  const filters = filtersOf(row, facet);
  const rowsOf = data.metrics.length > 1 ? shortRows : metricRows;
  return (
    <DataCard
      title={titleOf(row)}
      subtitle={t('plumbline.cohorts.card-rows', '{{n}} rows', { n: formatCount(row.n) }) + share}
      rows={[
        ...data.metrics.flatMap((metric) => rowsOf(data, metric, row.cells.get(metric))),
        ...extraRows(data.extras, leadValue(data, row).at),
      ]}
      note={noteOf(data, row)}
      pinned={pinned}
      filter={onlyFilter(row, facet)}
      onFilter={onFilter}
      frame={data.frame}
      {...leadValue(data, row)}
      records={filters && { refId, filters }}
    >
      {pinned && <CohortTools row={row} refId={refId} hasRest={knowsRest(data, row)} />}
    </DataCard>
  );
}

/** The whole condition, after the name that somebody gave it. */
function titleOf(row: CohortRow): string {
  const filters = row.predicate === undefined ? undefined : recordFilters(row);
  const condition = filters ? conditionsAsLabel(filters) : row.predicate;
  const isNamed = condition !== undefined && recordFilters({ ...row, predicate: cohortName(row) }) === undefined;
  return isNamed ? `${cohortName(row)}: ${condition}` : (condition ?? cohortName(row));
}

/** Why the row is not compared, or not as surely as others. */
function noteOf({ metrics }: CohortsData, row: CohortRow): string | undefined {
  const cells = metrics.flatMap((metric) => row.cells.get(metric) ?? []);
  if (cells.length > 0 && cells.every((cell) => !cell.insufficient || isPending(cell)) && cells.some(isPending)) {
    return t('plumbline.cohorts.pending-note', 'No labels yet: shown, never ranked.');
  }
  return cells.some(({ insufficient }) => insufficient)
    ? t('plumbline.cohorts.thin-note', 'Too few labelled rows to compare: shown, never ranked.')
    : unsureTexts(row, metrics).join('; ') || undefined;
}

const known = (value: number, format: (value: number) => string) => (Number.isNaN(value) ? '' : format(value));
const bracketed = (text: string, extra: string) => (text && extra ? `${text} (${extra})` : text);

/** Two lines a metric where there are several: the value and the difference, each with its interval. */
function shortRows(data: CohortsData, metric: string, cell: CohortCell | undefined): CardRow[] {
  if (!cell) {
    return [];
  }
  const value = bracketed(formatValue(data.field, cell.value), rangeText(data, cell.lo, cell.hi));
  const delta = bracketed(deltaText(data, cell.delta, metric), deltaRangeText(data, cell, metric));
  const other = known(cell.baseline, (value) => formatValue(data.field, value));
  return [
    { label: metricName(metric), value, strong: true },
    ...(delta
      ? [
          {
            label:
              data.baseline.kind === 'complement'
                ? t('plumbline.cohorts.against', 'against {{rest}} elsewhere', { rest: other })
                : bracketed(baselineName(data.baseline), other),
            value: delta,
            strong: cell.significant,
          },
        ]
      : []),
  ];
}

function metricRows(data: CohortsData, metric: string, cell: CohortCell | undefined): CardRow[] {
  if (!cell) {
    return [];
  }
  const rows: CardRow[] = [{ label: metricName(metric), value: formatValue(data.field, cell.value), strong: true }];
  const add = (label: string, value: string, strong = false) => {
    if (value) {
      rows.push({ label, value, strong });
    }
  };
  add(
    t('plumbline.interval.name', '{{level}} interval', { level: formatPercent(data.confidence) }),
    rangeText(data, cell.lo, cell.hi)
  );
  add(
    baselineName(data.baseline),
    known(cell.baseline, (value) => formatValue(data.field, value))
  );
  add(t('plumbline.cohorts.difference', 'Difference'), deltaText(data, cell.delta, metric), cell.significant);
  add(t('plumbline.cohorts.difference-interval', 'Its interval'), deltaRangeText(data, cell, metric));
  if (data.baseline.kind !== 'complement') {
    add(
      t('plumbline.cohorts.rest', 'Everybody else'),
      known(cell.complement, (value) => formatValue(data.field, value))
    );
  }
  if (data.baseline.kind !== 'reference') {
    add(
      t('plumbline.cohorts.reference', 'In the reference'),
      known(cell.reference, (value) => formatValue(data.field, value))
    );
  }
  add(t('plumbline.cohorts.effect-size', 'Effect size'), known(cell.effect, formatPlain));
  add(t('plumbline.importance.q', 'q'), known(cell.q, formatPlain));
  add(t('plumbline.cohorts.n-labelled', 'Labelled'), known(cell.nLabelled, formatCount));
  if (cell.excess > 0) {
    const n = formatCount(Math.floor(cell.excess));
    add(t('plumbline.cohorts.excess', 'Surely affected'), t('plumbline.cohorts.excess-rows', '≥ {{n}} rows', { n }));
  }
  return rows;
}
