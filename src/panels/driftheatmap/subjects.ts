import { type Subject } from '../../components/interaction/subject';
import { ABSENT } from './grid';
import { type DriftView } from './view';

/** What a row is about; metrics are about the model as a whole. */
export function subjectOfRow({ rows, grid }: DriftView, at: number): Subject | undefined {
  const row = rows[at];
  if (!row || row.kind === 'metric') {
    return undefined;
  }
  const cohort = row.kind === 'column' ? grid.rows[row.members[0]].segment : undefined;
  return { columns: [...new Set(row.members.map((member) => grid.rows[member].column))], cohort };
}

/** The newest drawn window of a row that has anything to say. */
export function newestWindow(view: DriftView, row: number): number | undefined {
  for (let column = view.columns - 1; column >= 0; column--) {
    const cell = view.cells[row * view.columns + column];
    if (cell >= 0 && view.grid.status[cell] !== ABSENT) {
      return column;
    }
  }
  return undefined;
}
