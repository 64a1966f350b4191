import { type MetricTask } from '../../query/model';

/** A column of a model as the store's catalogue describes it. */
export interface FactColumn {
  name: string;
  role: string;
  kind: string;
  /** May be used in `segmentBy`. */
  segment: boolean;
  sensitive: boolean;
}

/** What pages need to know of a model to decide what they show: the answer of `v1/models/<model>`. */
export interface ModelFacts {
  name: string;
  task: MetricTask;
  owner?: string;
  runbook?: string;
  defaultReference?: string;
  description?: string;
  columns: FactColumn[];
  /** Absent until a label was declared or sent. */
  label?: { name: string };
  /** Features whose attributions were sent. */
  attributedFeatures: string[];
}

export function hasRole({ columns }: ModelFacts, role: string): boolean {
  return columns.some((column) => column.role === role);
}

export const hasLabel = ({ label }: ModelFacts): boolean => label !== undefined;

export const hasAttributions = ({ attributedFeatures }: ModelFacts): boolean => attributedFeatures.length > 0;

/** Columns that cohorts can be made by and that everybody may read. */
export function segmentsOf({ columns }: ModelFacts): string[] {
  return columns.filter(({ segment, sensitive }) => segment && !sensitive).map(({ name }) => name);
}

export function featuresOf({ columns }: ModelFacts): string[] {
  return columns.filter(({ role }) => role === 'feature').map(({ name }) => name);
}

/** What the model says: its score, else its prediction; undefined where it logs neither. */
export function outputOf({ columns }: ModelFacts): string | undefined {
  return (columns.find(({ role }) => role === 'score') ?? columns.find(({ role }) => role === 'prediction'))?.name;
}

/** True where each class has a score of its own, which metrics of several classes are made from. */
export function hasClassScores({ columns }: ModelFacts): boolean {
  return columns.filter(({ role }) => role === 'score').length > 1;
}
