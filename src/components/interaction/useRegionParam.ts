import { locationService } from '@grafana/runtime';
import { useCallback, useState } from 'react';
import { type Region, REGION_PARAM, regionFromText, regionToText } from '../selection/region';

/**
 * The selected region, which the page's address holds too: a link to the page shows the same selection. A selection that
 * is too long for an address is kept in the page alone; `inAddress` says which.
 */
export function useRegionParam() {
  const [region, setRegion] = useState<Region | undefined>(() =>
    regionFromText(locationService.getSearch().get(REGION_PARAM))
  );
  const select = useCallback((next: Region | undefined) => {
    setRegion(next);
    locationService.partial({ [REGION_PARAM]: (next && regionToText(next)) ?? null }, true);
  }, []);
  return { region, select, inAddress: region !== undefined && regionToText(region) !== undefined };
}
