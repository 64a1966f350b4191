import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type DataSourceInstanceSettings, OrgRole } from '@grafana/data';
import { config, setBackendSrv, setDataSourceSrv, type BackendSrv, type DataSourceSrv } from '@grafana/runtime';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createDataSource } from './dataSources';
import { fetchOpenAlerts } from './fleet/alerts';
import ConfigPage from './settings/ConfigPage';
import { NoDataSource } from './shared/NextStep';

const http = { get: vi.fn(), post: vi.fn() };
const sources: DataSourceInstanceSettings[] = [];

beforeEach(() => {
  http.get.mockReset();
  http.post.mockReset();
  sources.length = 0;
  setBackendSrv(http as Pick<BackendSrv, 'get' | 'post'> as BackendSrv);
  const srv: Pick<DataSourceSrv, 'getList'> = { getList: () => sources };
  setDataSourceSrv(srv as DataSourceSrv);
});

const MADE = { datasource: { uid: 'new', name: 'Plumbline' } };

describe('createDataSource', () => {
  it('makes one of this plugin and asks whether its store opens', async () => {
    http.post.mockResolvedValue(MADE);
    http.get.mockResolvedValue({ status: 'OK', message: 'DuckDB v1.5.6, 0 models' });
    expect(await createDataSource('Plumbline')).toEqual({
      uid: 'new',
      name: 'Plumbline',
      healthy: true,
      message: 'DuckDB v1.5.6, 0 models',
    });
    expect(http.post.mock.calls[0]?.slice(0, 2)).toEqual([
      '/api/datasources',
      { name: 'Plumbline', type: 'plumbline-predictions-datasource', access: 'proxy', jsonData: {} },
    ]);
  });

  it('says why a store does not open instead of failing', async () => {
    http.post.mockResolvedValue(MADE);
    http.get.mockRejectedValue({ status: 400, data: { message: 'The folder is not writable' } });
    expect(await createDataSource('Plumbline')).toMatchObject({
      healthy: false,
      message: 'The folder is not writable',
    });
  });
});

describe('ConfigPage', () => {
  it('goes from nothing to a data source in one click', async () => {
    http.post.mockResolvedValue(MADE);
    http.get.mockResolvedValue({ status: 'OK', message: 'DuckDB v1.5.6' });
    render(<ConfigPage />);
    await userEvent.click(screen.getByRole('button', { name: 'Create data source' }));
    expect(await screen.findByText('The data source is ready')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Open models' })).toHaveAttribute(
      'href',
      '/a/plumbline-models-app/models?var-ds=new'
    );
  });

  it('shows what Grafana says against it', async () => {
    http.post.mockRejectedValue({ status: 409, data: { message: 'data source with the same name already exists' } });
    render(<ConfigPage />);
    await userEvent.click(screen.getByRole('button', { name: 'Create data source' }));
    expect(await screen.findByText('data source with the same name already exists')).toBeInTheDocument();
  });

  it('names all ids that an administrator must allow', () => {
    render(<ConfigPage />);
    expect(
      screen.getByText(/allow_loading_unsigned_plugins = plumbline-models-app,plumbline-predictions/)
    ).toBeVisible();
  });
});

describe('NoDataSource', () => {
  it('tells a viewer whom to ask', () => {
    config.bootData = {
      ...config.bootData,
      user: { ...config.bootData?.user, orgRole: OrgRole.Viewer, isGrafanaAdmin: false },
    };
    render(<NoDataSource />);
    expect(screen.getByText(/Ask an administrator/)).toBeInTheDocument();
    expect(screen.queryByRole('button')).not.toBeInTheDocument();
  });
});

describe('fetchOpenAlerts', () => {
  it('does not take a refusal for no alerts', async () => {
    http.get.mockRejectedValue({ status: 403 });
    expect(await fetchOpenAlerts()).toEqual({ kind: 'unknown', reason: 'forbidden' });
    http.get.mockRejectedValue({ status: 502 });
    expect(await fetchOpenAlerts()).toEqual({ kind: 'unknown', reason: 'unavailable' });
  });
});
