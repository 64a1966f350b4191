import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { IconButton, Portal, useStyles2 } from '@grafana/ui';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { tabStops } from '../keyboard/tabStops';
import { type Anchor, placeCard } from './placeCard';

interface Props {
  /** What the card belongs to, in coordinates of `container`. */
  anchor: Anchor;
  container: RefObject<HTMLElement | null>;
  /** A pinned card takes the pointer and the focus and stays until it is closed. */
  pinned: boolean;
  /** Whether a pinned card takes the focus: not one that nobody has asked for just now. */
  takesFocus?: boolean;
  onClose: () => void;
  label: string;
  /** CSS pixels; undefined leaves the size to the content. A card that is too high scrolls once it is pinned. */
  maxWidth?: number;
  maxHeight?: number;
  children: ReactNode;
}

/** The card beside the pointer or the focused cell. It never covers its anchor and never leaves the window. */
export function FloatingCard(props: Props) {
  const { anchor, container, pinned, takesFocus = true, onClose, label, maxWidth, maxHeight, children } = props;
  const styles = useStyles2(getStyles);
  const card = useRef<HTMLDivElement>(null);
  /** What had the keyboard before the card. */
  const before = useRef<Element>(null);
  const [place, setPlace] = useState<{ left: number; top: number }>();
  const { x, y, width, height } = anchor;
  useLayoutEffect(() => {
    const box = card.current?.getBoundingClientRect();
    const origin = container.current?.getBoundingClientRect();
    if (box && origin) {
      const onScreen = { x: origin.left + x, y: origin.top + y, width, height };
      const next = placeCard(onScreen, box, { width: window.innerWidth, height: window.innerHeight });
      setPlace((now) => (now?.left === next.left && now.top === next.top ? now : next));
    }
  }, [container, x, y, width, height, children]);

  const isPlaced = place !== undefined;
  useEffect(() => {
    // Until it has its place it is hidden, and what is hidden takes no focus.
    if (!pinned || !isPlaced) {
      return undefined;
    }
    const own = card.current;
    before.current = document.activeElement;
    if (takesFocus) {
      own?.focus({ preventScroll: true });
    }
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !card.current?.contains(event.target)) {
        onClose();
      }
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown);
      // Who has gone on meanwhile stays there.
      if (document.activeElement === document.body || own?.contains(document.activeElement)) {
        focusOn(before.current);
      }
    };
  }, [pinned, isPlaced, takesFocus, onClose]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    } else if (event.key === 'Tab' && pinned && isAtEdge(event)) {
      // The card stands at the end of the page: from here the browser would go to its beginning.
      focusOn(before.current);
      if (event.shiftKey) {
        event.preventDefault();
      }
      onClose();
    }
  };
  return (
    <Portal>
      <div
        ref={card}
        role={pinned ? 'dialog' : 'tooltip'}
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className={cx(styles.card, { [styles.pinned]: pinned })}
        style={{ ...place, maxWidth, maxHeight, visibility: place ? 'visible' : 'hidden' }}
      >
        {pinned && (
          <IconButton
            className={styles.close}
            name="times"
            size="md"
            tooltip={t('plumbline.tooltip.close', 'Close')}
            onClick={onClose}
          />
        )}
        {children}
      </div>
    </Portal>
  );
}

function focusOn(element: Element | null) {
  if (element instanceof HTMLElement) {
    element.focus({ preventScroll: true });
  }
}

/** Whether Tab leads out of the card: behind its last stop or, with Shift, before its first. */
function isAtEdge({ currentTarget, target, shiftKey }: KeyboardEvent<HTMLElement>): boolean {
  const stops = tabStops(currentTarget);
  return stops.length === 0 || (shiftKey ? target === currentTarget || target === stops[0] : target === stops.at(-1));
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    minWidth: '20ch',
    maxWidth: 'min(46ch, 90vw)',
    maxHeight: '90vh',
    overflow: 'hidden',
    pointerEvents: 'none',
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.primary,
  }),
  pinned: css({
    pointerEvents: 'auto',
    overflow: 'auto',
    borderColor: theme.colors.border.medium,
    boxShadow: theme.shadows.z3,
  }),
  close: css({ position: 'absolute', top: theme.spacing(1), right: theme.spacing(1), margin: 0 }),
});
