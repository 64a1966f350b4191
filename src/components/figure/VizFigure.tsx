import { css, cx } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { IconButton, useStyles2 } from '@grafana/ui';
import { memo, type ReactNode, useCallback, useContext, useEffect, useId, useState } from 'react';
import { DataTable } from '../table/DataTable';
import { type TextTable, toCsv } from '../table/csv';
import { AlertBadge } from './AlertBadge';
import { captionText } from './cutText';
import { PanelScopeContext } from './panelScope';
import { srOnly } from './srOnly';

/** Height of the line with the sentence and the buttons, in CSS pixels; panels subtract it from their room. */
export const CAPTION_HEIGHT = 28;

/** Panels lower than this show no caption. */
const CAPTION_FROM = 120;

export function captionHeight(height: number): number {
  return height >= CAPTION_FROM ? CAPTION_HEIGHT : 0;
}

interface Props {
  width: number;
  height: number;
  /** What the picture is called, for screen readers. */
  name: string;
  /** One generated sentence that says what the picture shows; also visible as its caption. */
  summary: string;
  /** Spoken when it changes: the cell or row under the keyboard's cursor. */
  live: string;
  /** Text of the data: as shown on screen, or with full numbers for CSV. */
  table: (style: 'shown' | 'full') => TextTable;
  showTable: boolean;
  onToggleTable: () => void;
  children: ReactNode;
}

/** The frame of every panel: caption, buttons for table and copy, the picture or its table, and a live region. */
export function VizFigure(props: Props) {
  const { width, height, name, summary, live, table, showTable, onToggleTable, children } = props;
  const styles = useStyles2(getStyles);
  const [nameId, summaryId] = [useId(), useId()];
  const { alertState } = useContext(PanelScopeContext);
  const caption = captionHeight(height);
  return (
    <div
      role="figure"
      aria-labelledby={nameId}
      aria-describedby={summaryId}
      className={styles.figure}
      style={{ width, height }}
    >
      <span id={nameId} className={styles.srOnly}>
        {name}
      </span>
      <div className={cx(styles.caption, { [styles.srOnly]: caption === 0 })} style={{ height: caption || undefined }}>
        <span id={summaryId} className={styles.summary} title={summary}>
          {summary}
        </span>
        <AlertBadge state={alertState} />
        <FigureButtons table={table} showTable={showTable} onToggleTable={onToggleTable} />
      </div>
      <div className={styles.body} style={{ height: height - caption }}>
        {showTable ? (
          <DataTable name={name} table={table('shown')} height={height - caption} onLeave={onToggleTable} />
        ) : (
          children
        )}
      </div>
      <div aria-live="polite" className={styles.srOnly}>
        {live}
      </div>
    </div>
  );
}

/** Drawn again for another table only: a picture is told of each move of the pointer. */
const FigureButtons = memo(function FigureButtons(props: Pick<Props, 'table' | 'showTable' | 'onToggleTable'>) {
  const { table, showTable, onToggleTable } = props;
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.buttons}>
      <IconButton
        name="table"
        size="md"
        aria-pressed={showTable}
        variant={showTable ? 'primary' : 'secondary'}
        tooltip={
          showTable
            ? t('plumbline.figure.as-picture', 'Back to the picture (t)')
            : t('plumbline.figure.as-table', 'View as table (t)')
        }
        onClick={onToggleTable}
      />
      <CopyCsvButton table={table} />
    </div>
  );
});

const COPIED_FOR_MS = 1500;

function CopyCsvButton({ table }: Pick<Props, 'table'>) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    const timer = state === 'idle' ? undefined : setTimeout(() => setState('idle'), COPIED_FOR_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = useCallback(() => {
    const written = navigator.clipboard?.writeText(toCsv(table('full')));
    // Pages that are not served securely have no clipboard: say so instead of doing nothing.
    (written ?? Promise.reject(new Error('no clipboard'))).then(
      () => setState('copied'),
      () => setState('failed')
    );
  }, [table]);
  const label = {
    idle: t('plumbline.figure.copy-csv', 'Copy as CSV'),
    copied: t('plumbline.figure.copied', 'Copied'),
    failed: t('plumbline.figure.copy-failed', 'The browser did not allow copying'),
  }[state];
  const icon = { idle: 'copy', copied: 'check', failed: 'exclamation-triangle' } as const;
  return <IconButton name={icon[state]} size="md" variant="secondary" tooltip={label} onClick={copy} />;
}

const getStyles = (theme: GrafanaTheme2) => ({
  figure: css({ position: 'relative', overflow: 'hidden', margin: 0 }),
  caption: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), paddingLeft: theme.spacing(0.5) }),
  summary: css({ ...captionText(theme), flex: 1 }),
  buttons: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) }),
  body: css({ position: 'relative' }),
  srOnly: css(srOnly),
});
