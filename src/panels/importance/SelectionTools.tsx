import { type Ref, useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { captionHeight } from '../../components/figure/VizFigure';
import { cohortHome } from '../../components/selection/cohortHome';
import { RegionTools } from '../../components/selection/RegionTools';
import { SaveCohort } from '../../components/selection/SaveCohort';
import { type Filter } from '../../query/model';

interface Props {
  refId: string | undefined;
  column: string;
  /** What is selected, in words; also proposed as the name of a cohort. */
  text: string;
  /** Undefined where no filter says what is selected. */
  filters: readonly Filter[] | undefined;
  /** Of the picture, CSS pixels. */
  width: number;
  height: number;
  onClear: () => void;
  barRef: Ref<HTMLDivElement>;
}

/** What one can do with selected records: list them, keep them as a cohort. */
export function SelectionTools({ refId, column, text, filters, width, height, onClear, barRef }: Props) {
  const { request, replace } = useContext(PanelScopeContext);
  const home = useMemo(() => cohortHome(request, refId, replace), [request, refId, replace]);
  return (
    <RegionTools
      barRef={barRef}
      text={text}
      records={filters && { refId, columns: [column], filters }}
      width={width}
      caption={captionHeight(height)}
      onClear={onClear}
    >
      {home && filters && <SaveCohort key={JSON.stringify(filters)} home={home} filters={filters} name={text} />}
    </RegionTools>
  );
}
