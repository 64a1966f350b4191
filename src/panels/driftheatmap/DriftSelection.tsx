import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type Ref } from 'react';
import { formatWindow } from '../../components/format/time';
import { exploreUrl } from '../../components/selection/explore';
import { type Region } from '../../components/selection/region';
import { type SelectionAction, SelectionBar } from '../../components/selection/SelectionBar';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { DATASOURCE_TYPE } from '../../query/model';
import { COLUMN_FILTER_KEY } from './DriftCard';

interface Props {
  region: Region;
  inAddress: boolean;
  timeZone: TimeZone;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  onZoom: (range: { from: number; to: number }) => void;
  onFilter: ((filter: CardFilter, operator: '=' | '!=') => void) | undefined;
  onClear: () => void;
  caption: number;
  ref?: Ref<HTMLDivElement>;
}

/** More filters than this would fill the dashboard's bar and say nothing. */
const FILTERS_UP_TO = 12;

/** What one can do with selected cells: keep only them, look closer, take them along. */
export function DriftSelection(props: Props) {
  const { region, inAddress, timeZone, request, replace, onZoom, onFilter, onClear, caption, ref } = props;
  const { from, to, names } = region;
  const actions: SelectionAction[] = [];
  if (from !== undefined && to !== undefined) {
    actions.push({
      label: t('plumbline.selection.zoom', 'Zoom to this time'),
      icon: 'search-plus',
      onClick: () => {
        onClear();
        onZoom({ from, to });
      },
    });
  }
  if (onFilter && names.length <= FILTERS_UP_TO) {
    actions.push({
      label: t('plumbline.selection.filter', 'Filter for these columns'),
      icon: 'filter',
      onClick: () => names.forEach((value) => onFilter({ key: COLUMN_FILTER_KEY, value }, '=')),
    });
  }
  const href = regionUrl(region, request, replace);
  if (href !== undefined) {
    actions.push({ label: t('plumbline.tooltip.explore', 'Open in Explore'), icon: 'compass', href });
  }
  return (
    <SelectionBar
      ref={ref}
      caption={caption}
      text={selectionText(region, inAddress, timeZone)}
      actions={actions}
      onClear={onClear}
    />
  );
}

/** "4 columns, 20 Nov 14:00–18:00". */
export function selectionText({ from, to, names }: Region, inAddress: boolean, timeZone: TimeZone): string {
  const parts = [
    names.length === 1 ? names[0] : t('plumbline.selection.columns', '{{n}} columns', { n: names.length }),
  ];
  if (from !== undefined && to !== undefined) {
    parts.push(formatWindow(from, to, timeZone));
  }
  if (!inAddress) {
    parts.push(t('plumbline.selection.too-long', 'too many columns for the address'));
  }
  return parts.join(', ');
}

/** The panel's drift query for these columns and this time alone, in Explore. */
export function regionUrl(
  { from, to, names }: Region,
  request: DataQueryRequest | undefined,
  replace: InterpolateFunction
): string | undefined {
  const target = request?.targets.find(
    (query) => query.datasource?.type === DATASOURCE_TYPE && 'queryType' in query && query.queryType === 'drift'
  );
  if (!request || !target) {
    return undefined;
  }
  const range = { from: from ?? request.range.from.valueOf(), to: to ?? request.range.to.valueOf() };
  return exploreUrl({ ...target, ...{ columns: names } }, range, replace);
}
