/** How far the values of each column have drifted, in units of its own limit. */
import { PlumblineError } from '../../../query/errors';
import { type ImpactQuery } from '../../../query/explanations';
import { DRIFT_FIELDS, type Status, STATUSES } from '../../../query/frames';
import { type Frame } from '../../grafana/frame';
import { type AnalysisContext } from '../context';
import { drift } from '../drift';
import { type Scope } from '../shared/scope';
import { type Window } from '../shared/windows';
import { type Unit } from './units';
import { readableColumn } from './values';

export interface Severity {
  /** Score over its limit: from 1 on it is a breach. `null` with too few rows. */
  value: number | null;
  status: Status;
}

/** PSI over its limit by unit, a group's as its worst column's. Where drift has no answer, a notice says why. */
export async function driftSeverity(
  scope: Scope,
  query: ImpactQuery,
  units: readonly Unit[],
  context: AnalysisContext,
  window: Window
): Promise<Map<string, Severity>> {
  const columns = units
    .flatMap((unit) => unit.members)
    .filter((name) => readableColumn(scope, name)?.role === 'feature');
  if (columns.length === 0) {
    return new Map();
  }
  const { refId, model, versions, environments, filters, reference, timezone } = query;
  try {
    const [frame] = await drift(
      {
        refId,
        queryType: 'drift',
        model,
        versions,
        environments,
        filters,
        reference,
        timezone,
        columns,
        method: 'psi',
        window: 'all',
        format: 'table',
      },
      { ...context, from: window.start, to: window.end }
    );
    const byColumn = readSeverities(frame);
    return new Map(
      units.flatMap(({ name, members }) => {
        const found = members.flatMap((member) => byColumn.get(member) ?? []);
        const worst = found.sort((a, b) => (b.value ?? -1) - (a.value ?? -1))[0];
        return worst ? [[name, worst] as const] : [];
      })
    );
  } catch (error) {
    if (!(error instanceof PlumblineError)) {
      throw error;
    }
    scope.ledger.notice('info', `Drift of the columns is not known: ${error.message}`);
    return new Map();
  }
}

function readSeverities(frame: Frame | undefined): Map<string, Severity> {
  const values = (name: string): readonly unknown[] => {
    const field = frame?.fields.find((candidate) => candidate.name === name)?.values;
    return Array.isArray(field) ? field : [];
  };
  const [scores, limits, statuses] = [
    values(DRIFT_FIELDS.score),
    values(DRIFT_FIELDS.threshold),
    values(DRIFT_FIELDS.status),
  ];
  return new Map(
    values(DRIFT_FIELDS.column).flatMap((column, at) => {
      const [score, limit] = [scores[at], limits[at]];
      const status = STATUSES.find((known) => known === statuses[at]) ?? 'no_data';
      const value = typeof score === 'number' && typeof limit === 'number' && limit > 0 ? score / limit : null;
      return typeof column === 'string' ? [[column, { value, status }] as const] : [];
    })
  );
}
