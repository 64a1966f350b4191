import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { IconButton, Portal, useStyles2 } from '@grafana/ui';
import { type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Anchor, placeCard } from './placeCard';

interface Props {
  anchor: Anchor;
  /** A pinned card takes the pointer and the focus and stays until it is closed. */
  pinned: boolean;
  onClose: () => void;
  label: string;
  children: ReactNode;
}

/** The card beside the pointer or the focused cell. It never covers its anchor and never leaves the window. */
export function FloatingCard({ anchor, pinned, onClose, label, children }: Props) {
  const styles = useStyles2(getStyles);
  const card = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<{ width: number; height: number }>();
  useLayoutEffect(() => {
    const box = card.current?.getBoundingClientRect();
    if (box && (box.width !== size?.width || box.height !== size.height)) {
      setSize({ width: box.width, height: box.height });
    }
  }, [children, size]);

  useEffect(() => {
    if (!pinned) {
      return undefined;
    }
    const before = document.activeElement;
    card.current?.focus({ preventScroll: true });
    const onPointerDown = (event: PointerEvent) => {
      if (event.target instanceof Node && !card.current?.contains(event.target)) {
        onClose();
      }
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => {
      document.removeEventListener('pointerdown', onPointerDown);
      if (before instanceof HTMLElement) {
        before.focus({ preventScroll: true });
      }
    };
  }, [pinned, onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onClose();
    }
  };
  const { left, top } = placeCard(anchor, size ?? { width: 0, height: 0 }, {
    width: window.innerWidth,
    height: window.innerHeight,
  });
  return (
    <Portal>
      <div
        ref={card}
        role={pinned ? 'dialog' : 'tooltip'}
        aria-label={label}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className={cx(styles.card, { [styles.pinned]: pinned })}
        style={{ left, top, visibility: size ? 'visible' : 'hidden' }}
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

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    position: 'fixed',
    zIndex: theme.zIndex.tooltip,
    minWidth: '20ch',
    maxWidth: 'min(46ch, 90vw)',
    pointerEvents: 'none',
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.primary,
  }),
  pinned: css({ pointerEvents: 'auto', borderColor: theme.colors.border.medium, boxShadow: theme.shadows.z3 }),
  close: css({ position: 'absolute', top: theme.spacing(1), right: theme.spacing(1), margin: 0 }),
});
