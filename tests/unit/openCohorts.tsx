/** A panel of cohorts as a dashboard shows it, with what it asks of the dashboard. */
import { type DataFrame, type DataQueryRequest, EventBusSrv } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentProps } from 'react';
import { vi } from 'vitest';
import { CohortsPanel } from '../../src/panels/cohorts/CohortsPanel';
import { type CohortsOptions, DEFAULT_OPTIONS } from '../../src/panels/cohorts/options';
import { panelProps } from './panelProps';

/** @param target the query that the frames answer, or several; without one the panel cannot ask more. */
export function openCohorts(series: DataFrame[], options: Partial<CohortsOptions> = {}, target?: object | object[]) {
  const onAddAdHocFilter = vi.fn();
  const props = panelProps<CohortsOptions>({ series, options });
  const request = target && ({ requestId: 'Q', targets: [target].flat(), range: props.timeRange } as DataQueryRequest);
  const eventBus = new EventBusSrv();
  const panel = (more: Partial<ComponentProps<typeof CohortsPanel>> = {}) => (
    <PanelContextProvider value={{ eventsScope: 'global', eventBus, onAddAdHocFilter }}>
      <CohortsPanel
        {...props}
        data={{ ...props.data, request }}
        options={{ ...DEFAULT_OPTIONS, ...options }}
        {...more}
      />
    </PanelContextProvider>
  );
  const { rerender } = render(panel());
  /** The dashboard asked again: another request, and what came of it. */
  const refresh = (next: DataFrame[] = series, more: Partial<ComponentProps<typeof CohortsPanel>> = {}) => {
    const { data } = panelProps<CohortsOptions>({ series: next });
    rerender(panel({ data: { ...data, request: request && { ...request } }, ...more }));
  };
  return { onAddAdHocFilter, refresh, user: userEvent.setup() };
}
