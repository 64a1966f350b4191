/** A panel of cohorts as a dashboard shows it, with what it asks of the dashboard. */
import { type DataFrame, EventBusSrv } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { vi } from 'vitest';
import { CohortsPanel } from '../../src/panels/cohorts/CohortsPanel';
import { type CohortsOptions, DEFAULT_OPTIONS } from '../../src/panels/cohorts/options';
import { panelProps } from './panelProps';

export function openCohorts(series: DataFrame[], options: Partial<CohortsOptions> = {}) {
  const onAddAdHocFilter = vi.fn();
  const props = panelProps<CohortsOptions>({ series, options });
  render(
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv(), onAddAdHocFilter }}>
      <CohortsPanel {...props} options={{ ...DEFAULT_OPTIONS, ...options }} />
    </PanelContextProvider>
  );
  return { onAddAdHocFilter, user: userEvent.setup() };
}
