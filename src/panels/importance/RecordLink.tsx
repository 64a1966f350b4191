import { t } from '@grafana/i18n';
import { useRecordsUrl } from '../../components/figure/panelScope';
import { recordUrl } from '../../components/selection/recordsUrl';
import { CardLink } from './CardLink';

interface Props {
  id: string;
  /** Query of the frame that the record stands in. */
  refId: string | undefined;
}

/** Leads to the page of a record: its values and its explanation. Nothing for other data sources. */
export function RecordLink({ id, refId }: Props) {
  const href = recordUrl(useRecordsUrl()({ refId }), id);
  const text = t('plumbline.importance.open-record', 'Explain record {{id}}', {
    id,
    interpolation: { escapeValue: false },
  });
  return <CardLink href={id === '' ? undefined : href} icon="file-alt" text={text} />;
}
