import { type DataQueryRequest, type InterpolateFunction } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { type Ref } from 'react';
import { formatWindow } from '../../components/format/time';
import { useFilterAny } from '../../components/interaction/useFilter';
import { exploreUrl } from '../../components/selection/explore';
import { type Region } from '../../components/selection/region';
import { RegionTools } from '../../components/selection/RegionTools';
import { type SelectionAction } from '../../components/selection/SelectionBar';
import { DATASOURCE_TYPE } from '../../query/model';
import { COLUMN_FILTER_KEY } from './DriftCard';

interface Props {
  region: Region;
  inAddress: boolean;
  timeZone: TimeZone;
  request: DataQueryRequest | undefined;
  replace: InterpolateFunction;
  /** Segment of all selected rows, where it is one and the same. */
  segment: string | undefined;
  onZoom: (range: { from: number; to: number }) => void;
  onClear: () => void;
  /** Opens what happened there. */
  onExplain: () => void;
  width: number;
  caption: number;
  barRef?: Ref<HTMLDivElement>;
}

/** Addresses with more values than this are cut by proxies and chat programs. */
const VALUES_UP_TO = 50;

/** What one can do with selected cells: keep only them, look closer, take them along. */
export function DriftSelection(props: Props) {
  const { region, segment, inAddress, timeZone, request, replace, onZoom, onClear, onExplain, width, caption, barRef } =
    props;
  const onFilterAny = useFilterAny();
  const { from, to, names } = region;
  const actions: SelectionAction[] = [
    { label: t('plumbline.explain.open', 'Explain selection'), icon: 'question-circle', onClick: onExplain },
  ];
  if (onFilterAny && names.length > 0 && names.length <= VALUES_UP_TO) {
    actions.push({
      label: t('plumbline.selection.filter', 'Filter for these columns'),
      icon: 'filter',
      onClick: () => onFilterAny(COLUMN_FILTER_KEY, names),
    });
  }
  const href = regionUrl(region, request, replace);
  if (href !== undefined) {
    actions.push({ label: t('plumbline.tooltip.explore', 'Open in Explore'), icon: 'compass', href });
  }
  return (
    <RegionTools
      barRef={barRef}
      width={width}
      caption={caption}
      text={selectionText(region, inAddress, timeZone)}
      from={from}
      to={to}
      records={{ columns: names, segment }}
      actions={actions}
      onZoom={onZoom}
      onClear={onClear}
    />
  );
}

/** "4 columns, 20 Nov 14:00–18:00". */
export function selectionText({ from, to, names }: Region, inAddress: boolean, timeZone: TimeZone): string {
  const parts = [
    names.length === 1
      ? names[0]
      : names.length === 0
        ? t('plumbline.selection.all-columns', 'all columns')
        : t('plumbline.selection.columns', '{{n}} columns', { n: names.length }),
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
  return exploreUrl({ ...target, ...(names.length > 0 ? { columns: names } : {}) }, range, replace);
}
