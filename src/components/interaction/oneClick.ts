import { type Field, textUtil } from '@grafana/data';

/**
 * Follows the data link of a value that is set to open at one click, as Grafana's own panels do.
 *
 * @param row place of the value in its field; below zero there is none.
 * @param times which click it is of those that came at once: a double click follows the link once.
 * @returns whether there was such a link: then the click is used up.
 */
export function followOneClick(field: Field, row: number, times = 1): boolean {
  const link = row >= 0 ? field.getLinks?.({ valueRowIndex: row }).find(({ oneClick }) => oneClick) : undefined;
  if (!link) {
    return false;
  }
  if (times > 1) {
    return true;
  }
  if (link.onClick) {
    link.onClick(undefined);
  } else {
    window.open(textUtil.sanitizeUrl(link.href), link.target ?? '_self');
  }
  return true;
}
