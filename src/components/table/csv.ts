/** A table as text, for the visible view and for export. */
export interface TextTable {
  columns: Array<{ name: string; numeric?: boolean }>;
  rows: string[][];
}

/** What a spreadsheet would run as a formula. A plain negative number is none. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * RFC 4180 text. A cell that a spreadsheet would take for a formula gets a leading apostrophe (OWASP, "CSV
 * Injection"), so that a column named `=cmd()` stays a name.
 */
export function toCsv(table: TextTable): string {
  const lines = [table.columns.map((column) => column.name), ...table.rows];
  return lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n') + '\r\n';
}

function csvCell(text: string): string {
  const plain = text.replace(/\u2212/g, '-');
  const safe = FORMULA.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) || safe !== plain ? `"${safe.replace(/"/g, '""')}"` : safe;
}
