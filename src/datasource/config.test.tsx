/** The settings page: a field for every setting, nothing to change where a file has provisioned it, the state of the store. */
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type DataSourceSettings } from '@grafana/data';
import { type BackendSrv, type DataSourceSrv, setBackendSrv, setDataSourceSrv } from '@grafana/runtime';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ConfigEditor } from './components/ConfigEditor';
import { ingestLimits, queryLimits, sizeLimits } from './settings';
import { type PlumblineOptions, type PlumblineSecrets } from './types';

const HEALTHY = {
  status: 'OK',
  message: 'DuckDB v1.5.6, 1 model',
  details: { duckdb: 'v1.5.6', schema: 7, models: 1, predictions: 1200, lastBatchAt: null, hoursToRollUp: 3 },
};

const get = vi.fn();
beforeEach(() => {
  get.mockReset().mockResolvedValue(HEALTHY);
  setBackendSrv({ get } as unknown as BackendSrv);
  setDataSourceSrv({ getList: () => [], getInstanceSettings: () => undefined } as unknown as DataSourceSrv);
});

type Options = DataSourceSettings<PlumblineOptions, PlumblineSecrets>;

function open(jsonData: PlumblineOptions = {}, more: Partial<Options> = {}) {
  const onOptionsChange = vi.fn();
  const registerValidation = vi.fn<(check: () => Promise<boolean> | boolean) => () => void>(() => () => undefined);
  const options = { uid: 'plumb', name: 'Plumbline', jsonData, secureJsonFields: {}, ...more } as Options;
  const validation = { registerValidation } as never;
  render(<ConfigEditor options={options} onOptionsChange={onOptionsChange} validation={validation} />);
  return { onOptionsChange, registerValidation };
}

const NUMBERS = [...queryLimits(), ...ingestLimits(), ...sizeLimits()];

it.each(NUMBERS)('has a field for $key with its default', async ({ label, description = '', fallback, key }) => {
  const { onOptionsChange } = open();
  const field = await screen.findByLabelText(`${label}${description}`);
  expect(field).toHaveAttribute('placeholder', String(fallback));
  await userEvent.type(field, '77{Enter}');
  expect(onOptionsChange).toHaveBeenCalledWith(expect.objectContaining({ jsonData: { [key]: 77 } }));
});

it.each([
  'Make a model by its first batch',
  /^Ingest key/,
  'Traces',
  'Logs',
  'Rows',
  'Rollups',
  'Audit log',
  'Query',
  'Send predictions',
  'References, limits, cohorts',
  'Retention and deletion',
  'See sensitive columns',
])('has a field for %s', async (label) => {
  open();
  expect(await screen.findByLabelText(label)).toBeEnabled();
});

it('switches SQL off, and says what a new query opens in', async () => {
  const { onOptionsChange } = open();
  await userEvent.click(await screen.findByRole('radio', { name: 'Off' }));
  expect(onOptionsChange).toHaveBeenCalledWith(expect.objectContaining({ jsonData: { rawSql: 'off' } }));
  await userEvent.click(screen.getByRole('radio', { name: 'SQL' }));
  expect(onOptionsChange).toHaveBeenCalledWith(expect.objectContaining({ jsonData: { defaultEditor: 'sql' } }));
});

it('lets nothing be changed in a provisioned data source', async () => {
  open({}, { readOnly: true });
  await screen.findByText('1,200');
  const fields = ['textbox', 'combobox', 'radio', 'switch'].flatMap((role) => screen.queryAllByRole(role));
  expect(fields.length).toBeGreaterThan(20);
  for (const field of fields) {
    expect(field).toBeDisabled();
  }
});

it('is not saved with a number outside its range', async () => {
  const good = open({ batchRows: 5 });
  await waitFor(() => expect(good.registerValidation).toHaveBeenCalled());
  expect(good.registerValidation.mock.lastCall?.[0]()).toBe(true);
  const bad = open({ batchRows: 0 });
  await waitFor(() => expect(bad.registerValidation).toHaveBeenCalled());
  expect(bad.registerValidation.mock.lastCall?.[0]()).toBe(false);
});

it('has commands and a file to be copied, without the secret', async () => {
  open({ batchRows: 5 }, { secureJsonFields: { ingestKey: true } });
  expect(await screen.findByText(/v1\/models\/my_model\/predictions/)).toHaveTextContent('X-Plumbline-Ingest-Key');
  expect(screen.getByText(/apiVersion: 1/)).toHaveTextContent('batchRows: 5');
});

describe('the state of the store', () => {
  const failing = (standby: boolean, message: string) => ({
    status: 400,
    data: { status: 'ERROR', message, details: { standby } },
  });

  it('is that of the health check', async () => {
    open();
    expect(await screen.findByText('1,200')).toBeInTheDocument();
    expect(screen.getByText('Hours to roll up')).toBeInTheDocument();
    expect(screen.getByText('Version of the store')).toBeInTheDocument();
    expect(screen.queryByText('Newest batch')).not.toBeInTheDocument();
  });

  it('is that of a failed check, which Grafana answers with 400', async () => {
    get.mockRejectedValue(failing(false, 'The store is damaged. Keep both files'));
    open();
    expect(await screen.findByText('The store cannot be used')).toBeInTheDocument();
    expect(screen.getByText('The store is damaged. Keep both files')).toBeInTheDocument();
  });

  it('is standby where another process has the store', async () => {
    get.mockRejectedValue(failing(true, 'The store is open in process 7'));
    open();
    expect(await screen.findByText('On standby')).toBeInTheDocument();
  });

  it('is unknown where Grafana does not answer', async () => {
    get.mockRejectedValue({ status: 502, statusText: 'Bad Gateway' });
    open();
    expect(await screen.findByText('The store does not answer')).toBeInTheDocument();
  });
});
