import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { Combobox, Icon, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { captionText } from '../../components/figure/cutText';
import { type SetTrait } from '../../components/frames/attributionTraits';
import { type AttributionSets } from './attributionSets';

export const PICKER_HEIGHT = 32;
/** More sets than these are a list to open. */
const BUTTONS_AT_MOST = 4;

interface Props {
  sets: AttributionSets;
  chosen: number;
  onChoose: (index: number) => void;
}

/** One set of attributions of several: what must not be mixed is shown one by one, and why is said. */
export function SetPicker({ sets: { sets, differ }, chosen, onChoose }: Props) {
  const styles = useStyles2(getStyles);
  const why = reason(differ);
  const options = sets.map(({ label }, value) => ({ label, value }));
  return (
    <div className={styles.bar} style={{ height: PICKER_HEIGHT }}>
      {sets.length <= BUTTONS_AT_MOST ? (
        <RadioButtonGroup size="sm" aria-label={why} options={options} value={chosen} onChange={onChoose} />
      ) : (
        <Combobox
          width={32}
          aria-label={why}
          options={options}
          value={chosen}
          onChange={({ value }) => onChoose(value)}
        />
      )}
      <span className={styles.why} title={why}>
        {differ.some((trait) => trait !== 'outputName') && <Icon name="exclamation-triangle" className={styles.icon} />}{' '}
        {why}
      </span>
    </div>
  );
}

function reason(differ: readonly SetTrait[]): string {
  if (differ.length === 0) {
    return t('plumbline.importance.sets-queries', 'several queries, one at a time');
  }
  if (differ.every((trait) => trait === 'outputName')) {
    return t('plumbline.importance.sets-outputs', 'outputs of the model, never averaged');
  }
  return t('plumbline.importance.sets-mixed', 'not comparable in one picture: they differ in {{traits}}', {
    traits: differ.map(traitName).join(', '),
    interpolation: { escapeValue: false },
  });
}

function traitName(trait: SetTrait): string {
  return {
    outputName: t('plumbline.importance.trait-output', 'output'),
    outputSpace: t('plumbline.importance.trait-space', 'output space'),
    explainer: t('plumbline.importance.trait-explainer', 'explainer'),
    background: t('plumbline.importance.trait-background', 'background data'),
    modelVersion: t('plumbline.importance.trait-version', 'model version'),
  }[trait];
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), paddingLeft: theme.spacing(0.5) }),
  why: css(captionText(theme)),
  icon: css({ color: theme.colors.warning.text }),
});
