import { type DataFrame, type DataQueryRequest, EventBusSrv, OrgRole } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { PanelContextProvider } from '@grafana/ui';
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerWith } from '../../../tests/unit/cohortSource';
import { panelProps } from '../../../tests/unit/panelProps';
import { importance, stored } from '../../../tests/workbench/panels/explanationFixtures';
import { DATASOURCE_TYPE } from '../../query/model';
import { parseQuery } from '../../query/validate';
import { columnsOf } from './cohortAxis';
import { ImportancePanel } from './ImportancePanel';
import { migrateImportance } from './migrate';
import { DEFAULT_OPTIONS, type ImportanceOptions } from './options';

const { user: someone } = config.bootData;
// What was chosen stands in the address.
afterEach(() => {
  locationService.replace('/');
  config.bootData.user = someone;
});

const target = (more: object = {}) => ({
  refId: 'A',
  datasource: { type: DATASOURCE_TYPE, uid: 'plumb' },
  queryType: 'importance',
  model: 'flights',
  topK: 8,
  window: '7d',
  ...more,
});

function open(of = target(), options: Partial<ImportanceOptions> = {}, given: DataFrame[] = [importance()]) {
  const series = given.map((frame) => ({ ...frame, refId: 'A' }));
  const props = panelProps<ImportanceOptions>({ series });
  const request = { requestId: 'Q', targets: [of], range: props.timeRange } as unknown as DataQueryRequest;
  const onOptionsChange = vi.fn();
  const panel = (asked: DataQueryRequest, now = options) => (
    <PanelContextProvider value={{ eventsScope: 'global', eventBus: new EventBusSrv() }}>
      <ImportancePanel
        {...props}
        data={{ ...props.data, request: asked }}
        options={{ ...DEFAULT_OPTIONS, ...now }}
        onOptionsChange={onOptionsChange}
      />
    </PanelContextProvider>
  );
  const { rerender } = render(panel(request));
  return { user: userEvent.setup(), onOptionsChange, refresh: (now = options) => rerender(panel({ ...request }, now)) };
}

const list = () => screen.getByRole('listbox');
const rows = () => within(list()).getAllByRole('option');
const nameOf = (row: HTMLElement) => row.textContent?.split(',')[0] ?? '';
const split = () => waitFor(() => expect(list()).toHaveTextContent(/origin=LGA/));

describe('splitting bars by a column', () => {
  it('asks for its cohorts after Shift and a click, and again without it', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { user } = open();
    await user.keyboard('{Shift>}');
    // Without a layout every place is that of the first row.
    await user.click(rows()[0]);
    await user.keyboard('{/Shift}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    await split();
    expect(parseQuery(asked[0])).toMatchObject({
      queryType: 'importance',
      model: 'flights',
      topK: 8,
      window: '7d',
      segmentBy: ['carrier'],
      quartiles: true,
    });
    expect(screen.getByText('Cohorts by')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'No cohorts by carrier' }));
    expect(screen.queryByText('Cohorts by')).not.toBeInTheDocument();
    expect(list()).not.toHaveTextContent(/origin=/);
    expect(list()).toHaveFocus();
    expect(asked).toHaveLength(1);
  });

  it('is done by keyboard, which stays in the list, and grows to three columns', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { user } = open();
    list().focus();
    await user.keyboard('{ArrowDown}{Shift>}{Enter}{/Shift}');
    await split();
    await waitFor(() => expect(list()).toHaveFocus());
    const others = rows()
      .map(nameOf)
      .flatMap((name, i) => (name === 'carrier' ? [] : [i + 1]));
    const splitBy = (row: number) => user.keyboard(`{Home}${'{ArrowDown}'.repeat(row - 1)}c`);
    await splitBy(others[0]);
    await waitFor(() => expect(asked).toHaveLength(2));
    await splitBy(others[1]);
    await waitFor(() => expect(asked).toHaveLength(3));
    const [first, second, third] = asked.map((query) => (parseQuery(query) as { segmentBy: string[] }).segmentBy);
    expect([first?.length, second?.length, third?.length]).toEqual([1, 2, 3]);
    expect(third?.slice(0, 2)).toEqual(second);
    await splitBy(others[2]);
    expect(screen.getByText('3 columns at most')).toBeInTheDocument();
    expect(asked).toHaveLength(3);
    await user.click(screen.getByRole('button', { name: 'Back to the query' }));
    expect(screen.queryByText('Cohorts by')).not.toBeInTheDocument();
  });

  it('is a button of pinned cards, pressed once the column is on the axis', async () => {
    answerWith(() => stored('cohortBars'));
    const { user } = open();
    await user.click(rows()[0]);
    const button = () => within(screen.getByRole('dialog')).getByRole('button', { name: 'Cohorts by carrier' });
    expect(button()).toHaveAttribute('aria-pressed', 'false');
    await user.click(button());
    await split();
    await waitFor(() => expect(list()).toHaveFocus());
    const at = rows().findIndex((row) => nameOf(row) === 'carrier');
    await user.keyboard(`${'{ArrowDown}'.repeat(at + 1)}{Enter}`);
    expect(button()).toHaveAttribute('aria-pressed', 'true');
  });

  it('goes on from the cohorts of the query, and leaves them', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { user } = open(target({ segmentBy: ['origin'] }), {}, stored('cohortBars'));
    expect(screen.queryByText('Cohorts by')).not.toBeInTheDocument();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    await waitFor(() => expect(asked).toHaveLength(1));
    expect(asked[0]).toMatchObject({ segmentBy: ['origin', 'hour'] });
    await user.click(screen.getByRole('button', { name: 'No cohorts by origin' }));
    await waitFor(() => expect(asked).toHaveLength(2));
    await user.click(screen.getByRole('button', { name: 'No cohorts by hour' }));
    await waitFor(() => expect(asked).toHaveLength(3));
    expect(asked[2]).not.toHaveProperty('segmentBy');
    expect(screen.getByText('Without cohorts')).toBeInTheDocument();
  });

  it('keeps the bars and says why where there is no answer', async () => {
    answerWith(() => new Error('origin is sensitive and masked for you'));
    const { user } = open();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    expect(await screen.findByText('origin is sensitive and masked for you')).toBeInTheDocument();
    expect(within(list()).getAllByRole('option').length).toBeGreaterThan(3);
  });

  it('takes no group of columns, and nothing of other data sources', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const frame = importance();
    const groups = [String(frame.fields[0].values[0])];
    const custom = { ...(frame.meta?.custom as object), groups };
    const { user } = open(target(), {}, [{ ...frame, meta: { ...frame.meta, custom } }]);
    list().focus();
    await user.keyboard('{ArrowDown}c');
    expect(screen.getByText(`${groups[0]} is several columns, whose values make no cohorts`)).toBeInTheDocument();
    cleanup();
    const other = open(target({ datasource: { type: 'prometheus', uid: 'p' } }));
    list().focus();
    await other.user.keyboard('{ArrowDown}{Shift>}{Enter}{/Shift}');
    expect(within(screen.getByRole('dialog')).queryByRole('button', { name: /Cohorts by/ })).not.toBeInTheDocument();
    expect(asked).toEqual([]);
  });

  it('leads from its dots to records of the query that it was made from', async () => {
    answerWith(() => stored('cohortBars').map((frame) => ({ ...frame, refId: 'importance-cohorts' })));
    const { user } = open();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    await split();
    await user.click(rows()[0]);
    const link = within(screen.getByRole('dialog')).getByRole('link', { name: 'What its values do' });
    expect(link).toHaveAttribute('href', expect.stringContaining('/models/flights/columns/hour'));
  });
});

