import { t } from '@grafana/i18n';
import { type FrameCustom } from '../../query/frames';

/** How many rows an answer has of how many, and which ones. */
export type Truncated = FrameCustom['truncated'];

export function truncatedText(truncated: Truncated): string {
  return truncated
    ? t('plumbline.figure.truncated', '{{shown}} of {{total}} sent ({{rule}})', {
        ...truncated,
        interpolation: { escapeValue: false },
      })
    : '';
}
