import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Button, IconButton, type IconName, LinkButton, useStyles2 } from '@grafana/ui';
import { type FocusEvent, type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';

export interface SelectionAction {
  label: string;
  icon: IconName;
  /** One of the two: what to do, or where it leads. */
  onClick?: () => void;
  href?: string;
}

interface Props {
  /** What is selected, in words. */
  text: string;
  actions: SelectionAction[];
  onClear: () => void;
  /** Of the picture, CSS pixels. */
  width: number;
  /** Height of the caption above the picture, which the bar lies over so that it hides no data. */
  caption: number;
  /** The bar itself, for a key that goes to it. */
  /** React 18 gives a component no `ref`. */
  barRef?: Ref<HTMLDivElement>;
  /** Something to fill in, before the button that lets go. */
  children?: ReactNode;
}

/** Room for the buttons at the right of the caption, and for the one that lets go. */
const BESIDE = 120;
/** About a letter, and what a button has beside its letters; CSS pixels. */
const [LETTER, BUTTON] = [6.8, 44];

function lengthOf(text: string, actions: readonly SelectionAction[]): number {
  return actions.reduce((sum, { label }) => sum + label.length * LETTER + BUTTON, text.length * LETTER);
}

/** What one can do with a selected region. Escape in it lets the selection go. */
export function SelectionBar({ text, actions, onClear, width, caption, barRef, children }: Props) {
  const styles = useStyles2(getStyles);
  // A second line would lie over the picture: where one is too short, icons have to do.
  const bar = useRef<HTMLDivElement>(null);
  const before = useRef<Element>(null);
  useImperativeHandle<HTMLDivElement | null, HTMLDivElement | null>(barRef, () => bar.current);
  // Who worked here by keyboard goes on in the picture once the bar is gone.
  useLayoutEffect(() => {
    const own = bar.current;
    return () => {
      if (own?.contains(document.activeElement) && before.current instanceof HTMLElement) {
        before.current.focus({ preventScroll: true });
      }
    };
  }, []);
  // A button that made room for something to fill in, or the other way round, leaves the keyboard in the bar.
  const isInside = useRef(false);
  useLayoutEffect(() => {
    if (isInside.current && document.activeElement === document.body) {
      bar.current?.focus({ preventScroll: true });
    }
  });
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    isInside.current = true;
    if (event.relatedTarget && !bar.current?.contains(event.relatedTarget)) {
      before.current = event.relatedTarget;
    }
  };
  const isShort = lengthOf(text, actions) > width - BESIDE;
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={text}
      tabIndex={-1}
      className={styles.bar}
      style={{ top: -caption }}
      onFocus={onFocus}
      // Not told of what is taken out of the page.
      onBlur={() => {
        isInside.current = false;
      }}
      // The picture underneath takes pointers for selections of its own.
      onPointerDown={(event) => event.stopPropagation()}
      onPointerMove={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Escape') {
          onClear();
        }
      }}
    >
      <span className={styles.text}>{text}</span>
      {actions.map(({ label, icon, onClick, href }) =>
        href === undefined ? (
          <Button
            key={label}
            size="sm"
            variant="secondary"
            icon={icon}
            tooltip={isShort ? label : undefined}
            aria-label={label}
            onClick={onClick}
          >
            {isShort ? undefined : label}
          </Button>
        ) : (
          <LinkButton
            key={label}
            size="sm"
            variant="secondary"
            icon={icon}
            href={href}
            tooltip={isShort ? label : undefined}
            aria-label={label}
          >
            {isShort ? undefined : label}
          </LinkButton>
        )
      )}
      {children}
      <IconButton name="times" tooltip={t('plumbline.selection.clear', 'Clear selection (Esc)')} onClick={onClear} />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    position: 'absolute',
    zIndex: 2,
    right: theme.spacing(8),
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    maxWidth: '100%',
    padding: theme.spacing(0, 1),
    cursor: 'default',
    background: theme.colors.background.elevated ?? theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.medium}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z2,
    fontSize: theme.typography.bodySmall.fontSize,
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.border}` },
  }),
  text: css({ fontVariantNumeric: 'tabular-nums', marginRight: theme.spacing(0.5) }),
});
