import { type DataFrame, type Field, type InterpolateFunction } from '@grafana/data';
import { usePanelContext } from '@grafana/ui';
import { type ComponentProps, createContext, useContext } from 'react';
import { actionsOf } from './actions';
import { CardContent } from './CardContent';

/** Fills in the variables of the dashboard; a panel gives its own `replaceVariables`. */
export const ReplaceVariables = createContext<InterpolateFunction>((text) => text);

interface Props extends Omit<ComponentProps<typeof CardContent>, 'links' | 'actions'> {
  /** What the card is about: a value of a field, whose links and actions the card offers. */
  frame: DataFrame;
  field: Field;
  /** Row of the frame; undefined for what stands in none. */
  at: number | undefined;
}

/** A card with the data links and actions that the field's configuration has for its value. */
export function DataCard({ frame, field, at, ...card }: Props) {
  const replace = useContext(ReplaceVariables);
  const { canExecuteActions } = usePanelContext();
  const mayAct = card.pinned && at !== undefined && canExecuteActions?.() === true;
  return (
    <CardContent
      {...card}
      links={at === undefined ? undefined : field.getLinks?.({ valueRowIndex: at })}
      actions={mayAct ? actionsOf(frame, field, at, replace) : undefined}
    />
  );
}
