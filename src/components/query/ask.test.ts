import { type DataQueryRequest, dateTime } from '@grafana/data';
import { type DataSourceSrv, setDataSourceSrv } from '@grafana/runtime';
import { firstValueFrom, of } from 'rxjs';
import { expect, it } from 'vitest';
import { askSource } from './ask';

const range = { from: dateTime(0), to: dateTime(1), raw: { from: 'now-1h', to: 'now' } };
const request = { requestId: 'q', range, targets: [] } as unknown as DataQueryRequest;
const ask = () => firstValueFrom(askSource(request, { refId: 'A' }, 'bins'));
const found = (get: () => unknown) => setDataSourceSrv({ get } as unknown as DataSourceSrv);

it('looks a data source up when it is asked, and fails where there is none, at once or later', async () => {
  found(() => {
    throw new Error('no such data source');
  });
  await expect(ask()).rejects.toThrow('no such data source');
  found(() => Promise.reject(new Error('not allowed')));
  await expect(ask()).rejects.toThrow('not allowed');
  const asked = askSource(request, { refId: 'A' }, 'bins');
  found(async () => ({ query: () => of({ data: ['frame'] }) }));
  await expect(firstValueFrom(asked)).resolves.toEqual(['frame']);
});
