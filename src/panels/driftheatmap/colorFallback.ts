/** Where what somebody wants as colours is not in the data: cells are coloured by severity then, and the picture says why. */
import { t } from '@grafana/i18n';
import { customOf } from '../../components/frames/read';
import { type ColorBy } from './options';
import { type DriftView } from './view';

/** What cells are coloured by, and why that is not what was asked for. */
export interface ColorFallback {
  by: ColorBy;
  note?: string;
}

export function colorFallback({ grid, source }: Pick<DriftView, 'grid' | 'source'>, by: ColorBy): ColorFallback {
  const severity = (note: string): ColorFallback => ({ by: 'severity', note });
  if (by === 'score' && grid.info.mixed) {
    return severity(t('plumbline.drift.mixed', 'several methods: coloured by severity'));
  }
  const needed = by === 'direction' || by === 'significance' ? FIELDS[by] : undefined;
  if (needed === undefined || grid[needed]) {
    return { by };
  }
  const raw = { interpolation: { escapeValue: false } };
  const what = by === 'direction' ? t('plumbline.drift.no-direction', 'direction') : t('plumbline.drift.no-q', 'q');
  if (source[needed]) {
    return severity(
      t('plumbline.drift.color-mean', 'means of windows have no {{what}}: coloured by severity', { ...raw, what })
    );
  }
  return severity(
    source.rows.some(({ frame }) => customOf(frame, 'drift-matrix'))
      ? t('plumbline.drift.color-matrix', 'no {{what}} in the format matrix, choose table: coloured by severity', {
          ...raw,
          what,
        })
      : t('plumbline.drift.color-none', 'no {{what}} in these data: coloured by severity', { ...raw, what })
  );
}

/** What of a grid holds it. */
const FIELDS = { direction: 'direction', significance: 'q' } as const;
