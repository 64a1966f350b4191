import { type TimeZone } from '@grafana/schema';
import { t } from '@grafana/i18n';
import { formatPlain, formatValue } from '../../components/format/number';
import { type TextTable } from '../../components/table/csv';
import { windowText } from './driftText';
import { statusOf } from './grid';
import { methodName, statusName } from './names';
import { type DriftView } from './view';

/** All cells of the shown rows as a table: formatted for the eye, or with full numbers and ISO times for export. */
export function driftTable(view: DriftView, timeZone: TimeZone, style: 'shown' | 'full'): TextTable {
  const grid = view.source;
  const width = grid.times.length;
  const number = (value: number) => (Number.isNaN(value) ? '' : style === 'full' ? String(value) : formatPlain(value));
  const rows: string[][] = [];
  const members = view.rows.filter((row) => row.kind !== 'group').flatMap((row) => row.members);
  for (const row of members) {
    for (let column = 0; column < width; column++) {
      const cell = row * width + column;
      const status = statusOf(grid, cell);
      if (status === undefined) {
        continue;
      }
      const window =
        style === 'full' && !grid.info.places
          ? new Date(grid.times[column]).toISOString()
          : windowText(grid, cell, timeZone);
      const score = style === 'full' ? number(grid.score[cell]) : formatValue(grid.rows[row].score, grid.score[cell]);
      rows.push([
        grid.rows[row].name,
        window,
        score,
        number(grid.limit[cell]),
        number(grid.severity[cell]),
        number(grid.floor[cell]),
        ...(grid.q ? [number(grid.q[cell])] : []),
        number(grid.n[cell]),
        style === 'full' ? status : statusName(status),
      ]);
    }
  }
  return {
    columns: [
      { name: t('plumbline.drift.column', 'Column') },
      {
        name: grid.info.places ? t('plumbline.drift.place', 'Place') : t('plumbline.drift.window', 'Window'),
      },
      { name: methodName(grid.info.method), numeric: true },
      { name: t('plumbline.drift.limit', 'Limit'), numeric: true },
      { name: t('plumbline.drift.severity', '× limit'), numeric: true },
      { name: t('plumbline.drift.floor', 'Noise floor'), numeric: true },
      ...(grid.q ? [{ name: t('plumbline.drift.q', 'q, corrected'), numeric: true }] : []),
      { name: t('plumbline.drift.n', 'Rows'), numeric: true },
      { name: t('plumbline.drift.status', 'Status') },
    ],
    rows,
  };
}
