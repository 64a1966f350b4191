/** What a panel says of an answer to a query that it is not for. Pure. */
import { type PanelData } from '@grafana/data';
import { t } from '@grafana/i18n';
import { type FrameKind } from '../../query/frames';
import { isOfOther } from '../frames/analysis';

/**
 * The title of the message, where all that came answers other analyses; undefined otherwise.
 *
 * @param kinds what the view reads.
 */
export function otherAnalysis(
  { series, request }: Pick<PanelData, 'series' | 'request'>,
  kinds: readonly FrameKind[]
): string | undefined {
  const frames = series.filter(({ length }) => length > 0);
  if (frames.length === 0 || !frames.every((frame) => isOfOther(frame, kinds))) {
    return undefined;
  }
  const types = frames.map(({ refId }) => {
    const target = request?.targets.find((each) => each.refId === refId);
    const type: unknown = target && 'queryType' in target ? target.queryType : undefined;
    return typeof type === 'string' && type !== '' ? type : undefined;
  });
  const known = [...new Set(types)].filter((type) => type !== undefined);
  return known.length > 0
    ? t('plumbline.empty.other-query', 'This view does not draw answers of the query type {{types}}', {
        interpolation: { escapeValue: false },
        types: known.map((type) => `"${type}"`).join(', '),
      })
    : t('plumbline.empty.other-analysis', 'These data are of an analysis that this view does not draw');
}
