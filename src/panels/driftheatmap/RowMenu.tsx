import { t } from '@grafana/i18n';
import { ContextMenu, Menu } from '@grafana/ui';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { columnUrl } from '../../components/selection/recordsUrl';
import { type CardFilter } from '../../components/tooltip/CardContent';
import { COLUMN_FILTER_KEY } from './DriftCard';
import { type DriftRow } from './grid';

interface Props {
  row: DriftRow;
  /** Where it opens, in the browser's window. */
  x: number;
  y: number;
  onClose: () => void;
  /** The card of its newest window; absent where it has none. */
  onNewest?: () => void;
  onSelect: () => void;
  onFilter?: (filter: CardFilter, operator: '=' | '!=') => void;
}

/** What can be done with a row as a whole: a click on its name, or `m` on it by keyboard. */
export function RowMenu({ row, x, y, onClose, onNewest, onSelect, onFilter }: Props) {
  const { column, segment, frame } = row;
  const records = useRecordsUrl();
  const filter = { key: COLUMN_FILTER_KEY, value: column };
  const page = columnUrl(records({ refId: frame.refId, segment }), column);
  const list = records({ refId: frame.refId, segment, columns: [column] });
  return (
    <ContextMenu
      x={x}
      y={y}
      onClose={onClose}
      renderMenuItems={() => (
        <Menu.Group label={row.name} ariaLabel={row.name}>
          {page !== undefined && (
            <Menu.Item label={t('plumbline.drift.menu-page', 'Open its page')} icon="chart-line" url={page} />
          )}
          {onNewest && (
            <Menu.Item
              label={t('plumbline.drift.menu-newest', 'Show its newest window')}
              icon="clock-nine"
              onClick={onNewest}
            />
          )}
          <Menu.Item
            label={t('plumbline.drift.menu-select', 'Select the row')}
            icon="check-square"
            onClick={onSelect}
          />
          {onFilter && (
            <Menu.Item
              label={t('plumbline.tooltip.filter-for', 'Filter for {{value}}', {
                value: column,
                interpolation: { escapeValue: false },
              })}
              icon="filter"
              onClick={() => onFilter(filter, '=')}
            />
          )}
          {onFilter && (
            <Menu.Item
              label={t('plumbline.tooltip.filter-out', 'Filter out')}
              icon="minus-circle"
              onClick={() => onFilter(filter, '!=')}
            />
          )}
          {list !== undefined && (
            <Menu.Item label={t('plumbline.tooltip.records', 'Open records')} icon="list-ul" url={list} />
          )}
        </Menu.Group>
      )}
    />
  );
}
