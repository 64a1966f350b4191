/** The link that a rule puts into its alerts, and where it leads. */
import { type UrlQueryMap } from '@grafana/data';
import { type Filter } from '../../query/model';
import { segmentFilters } from '../../components/query/binsQuery';
import { filterToText } from '../links/address';
import { modelPath } from '../urls';
import { type Incident, incidentRange } from './incidents';

const DAY_MS = 86_400_000;

export interface AlertLink {
  model: string;
  column?: string;
  /** Label of the series' group: `key=value`, several joined by commas. */
  segment?: string;
  /** Kind of trouble, as the rule's label `kind` says; or the rule's uid. */
  kind?: string;
  alert?: string;
  /** How far the rule looks back, seconds. */
  range?: number;
  /** State that goes along: data source, method, reference. */
  state: Record<string, string>;
}

/** State of a model's page that a rule knows. */
const CARRIED = ['var-ds', 'var-method', 'var-ref'] as const;

/** Undefined where the address names no model. Labels that an alert does not have come as empty texts. */
export function readAlertLink(search: URLSearchParams): AlertLink | undefined {
  const text = (name: string) => search.get(name) || undefined;
  const model = text('model');
  const range = Number(text('range'));
  return model === undefined
    ? undefined
    : {
        model,
        column: text('column'),
        segment: text('segment'),
        kind: text('kind'),
        alert: text('alert'),
        ...(range > 0 ? { range } : {}),
        state: Object.fromEntries(CARRIED.flatMap((name) => (text(name) ? [[name, text(name) ?? '']] : []))),
      };
}

/** The model's page about an alert: the alert that still fires where there is one, else what the link itself says. */
export function alertPlace(
  link: AlertLink,
  incidents: readonly Incident[],
  now: number
): { path: string; state: UrlQueryMap } {
  const { model, column, segment, range, state } = link;
  const incident = incidents.find((each) => isMeant(each, link));
  const shown = incident
    ? incidentRange(incident, now)
    : { from: now - 2 * Math.max((range ?? 0) * 1000, 7 * DAY_MS), to: now };
  return {
    path: modelPath(model, 'investigate'),
    state: {
      from: String(Math.floor(shown.from)),
      to: String(shown.to),
      ...(incident?.method ? { 'var-method': incident.method } : {}),
      ...state,
      ...(column ? { 'var-column': column } : {}),
      ...(segment ? { 'var-filters': groupFilters(segment).map(filterToText) } : {}),
      ...(incident ? { alert: incident.ruleUid } : {}),
    },
  };
}

function isMeant(incident: Incident, { column, segment, kind, alert }: AlertLink): boolean {
  return (
    (alert === undefined || incident.ruleUid === alert) &&
    (kind === undefined || alert !== undefined || incident.kind === kind) &&
    incident.column === column &&
    incident.segment === segment
  );
}

/** The rows of a group. Values may hold commas and equals signs; a comma counts where a key follows it. */
export function groupFilters(segment: string): Filter[] {
  const keys = [...segment.matchAll(/(?:^|,)([\w.-]+)=/g)].map(([, key = '']) => key);
  return segmentFilters(segment, keys) ?? [];
}
