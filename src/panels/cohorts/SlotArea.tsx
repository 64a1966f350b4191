import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { IconButton, Portal, useStyles2, useTheme2 } from '@grafana/ui';
import { type ReactNode, useCallback, useContext, useEffect, useRef, useState } from 'react';
import { mixName } from './mixText';
import { SlotsContext } from './slots';

const SLOTS = ['a', 'b'] as const;
type Slot = (typeof SLOTS)[number];

/** Height of the bar that says what stands in the slots, CSS pixels; lower panels have none. */
const BAR = 32;
const BAR_FROM = 200;

interface Props {
  width: number;
  height: number;
  children: (height: number) => ReactNode;
}

/**
 * A picture with two slots: while one drags a row they lie over it, and once one is filled they stand above it until the
 * other is. Keys and the buttons of cards fill them as well.
 */
export function SlotArea({ width, height, children }: Props) {
  const styles = useStyles2(getStyles);
  const { slots, dragged, clear } = useContext(SlotsContext);
  const isCompared = slots.a !== undefined && slots.b !== undefined;
  const one = (slots.a === undefined) !== (slots.b === undefined);
  const bar = one && height >= BAR_FROM ? BAR : 0;
  return (
    <div
      className={styles.area}
      style={{ width, height }}
      onKeyDown={(event) => {
        // Cards, and the place in a list, are let go of before the comparison is; the dashboard's own Escape comes last.
        if (event.key === 'Escape' && isCompared && !event.defaultPrevented) {
          event.preventDefault();
          event.stopPropagation();
          clear();
        }
      }}
    >
      {bar > 0 && (
        <div className={styles.bar} style={{ height: bar }}>
          {SLOTS.map((slot) => (
            <Filled key={slot} slot={slot} />
          ))}
        </div>
      )}
      {children(height - bar)}
      {dragged && <Targets />}
    </div>
  );
}

const colorOf = (slot: Slot, theme: GrafanaTheme2) =>
  theme.visualization.getColorByName(slot === 'a' ? 'blue' : 'orange');

function Filled({ slot }: { slot: Slot }) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { slots, assign } = useContext(SlotsContext);
  const name = slots[slot];
  return (
    <span className={styles.filled} style={{ borderColor: colorOf(slot, theme) }}>
      <b>{slot.toUpperCase()}</b>
      <span className={cx(styles.name, { [styles.missing]: name === undefined })}>
        {name === undefined
          ? t('plumbline.cohorts.slot-empty', 'drag a row here, or press {{key}} on one', { key: slot })
          : mixName(name)}
      </span>
      {name !== undefined && (
        <IconButton
          name="times"
          size="sm"
          tooltip={t('plumbline.cohorts.slot-clear', 'Take out of {{slot}}', { slot: slot.toUpperCase() })}
          onClick={() => assign(slot, name)}
        />
      )}
    </span>
  );
}

/** Where a row can be dropped, and the row under the pointer. */
function Targets() {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { slots, dragged, drag, assign } = useContext(SlotsContext);
  const [over, setOver] = useState<Slot>();
  const boxes = useRef<Partial<Record<Slot, HTMLDivElement | null>>>({});
  const under = useCallback(
    (x: number, y: number) =>
      SLOTS.find((slot) => {
        const box = boxes.current[slot]?.getBoundingClientRect();
        return box && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      }),
    []
  );
  const name = dragged?.name;
  useEffect(() => {
    if (name === undefined) {
      return undefined;
    }
    window.getSelection()?.removeAllRanges();
    const onMove = (event: PointerEvent) => {
      setOver(under(event.clientX, event.clientY));
      drag({ name, x: event.clientX, y: event.clientY });
    };
    const letGo = () => drag(undefined);
    const onUp = (event: PointerEvent) => {
      const slot = under(event.clientX, event.clientY);
      letGo();
      if (slot && slots[slot] !== name) {
        assign(slot, name);
      }
    };
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && letGo();
    document.addEventListener('pointermove', onMove);
    document.addEventListener('pointerup', onUp);
    document.addEventListener('pointercancel', letGo);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointermove', onMove);
      document.removeEventListener('pointerup', onUp);
      document.removeEventListener('pointercancel', letGo);
      document.removeEventListener('keydown', onKey);
    };
  }, [name, slots, drag, assign, under]);
  if (!dragged) {
    return null;
  }
  return (
    <>
      <div className={styles.targets}>
        {SLOTS.map((slot) => (
          <div
            key={slot}
            ref={(box) => {
              boxes.current[slot] = box;
            }}
            data-slot={slot}
            className={cx(styles.target, { [styles.over]: over === slot })}
            style={{ borderColor: colorOf(slot, theme) }}
          >
            <b>{slot.toUpperCase()}</b>
            <span className={styles.name}>
              {slots[slot] === undefined || slots[slot] === dragged.name
                ? t('plumbline.cohorts.slot-drop', 'Drop here')
                : t('plumbline.cohorts.slot-replace', 'In place of {{name}}', {
                    name: mixName(slots[slot]),
                    interpolation: { escapeValue: false },
                  })}
            </span>
          </div>
        ))}
      </div>
      <Portal>
        <div className={styles.ghost} style={{ left: dragged.x + 12, top: dragged.y + 12 }}>
          {mixName(dragged.name)}
        </div>
      </Portal>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const slot = {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    minWidth: 0,
    flex: 1,
    borderRadius: theme.shape.radius.default,
    fontSize: theme.typography.bodySmall.fontSize,
  } as const;
  return {
    area: css({ position: 'relative' }),
    bar: css({ display: 'flex', gap: theme.spacing(1), padding: theme.spacing(0, 0.5, 0.5) }),
    filled: css({ ...slot, padding: theme.spacing(0, 1), border: '1px solid', borderLeftWidth: 4 }),
    name: css({ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
    missing: css({ color: theme.colors.text.secondary }),
    targets: css({
      position: 'absolute',
      top: 0,
      left: 0,
      right: 0,
      zIndex: 2,
      display: 'flex',
      gap: theme.spacing(1),
      padding: theme.spacing(0.5),
      userSelect: 'none',
    }),
    target: css({
      ...slot,
      height: theme.spacing(7),
      justifyContent: 'center',
      padding: theme.spacing(1, 2),
      border: '2px dashed',
      background: theme.colors.background.elevated,
      boxShadow: theme.shadows.z2,
    }),
    over: css({ borderStyle: 'solid', background: theme.colors.background.secondary }),
    ghost: css({
      position: 'fixed',
      zIndex: theme.zIndex.tooltip,
      maxWidth: 280,
      overflow: 'hidden',
      textOverflow: 'ellipsis',
      whiteSpace: 'nowrap',
      padding: theme.spacing(0.5, 1),
      pointerEvents: 'none',
      borderRadius: theme.shape.radius.default,
      background: theme.colors.background.elevated,
      boxShadow: theme.shadows.z3,
      fontSize: theme.typography.bodySmall.fontSize,
    }),
  };
};
