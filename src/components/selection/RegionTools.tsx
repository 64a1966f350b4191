import { t } from '@grafana/i18n';
import { usePanelContext } from '@grafana/ui';
import { type Ref, useState } from 'react';
import { useRecordsUrl } from '../figure/panelScope';
import { AnnotationForm } from './AnnotationForm';
import { type RecordsOf } from './recordsUrl';
import { type SelectionAction, SelectionBar } from './SelectionBar';

interface Props {
  /** What is selected, in words. */
  text: string;
  /** The time that is selected, milliseconds; absent where the picture has no time. */
  from?: number;
  to?: number;
  records: RecordsOf;
  /** What only this picture offers, after zooming. */
  actions?: SelectionAction[];
  /** Of the picture, CSS pixels. */
  width: number;
  caption: number;
  onZoom: (range: { from: number; to: number }) => void;
  onClear: () => void;
  ref?: Ref<HTMLDivElement>;
}

/** What every picture offers for selected time: zoom, say what happened there, see its records. */
export function RegionTools({ text, from, to, records, actions = [], width, caption, onZoom, onClear, ref }: Props) {
  const [writing, setWriting] = useState(false);
  const { canAddAnnotations, onAnnotationCreate } = usePanelContext();
  const href = useRecordsUrl()({ from, to, ...records });
  const hasTime = from !== undefined && to !== undefined;
  const all: SelectionAction[] = [];
  if (hasTime) {
    all.push({
      label: t('plumbline.selection.zoom', 'Zoom to this time'),
      icon: 'search-plus',
      onClick: () => {
        onClear();
        onZoom({ from, to });
      },
    });
  }
  if (hasTime && onAnnotationCreate && canAddAnnotations?.()) {
    all.push({
      label: t('plumbline.selection.annotate', 'Add annotation'),
      icon: 'comment-alt',
      onClick: () => setWriting(true),
    });
  }
  all.push(...actions);
  if (href !== undefined) {
    all.push({ label: t('plumbline.tooltip.records', 'Open records'), icon: 'list-ul', href });
  }
  return (
    <SelectionBar ref={ref} text={text} actions={writing ? [] : all} width={width} caption={caption} onClear={onClear}>
      {writing && hasTime && onAnnotationCreate && (
        <AnnotationForm
          from={from}
          to={to}
          onCancel={() => setWriting(false)}
          onSave={(annotation) => {
            onAnnotationCreate(annotation);
            onClear();
          }}
        />
      )}
    </SelectionBar>
  );
}
