/** The rows that metrics are made from: what was predicted, what was true, how sure the model was. */
import { PlumblineError } from '../../../query/errors';
import { type ColumnInfo, type ModelInfo } from '../../store/types';
import { predictionSource, type Source, type SourceOptions, valueName } from '../shared/cells';
import {
  classText,
  firstInstant,
  isMature,
  LABEL,
  LABEL_ARRIVED,
  labelledRelation,
  scoreColumn,
  unlabelledRelation,
} from '../shared/labels';
import { type Scope, timeColumn } from '../shared/scope';
import { Parameters, quoteName, quoteText } from '../shared/statement';

/** The score of one class, which the label and the prediction write as `name`. */
export interface ClassScore {
  /** SQL literal of the class, written as `classText` writes it. */
  literal: string;
  name: string;
  column: ColumnInfo;
}

const MAX_CLASSES = 200;

/** Classes with a score of their own, by `score_<class>`. */
export function classScores(model: ModelInfo): ClassScore[] {
  const prediction = model.columns.find((column) => column.role === 'prediction');
  const found = model.columns
    .filter((column) => column.role === 'score' && column.name.startsWith('score_'))
    .map((column): ClassScore => {
      const name = column.name.slice('score_'.length);
      return { name, column, literal: prediction ? classText(quoteText(name), prediction) : quoteText(name) };
    });
  if (found.length > MAX_CLASSES) {
    throw new PlumblineError(
      'too_large',
      `Model ${model.name} has scores of ${found.length} classes, the limit is ${MAX_CLASSES}`,
      'Ask for metrics of its predictions, which need no scores.'
    );
  }
  return found;
}

export interface LabelledRows {
  /**
   * SELECT of `w`, the segments, `t` (windows of rows only), `id`, `predicted`, `actual`, `mature`, `score`, `lag` in
   * seconds and `class0`, `class1`... for the scores of classes. Classes are text; numbers of a regression are DOUBLE and
   * finite or NULL. A label that is not there is NULL.
   */
  text: string;
  source: Source;
  parameters: Parameters;
  classes: ClassScore[];
}

export interface LabelledOptions {
  /** Also reads when the first label of each prediction came. */
  lag?: boolean;
  /** Reads `class0`... as well. */
  classes?: boolean;
  /** False leaves labels out, for who does not look at them: then every label is missing. */
  labels?: boolean;
  /** More expressions, under the names given. */
  more?: ReadonlyArray<{ name: string; expression: string }>;
  source?: Omit<SourceOptions, 'relation' | 'parameters'> & {
    /** Rows to read instead of the predictions, same columns. */
    rows?: string;
  };
}

const finiteNumber = (expression: string) => {
  const number = `TRY_CAST(${expression} AS DOUBLE)`;
  return `CASE WHEN isfinite(${number}) THEN ${number} END`;
};

/** `wanted` may be made from the parameters of the statement, where its expressions have values of their own. */
export function labelledRows(
  scope: Scope,
  wanted: LabelledOptions | ((parameters: Parameters) => LabelledOptions) = {}
): LabelledRows {
  const { model } = scope;
  const parameters = new Parameters();
  const options = typeof wanted === 'function' ? wanted(parameters) : wanted;
  const prediction = model.columns.find((column) => column.role === 'prediction') ?? null;
  const score = scoreColumn(model);
  const classes = options.classes ? classScores(model) : [];
  const numeric = model.task === 'regression';
  const id = quoteName(model.columns.find((column) => column.role === 'id')?.name ?? 'id');
  const time = timeColumn(model);
  const named = [
    { name: 'id', expression: id },
    {
      name: 'predicted',
      expression: !prediction
        ? 'NULL::VARCHAR'
        : numeric
          ? finiteNumber(quoteName(prediction.name))
          : classText(quoteName(prediction.name), prediction),
    },
    {
      name: 'actual',
      expression: numeric ? finiteNumber(LABEL) : prediction ? classText(LABEL, prediction) : `${LABEL}::VARCHAR`,
    },
    { name: 'mature', expression: isMature(scope) },
    { name: 'score', expression: score ? finiteNumber(quoteName(score.name)) : 'NULL::DOUBLE' },
    ...(options.lag ? [{ name: 'lag', expression: `(epoch_ms(${LABEL_ARRIVED}) - epoch_ms(${time})) / 1000` }] : []),
    ...classes.map(({ column }, index) => ({
      name: `class${index}`,
      expression: finiteNumber(quoteName(column.name)),
    })),
    ...(options.more ?? []),
  ];
  const { rows, ...sourceOptions } = options.source ?? {};
  const from = firstInstant(scope, options.source?.windows);
  const source = predictionSource(
    scope,
    named.map(({ expression }) => expression),
    {
      ...sourceOptions,
      parameters,
      relation:
        options.labels === false
          ? unlabelledRelation(scope, from, rows)
          : labelledRelation(scope, from, rows, options.lag),
    }
  );
  const segments = source.segments.map((_, index) => `s${index}`);
  const times = source.rowsPerWindow === null ? [] : ['t'];
  const list = ['w', ...segments, ...times, ...named.map(({ name }, index) => `${valueName(index)} AS ${name}`)];
  return {
    text: `SELECT ${list.join(', ')} FROM (${source.text}) WHERE w IS NOT NULL`,
    source,
    parameters,
    classes,
  };
}

/** SQL condition of a row whose outcome counts. */
export const KNOWN = 'mature AND actual IS NOT NULL';
