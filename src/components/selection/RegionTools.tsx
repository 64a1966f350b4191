import { t } from '@grafana/i18n';
import { usePanelContext } from '@grafana/ui';
import { type ReactNode, type Ref, useState } from 'react';
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
  /** Absent where what is selected are no records that a filter could tell from others. */
  records: RecordsOf | undefined;
  /** What only this picture offers, after zooming. */
  actions?: SelectionAction[];
  /** Of the picture, CSS pixels. */
  width: number;
  caption: number;
  /** Only asked where time is selected. */
  onZoom?: (range: { from: number; to: number }) => void;
  onClear: () => void;
  barRef?: Ref<HTMLDivElement>;
  /** What else this picture offers, such as something to fill in. */
  children?: ReactNode;
}

/** What every picture offers for selected time: zoom, say what happened there, see its records. */
export function RegionTools(props: Props) {
  const { text, from, to, records, actions = [], width, caption, onZoom, onClear, barRef, children } = props;
  const [writing, setWriting] = useState(false);
  const { canAddAnnotations, onAnnotationCreate } = usePanelContext();
  const recordsUrl = useRecordsUrl();
  const href = records && recordsUrl({ from, to, ...records });
  const hasTime = from !== undefined && to !== undefined;
  const all: SelectionAction[] = [];
  if (hasTime && onZoom) {
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
    <SelectionBar
      barRef={barRef}
      text={text}
      actions={writing ? [] : all}
      width={width}
      caption={caption}
      onClear={onClear}
    >
      {!writing && children}
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
