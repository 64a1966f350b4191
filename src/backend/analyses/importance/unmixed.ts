/** Attributions of several explainers, or against several backgrounds, are several pictures: their sizes don't compare. */
import { type AttributionBase, type ExplanationAnalysis } from '../../../query/explanations';
import { type Filter } from '../../../query/model';
import { type Frame } from '../../grafana/frame';
import { type Analysis, type AnalysisContext } from '../context';
import { Parameters } from '../shared/statement';
import { resolveSetting } from './setting';
import { attributionRows } from './source';

/** Pictures of one answer. */
const MOST_SETS = 6;
const KINDS = ['explainer', 'background'] as const;

/**
 * The analysis, once for each explainer and background that the range mixes; the sets with the most rows first. One number
 * a series has no place for sets, so answers to alert rules stay mixed, with the warning that the analysis gives.
 */
export function unmixed<Q extends ExplanationAnalysis>(run: Analysis<Q>): Analysis<Q> {
  return async (query, context) => {
    const frames = await run(query, context);
    if (query.format === 'numeric' || !frames.some((frame) => frame.meta?.custom?.mixed === true)) {
      return frames;
    }
    const { sets, total } = await mixedSets(query, context);
    if (sets.length < 2) {
      return frames;
    }
    const apart: Frame[] = [];
    for (const filters of sets) {
      apart.push(...(await run({ ...query, filters: [...(query.filters ?? []), ...filters] }, context)));
    }
    const text = `Attributions of several explainers or backgrounds: ${
      total > sets.length ? `${sets.length} of ${total} are shown, those with the most rows,` : 'each is shown'
    } by itself.`;
    return apart.map((frame, index) =>
      index === 0
        ? { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), { severity: 'info', text }] } }
        : frame
    );
  };
}

/** Filters that choose one explainer and background each; none where the model has columns of these names itself. */
async function mixedSets(
  query: AttributionBase,
  context: AnalysisContext
): Promise<{ sets: Filter[][]; total: number }> {
  const { scope, range } = await resolveSetting(query, context, { segments: true });
  if (scope.model.columns.some(({ name }) => KINDS.some((kind) => kind === name))) {
    return { sets: [], total: 0 };
  }
  const parameters = new Parameters();
  const source = attributionRows(scope, range, parameters, query.output);
  const rows = await scope.ledger.rows<{ explainer: string | null; background: string | null; total: number }>(
    `SELECT explainer, background, count(*) AS n, count(*) OVER () AS total FROM (${source}) a GROUP BY explainer, background ORDER BY n DESC, explainer, background LIMIT ${MOST_SETS}`,
    parameters
  );
  return {
    total: Number(rows[0]?.total ?? 0),
    sets: rows.map((row) => KINDS.map((key): Filter => ({ key, operator: '=', value: row[key] ?? '' }))),
  };
}
