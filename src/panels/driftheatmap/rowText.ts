import { t } from '@grafana/i18n';
import { type DisplayRow } from './arrange';

/** For how many windows a row has been over its limit; undefined while it is not. */
export function streakText({ figures }: DisplayRow): string | undefined {
  return figures.streak > 0
    ? t('plumbline.drift.row-streak', 'over the limit for {{n}} windows', { n: figures.streak })
    : undefined;
}

/** The name, and what one would want to know of the row before pointing at its cells. */
export function rowTitle(row: DisplayRow): string {
  const { name, kind, facts } = row;
  const parts = [name];
  const streak = streakText(row);
  if (kind === 'column' && streak !== undefined) {
    parts.push(streak);
  }
  if (facts?.rank !== undefined) {
    parts.push(t('plumbline.drift.row-rank', 'importance rank {{rank}}', { rank: facts.rank }));
  }
  return parts.join(', ');
}

/**
 * What a screen reader says of the head of a row: beside its name the streak, its rank, its place and what Enter does.
 *
 * @param hasPage whether the column has a page of its own.
 */
export function headerText(row: DisplayRow, place: number, count: number, hasPage: boolean): string {
  const parts = [
    rowTitle(row),
    t('plumbline.drift.row-place', 'row {{place}} of {{count}}', { place: place + 1, count }),
  ];
  if (row.kind === 'group') {
    parts.push(
      row.open
        ? t('plumbline.drift.header-close', 'Enter closes the group')
        : t('plumbline.drift.header-open', 'Enter opens the group')
    );
  } else if (row.kind === 'column') {
    parts.push(
      hasPage
        ? t('plumbline.drift.header-page', 'Enter opens its page, m shows what else')
        : t('plumbline.drift.header-menu', 'Enter shows what can be done')
    );
  }
  return parts.join(', ');
}