describe('the axis', () => {
  it('is there again after a reload, for this query alone', async () => {
    answerWith(() => stored('cohortBars'));
    const { user, onOptionsChange } = open();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    await split();
    expect(onOptionsChange).not.toHaveBeenCalled();
    cleanup();
    open();
    await split();
    cleanup();
    open(target({ topK: 9 }));
    expect(screen.queryByText('Cohorts by')).not.toBeInTheDocument();
  });

  it('is an option, which those who may edit set in the panel', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    config.bootData.user = { ...someone, orgRole: OrgRole.Editor };
    const { user, onOptionsChange } = open(target(), { cohortsBy: ['origin'] });
    await split();
    expect(asked[0]).toMatchObject({ segmentBy: ['origin'] });
    await user.click(screen.getByRole('button', { name: 'Back to the query' }));
    expect(onOptionsChange).toHaveBeenCalledWith(expect.objectContaining({ cohortsBy: [] }));
  });

  it('shows the last answer while it is asked again', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { refresh } = open(target(), { cohortsBy: ['origin'] });
    await split();
    refresh();
    expect(list()).toHaveTextContent(/origin=LGA/);
    await waitFor(() => expect(asked).toHaveLength(2));
  });

  it('follows the option once that is set to other columns, after a choice in the panel too', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { user, refresh } = open();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    await split();
    refresh({ cohortsBy: ['origin', 'dest'] });
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ segmentBy: ['origin', 'dest'] }));
    expect(screen.getByRole('button', { name: 'No cohorts by dest' })).toBeInTheDocument();
    expect(window.location.search).not.toContain('imp-by');
  });

  it('of too many columns in the option is none, which the panel says until one goes back', async () => {
    const asked = answerWith(() => stored('cohortBars'));
    const { user } = open(target(), { cohortsBy: ['a', 'b', 'c', 'd'] });
    expect(screen.getByText('3 columns at most')).toBeInTheDocument();
    expect(asked).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Back to the query' }));
    expect(screen.queryByText('3 columns at most')).not.toBeInTheDocument();
  });

  it('is split as before until the answer with another column comes', async () => {
    let arrive = () => {};
    const later = new Promise<DataFrame[]>((resolve) => {
      arrive = () => resolve(stored('cohortBars').slice(0, 1));
    });
    const asked = answerWith((query) => ((query.segmentBy as string[]).length === 1 ? stored('cohortBars') : later));
    const { user } = open();
    list().focus();
    await user.keyboard('{ArrowDown}c');
    await split();
    await waitFor(() => expect(list()).toHaveFocus());
    const other = rows().findIndex((row) => nameOf(row) !== 'carrier') + 1;
    await user.keyboard(`{Home}${'{ArrowDown}'.repeat(other - 1)}c`);
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(list()).toHaveTextContent(/origin=LGA/);
    expect(screen.getByLabelText('Comparing these cohorts again')).toBeInTheDocument();
    arrive();
    await waitFor(() => expect(screen.queryByLabelText('Comparing these cohorts again')).not.toBeInTheDocument());
    expect(list()).toHaveTextContent(/origin=LGA/);
  });

  it('is read from options of any kind', () => {
    const read = (cohortsBy: unknown) => migrateImportance({ options: { cohortsBy } }).cohortsBy;
    expect(read(['a', 'b'])).toEqual(['a', 'b']);
    for (const given of ['a', [1], [''], null]) {
      expect(columnsOf(given)).toBeUndefined();
      expect(read(given)).toEqual([]);
    }
    expect(columnsOf(['a', 'a'])).toBeUndefined();
    expect(read(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(columnsOf(['a', 'b', 'c', 'd'])).toBeUndefined();
    expect(read(['a', 'b', 'c', 'd'])).toEqual(['a', 'b', 'c', 'd']);
  });
});
