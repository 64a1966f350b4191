import { type TimeZone } from '@grafana/schema';
import { useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { cohortHome } from '../../components/selection/cohortHome';
import { PairButtons } from '../../components/selection/PairButtons';
import { SaveCohort } from '../../components/selection/SaveCohort';
import { keptRecords } from './cellRecords';
import { type CellCohort, type CellPair, cohortText, isSame, type Slot } from './pair';

interface Props {
  cohort: CellCohort | undefined;
  pair: CellPair;
  timeZone: TimeZone;
  onAssign: (slot: Slot) => void;
}

/** What can be done with the records of a cell: set them against those of another one, keep them as a cohort. */
export function PairTools({ cohort, pair, timeZone, onAssign }: Props) {
  const { request, replace } = useContext(PanelScopeContext);
  const kept = cohort && keptRecords(request, cohort, replace);
  const refId = kept?.refId;
  const home = useMemo(
    () => (refId === undefined ? undefined : cohortHome(request, refId, replace)),
    [request, refId, replace]
  );
  if (!cohort) {
    return null;
  }
  const stands = pair.a && isSame(pair.a, cohort) ? 'a' : pair.b && isSame(pair.b, cohort) ? 'b' : undefined;
  return (
    <PairButtons stands={stands} onAssign={onAssign}>
      {home && kept && <SaveCohort home={home} filters={kept.filters} name={cohortText(cohort, timeZone)} />}
    </PairButtons>
  );
}
