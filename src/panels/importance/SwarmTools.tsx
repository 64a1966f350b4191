import { type Ref, useContext, useMemo } from 'react';
import { PanelScopeContext } from '../../components/figure/panelScope';
import { captionHeight } from '../../components/figure/VizFigure';
import { RegionTools } from '../../components/selection/RegionTools';
import { SaveCohort } from '../cohorts/SaveCohort';
import { cohortHome } from '../cohorts/saveCohort';
import { phiRecords } from './phiRecords';
import { type SwarmData } from './readSwarm';
import { brushText } from './swarmText';
import { type SwarmBrush } from './useSwarmBrush';

interface Props {
  data: SwarmData;
  brush: SwarmBrush;
  /** Of the picture, CSS pixels. */
  width: number;
  height: number;
  onClear: () => void;
  ref: Ref<HTMLDivElement>;
}

/** What one can do with the records of a stretch of attributions: list them, keep them as a cohort. */
export function SwarmTools({ data, brush, width, height, onClear, ref }: Props) {
  const { request, replace } = useContext(PanelScopeContext);
  const { refId } = data.frame;
  const home = useMemo(() => cohortHome(request, refId, replace), [request, refId, replace]);
  const filters = phiRecords(data, brush.column, brush.span);
  const text = brushText(data, brush);
  return (
    <RegionTools
      ref={ref}
      text={text}
      records={filters && { refId, columns: [brush.column], filters }}
      width={width}
      caption={captionHeight(height)}
      onClear={onClear}
    >
      {home && filters && <SaveCohort home={home} filters={filters} name={text} />}
    </RegionTools>
  );
}
