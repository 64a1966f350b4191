import { TooltipDisplayMode } from '@grafana/schema';
import { type ReactNode, type RefObject } from 'react';
import { type PinState } from '../interaction/usePinned';
import { type TooltipOptions } from '../options/tooltip';
import { FloatingCard } from './FloatingCard';
import { type Anchor } from './placeCard';

interface Props {
  tooltip: TooltipOptions;
  pin: PinState<unknown> & { unpin: () => void };
  anchor: Anchor;
  container: RefObject<HTMLElement | null>;
  /** What the card is about, for screen readers. */
  label: string;
  children: ReactNode;
}

/** The card of what one points at, as the tooltip's options want it. A pinned one shows whatever the mode is. */
export function PinCard({ tooltip, pin, anchor, container, label, children }: Props) {
  if (tooltip.mode === TooltipDisplayMode.None && !pin.pinned) {
    return null;
  }
  return (
    <FloatingCard
      container={container}
      anchor={anchor}
      pinned={pin.pinned}
      onClose={pin.unpin}
      label={label}
      maxWidth={tooltip.maxWidth}
      maxHeight={tooltip.maxHeight}
    >
      {children}
    </FloatingCard>
  );
}
