/**
 * What a reader sees of a stored table: the newest revision of each row, without the store's own columns and, unless
 * the reader may see them, without sensitive ones.
 *
 * A hidden column is not there: `*`, whole rows, COLUMNS() and positions cannot reach it.
 */
import { PlumblineError } from '../../query/errors';
import { type Catalogue, type ModelInfo } from '../store/types';
import { fold } from './guard/functions/names';
import { type TableUse } from './guard/walk';

/** Columns that the store keeps for itself. */
const INTERNAL_COLUMNS = ['_seq'];

export interface Relation {
  /** SELECT that stands in for the table. */
  sql: string;
  model: string;
  /** Sensitive columns that were left out. */
  hidden: string[];
  /** Sensitive columns that this reader may see. */
  shown: string[];
}

const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The relation that a table reference stands for. Throws `not_found` naming what there is. */
export async function relationOf(use: TableUse, catalogue: Catalogue, unmasked: boolean): Promise<Relation> {
  const model = await modelOf(use, catalogue);
  const source = await sourceOf(use, model, catalogue);
  const sensitive = sensitiveColumns(use.schema, model);
  const hidden = unmasked ? [] : sensitive;
  const excluded = [...INTERNAL_COLUMNS, ...hidden].map((name) => `lower(${quoteText(name)})`).join(', ');
  return {
    sql: `SELECT COLUMNS(lambda c: lower(c) NOT IN (${excluded})) FROM ${source}`,
    model: model.name,
    hidden,
    shown: unmasked ? sensitive : [],
  };
}

async function modelOf(use: TableUse, catalogue: Catalogue): Promise<ModelInfo> {
  const models = await catalogue.models();
  const name = use.schema === 'references' ? use.table.split('/', 1)[0] : use.table;
  const model = models.find((known) => fold(known.name) === fold(name ?? ''));
  if (model === undefined) {
    throw new PlumblineError(
      'not_found',
      `There is no model "${name}" for the table ${use.schema}."${use.table}"`,
      models.length > 0 ? `The models are ${models.map((known) => known.name).join(', ')}` : 'Send predictions first',
      'rawSql'
    );
  }
  return model;
}

async function sourceOf(use: TableUse, model: ModelInfo, catalogue: Catalogue): Promise<string> {
  switch (use.schema) {
    case 'predictions':
      return model.relations.predictions;
    case 'labels':
      return model.relations.labels;
    case 'evaluations':
      return model.relations.evaluations;
    case 'attributions':
      if (model.relations.attributions === null) {
        throw new PlumblineError(
          'not_found',
          `The model ${model.name} has no attributions`,
          `Send them to v1/models/${model.name}/attributions`,
          'rawSql'
        );
      }
      return model.relations.attributions;
    default:
      return await referenceRelation(use, model, catalogue);
  }
}

async function referenceRelation(use: TableUse, model: ModelInfo, catalogue: Catalogue): Promise<string> {
  const written = use.table.slice(model.name.length + 1);
  const known = (await catalogue.references(model.name)).find((name) => fold(name) === fold(written));
  return (await catalogue.reference(model.name, known ?? written)).relation;
}

/** A label or an attribution tells about a sensitive column as much as the column itself. */
function sensitiveColumns(schema: string, model: ModelInfo): string[] {
  const label = model.label?.sensitive ? [model.label.name] : [];
  const sensitive = model.columns.filter((column) => column.sensitive).map((column) => column.name);
  switch (schema) {
    case 'labels':
      return label.length > 0 ? ['value'] : [];
    case 'evaluations':
      // What is said of an answer may quote it.
      return sensitive.length > 0 || label.length > 0 ? ['text'] : [];
    case 'attributions':
      return sensitive.map((name) => `shap_${name}`);
    default:
      return [...sensitive, ...label];
  }
}
