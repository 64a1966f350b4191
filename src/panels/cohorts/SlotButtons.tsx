import { t } from '@grafana/i18n';
import { Button } from '@grafana/ui';
import { useContext } from 'react';
import { PairButtons } from '../../components/selection/PairButtons';
import { SlotsContext } from './slots';

interface Props {
  name: string;
  /** Whether the data know everybody else. */
  hasRest: boolean;
}

/** Sets a cohort against another: once both are chosen the panel compares them. Or against everybody else at once. */
export function SlotButtons({ name, hasRest }: Props) {
  const { slots, assign, againstRest } = useContext(SlotsContext);
  const stands = slots.a === name ? 'a' : slots.b === name ? 'b' : undefined;
  return (
    <PairButtons stands={stands} onAssign={(slot) => assign(slot, name)}>
      {hasRest && (
        <Button size="sm" variant="secondary" onClick={() => againstRest(name)}>
          {t('plumbline.cohorts.against-everybody', 'Against everybody else')}
        </Button>
      )}
    </PairButtons>
  );
}
