import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Icon, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { formatPlain } from '../../components/format/number';
import { type DependenceData } from './readDependence';
import { type ColoredBy } from './useColoredBy';

export const COLOR_PICKER_HEIGHT = 32;
/** What the query calls no colour. */
const NONE = 'none';

interface Props {
  width: number;
  interactions: DependenceData['interactions'];
  colorBy: string | undefined;
  state: ColoredBy;
  onChoose: (column: string) => void;
}

/** What stands beside the buttons, and about what a letter and the rest of a button take; CSS pixels. */
const [BESIDE, LETTER, BUTTON] = [180, 7, 22];

/** Which column's values colour the records, with the scores by which they go along: as many as there is room for. */
export function ColorPicker({ width, interactions, colorBy, state, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  const label = t('plumbline.dependence.color-by', 'Coloured by');
  const score = (column: string) => interactions.find((each) => each.column === column)?.score;
  const named = (column: string) => {
    const found = score(column);
    return found === undefined ? column : `${column} ${formatPlain(found)}`;
  };
  // What it is coloured by has its place, whatever its score.
  const columns = [
    ...new Set([...(colorBy === undefined ? [] : [colorBy]), ...interactions.map(({ column }) => column)]),
  ];
  let room = width - BESIDE;
  const shown = columns.filter((column, i) => {
    room -= named(column).length * LETTER + BUTTON;
    return i === 0 || room > 0;
  });
  const options = [
    ...shown.sort((a, b) => (score(b) ?? 0) - (score(a) ?? 0)).map((value) => ({ value, label: named(value) })),
    { value: NONE, label: t('plumbline.dependence.color-none', 'nothing') },
  ];
  return (
    <div className={styles.bar} style={{ height: COLOR_PICKER_HEIGHT }}>
      <span title={t('plumbline.dependence.scores', 'With the score of their interaction, as shap approximates it')}>
        {label}
      </span>
      <RadioButtonGroup size="sm" aria-label={label} options={options} value={colorBy ?? NONE} onChange={onChoose} />
      <span role="status" className={styles.state}>
        {state.state === 'loading' && t('plumbline.dependence.color-loading', 'asking …')}
        {state.state === 'failed' && (
          <>
            <Icon name="exclamation-triangle" className={styles.failed} /> {state.why}
          </>
        )}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    paddingLeft: theme.spacing(0.5),
    fontSize: theme.typography.bodySmall.fontSize,
    color: theme.colors.text.secondary,
  }),
  state: css({ minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  failed: css({ color: theme.colors.warning.text }),
});
