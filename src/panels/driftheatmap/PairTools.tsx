import { type TimeZone } from '@grafana/schema';
import { useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { cohortHome } from '../../components/selection/cohortHome';
import { PairButtons } from '../../components/selection/PairButtons';
import { SaveCohort } from '../../components/selection/SaveCohort';
import { type CellCohort, type CellPair, cohortText, filtersOfCell, isSame, type Slot } from './pair';

interface Props {
  cohort: CellCohort | undefined;
  refId: string | undefined;
  pair: CellPair;
  timeZone: TimeZone;
  onAssign: (slot: Slot) => void;
}

/** What can be done with the records of a cell: set them against those of another one, keep them as a cohort. */
export function PairTools({ cohort, refId, pair, timeZone, onAssign }: Props) {
  const { request, replace } = useContext(PanelScopeContext);
  const home = useMemo(() => cohortHome(request, refId, replace), [request, refId, replace]);
  const filters = cohort && filtersOfCell(request, refId, cohort);
  if (!cohort || !filters) {
    return null;
  }
  const stands = pair.a && isSame(pair.a, cohort) ? 'a' : pair.b && isSame(pair.b, cohort) ? 'b' : undefined;
  return (
    <PairButtons stands={stands} onAssign={onAssign}>
      {home && <SaveCohort home={home} filters={filters} name={cohortText(cohort, timeZone)} />}
    </PairButtons>
  );
}
