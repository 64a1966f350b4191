import { t } from '@grafana/i18n';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { columnUrl } from '../../components/selection/recordsUrl';
import { CardLink } from './CardLink';

interface Props {
  column: string;
  /** Query of the frame that the column stands in. */
  refId: string | undefined;
}

/** Leads to the page of a column: what its values do to the score, beside their drift. Nothing for other data sources. */
export function ColumnLink({ column, refId }: Props) {
  const href = columnUrl(useRecordsUrl()({ refId }), column);
  return <CardLink href={href} icon="chart-line" text={t('plumbline.importance.open-column', 'What its values do')} />;
}
