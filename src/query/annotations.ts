/** What happened to models, for Grafana's annotations. Types only. */
import type { QueryBase, Threshold } from './model';

/** Kinds that the store or an analysis writes; teams post others of their own. */
export const ANNOTATION_KINDS = [
  'deploy',
  'failover',
  'reference',
  'schema_change',
  'data_loss',
  'label_backfill',
  'breach',
  'note',
] as const;

export interface AnnotationsQuery extends QueryBase {
  queryType: 'annotations';
  /** Only this model and what concerns every model; default all. */
  model?: string;
  /** Default everything but `breach`, which scores drift over the range. */
  kinds?: string[];
  /** Windows and limits of `breach`; default 1d and the model's limits of PSI. */
  window?: string;
  threshold?: Threshold;
  timezone?: string;
  format?: 'table';
}

/** The table that Grafana draws annotations from. */
export const ANNOTATION_FIELDS = {
  time: 'time',
  timeEnd: 'timeEnd',
  title: 'title',
  text: 'text',
  tags: 'tags',
  model: 'model',
  kind: 'kind',
} as const;
