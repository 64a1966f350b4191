import { type DataFrame, type Field } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { type ComponentProps, useContext } from 'react';
import { PanelScopeContext, useRecordsUrl } from '../figure/panelScope';
import { type RecordsOf } from '../selection/recordsUrl';
import { actionsOf } from './actions';
import { CardContent } from './CardContent';

interface Props extends Omit<ComponentProps<typeof CardContent>, 'links' | 'actions' | 'records'> {
  /** What the card is about: a value of a field, whose links and actions the card offers. */
  frame: DataFrame;
  field: Field;
  /** Row of the frame; undefined for what stands in none. */
  at: number | undefined;
  /** The records behind the value, where they can be told from others. */
  records?: RecordsOf;
}

/** A card with the data links and actions that the field's configuration has for its value. */
export function DataCard({ frame, field, at, records, ...card }: Props) {
  const { replace } = useContext(PanelScopeContext);
  const recordsUrl = useRecordsUrl();
  const { canExecuteActions } = usePanelContext();
  const mayAct = card.pinned && at !== undefined && canExecuteActions?.() === true;
  return (
    <CardContent
      {...card}
      links={at === undefined ? undefined : field.getLinks?.({ valueRowIndex: at })}
      actions={mayAct ? actionsOf(frame, field, at, replace) : undefined}
      records={records && recordsUrl({ refId: frame.refId, ...records })}
    />
  );
}
