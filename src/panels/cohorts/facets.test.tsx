import { OrgRole } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerWith, cohortsTarget } from '../../../tests/unit/cohortSource';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { againstWhole, cohorts, crossedBins, facets } from '../../../tests/workbench/panels/cohortFixtures';
import { type Filter } from '../../query/model';
import { parseQuery } from '../../query/validate';
import { type CohortRow } from './cohortData';
import { conditionOf, keptFilters, onlyFilter } from './cohortFilters';
import { facetOf } from './facets';
import { readFacets } from './readFacets';

const { user: someone } = config.bootData;
// What was chosen stands in the address.
afterEach(() => {
  locationService.replace('/');
  config.bootData.user = someone;
});

const answering = () => answerWith(({ view }) => (view === 'facets' ? [facets()] : [cohorts()]));

describe('without cohorts', () => {
  it('three columns are suggested from the data, marked as exploratory, and one click asks for their cohorts', async () => {
    const asked = answering();
    const { user } = openCohorts([], {}, cohortsTarget());
    const choices = await screen.findAllByRole('button', { name: /against .* elsewhere/ });
    expect(choices.map((choice) => choice.textContent?.split(':')[0])).toEqual([
      'hourhour ≥ 17',
      'carriercarrier = EV',
      'originorigin = EWR',
    ]);
    expect(screen.getByText('exploratory')).toBeInTheDocument();
    expect(screen.getByText(/of 118 cohorts compared/)).toBeInTheDocument();
    expect(asked).toHaveLength(1);
    expect(parseQuery(asked[0])).toMatchObject({
      view: 'facets',
      model: 'flights',
      window: '7d',
      metrics: ['accuracy'],
    });
    await user.click(choices[1]);
    expect(await screen.findByRole('treegrid')).toBeInTheDocument();
    expect(screen.getByText('By carrier')).toBeInTheDocument();
    const query = parseQuery(asked[1]);
    expect(query).toMatchObject({ segmentBy: ['carrier'], filters: [{ key: 'origin', operator: '=', value: 'JFK' }] });
    expect(query).not.toHaveProperty('view');
    await user.click(screen.getByRole('button', { name: 'Back to the query' }));
    expect(await screen.findAllByRole('button', { name: /elsewhere/ })).toHaveLength(3);
  });

  it('ranges of a number are asked for as cohorts of their own', async () => {
    const asked = answering();
    const { user } = openCohorts([], {}, cohortsTarget());
    await user.click((await screen.findAllByRole('button', { name: /elsewhere/ }))[0]);
    await screen.findByRole('treegrid');
    expect(parseQuery(asked[1])).toMatchObject({
      cohorts: [{ name: 'hour ≥ 17', filters: [{ key: 'hour', operator: '>=', value: '17' }] }],
    });
  });

  it('nothing is asked where the query names cohorts, or is none of ours', () => {
    const asked = answering();
    openCohorts([], {}, cohortsTarget({ segmentBy: ['carrier'] }));
    openCohorts([], {}, { ...cohortsTarget(), datasource: { type: 'prometheus', uid: 'p' } });
    openCohorts([]);
    expect(screen.getAllByText('No cohorts in this time range')).toHaveLength(3);
    expect(asked).toEqual([]);
  });

  it('says why nothing can be suggested, and that nothing differs', async () => {
    answerWith(() => new Error('model flights has no label'));
    openCohorts([], {}, cohortsTarget());
    expect(await screen.findByText('model flights has no label')).toBeInTheDocument();
    const none = facets();
    answerWith(() => [{ ...none, length: 0, fields: none.fields.map((field) => ({ ...field, values: [] })) }]);
    openCohorts([], {}, cohortsTarget());
    expect(await screen.findByText(/None of 118 cohorts/)).toBeInTheDocument();
  });

  it('takes no query from an answer that is none', () => {
    const frame = facets();
    const hostile = ['{"segmentBy":[{}]}', '{"cohorts":[{"name":1}]}', 'null', '{"segmentBy":["a"],"model":"other"}'];
    const fields = frame.fields.map((field) => (field.name === 'query' ? { ...field, values: hostile } : field));
    const [only, second] = readFacets([{ ...frame, fields }])?.suggestions ?? [];
    expect([only?.query, second]).toEqual([{ segmentBy: ['a'] }, undefined]);
  });
});

describe('a facet that was chosen', () => {
  const choose = async (onOptionsChange = vi.fn()) => {
    answering();
    const { user, refresh } = openCohorts([], {}, cohortsTarget());
    refresh([], { onOptionsChange });
    await user.click((await screen.findAllByRole('button', { name: /elsewhere/ }))[1]);
    await screen.findByText('By carrier');
    return { user, onOptionsChange };
  };

  it('is there again when the dashboard is, until one goes back', async () => {
    const { user, onOptionsChange } = await choose();
    expect(onOptionsChange).not.toHaveBeenCalled();
    cleanup();
    openCohorts([], {}, cohortsTarget());
    expect(await screen.findByText('By carrier')).toBeInTheDocument();
    cleanup();
    openCohorts([], {}, cohortsTarget({ model: 'other' }));
    expect(await screen.findAllByRole('button', { name: /elsewhere/ })).toHaveLength(3);
    cleanup();
    openCohorts([], {}, cohortsTarget());
    await user.click(await screen.findByRole('button', { name: 'Back to the query' }));
    expect(locationService.getSearch().toString()).toBe('');
  });

  it('is an option of the panel where one may edit', async () => {
    config.bootData.user = { ...config.bootData.user, orgRole: OrgRole.Editor };
    const { onOptionsChange } = await choose();
    const facet = { name: 'carrier', query: { segmentBy: ['carrier'] } };
    expect(onOptionsChange).toHaveBeenCalledWith(expect.objectContaining({ view: 'auto', facet }));
    cleanup();
    locationService.replace('/');
    openCohorts([], { facet }, cohortsTarget());
    expect(await screen.findByText('By carrier')).toBeInTheDocument();
  });

  it.each([
    undefined,
    'carrier',
    { name: 'carrier', query: {} },
    { name: 1, query: { segmentBy: ['carrier'] } },
    { name: 'x', query: { segmentBy: ['x'] }, inside: { name: 'y', filters: [{ key: 'a', operator: '~' }] } },
    { name: 'x', query: { segmentBy: ['x'] }, inside: { name: 'y', filters: [{ key: 'a', operator: '=', value: 1 }] } },
  ])('is not read from %j', (given) => {
    expect(facetOf(given)).toBeUndefined();
  });
});

describe('refining', () => {
  it('suggests columns inside of a cohort, and shows the cohorts in it', async () => {
    const asked = answering();
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget({ segmentBy: ['carrier'] }));
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown} ');
    const name = /carrier = \w\w/.exec(screen.getByRole('dialog').textContent ?? '')?.[0] ?? '';
    const [key, value] = name.split(' = ');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Refine' }));
    expect(await screen.findByText(`Cohorts inside of ${name}`)).toBeInTheDocument();
    const inside = [
      { key: 'origin', operator: '=', value: 'JFK' },
      { key, operator: '=', value },
    ];
    expect(parseQuery(asked[0])).toMatchObject({ view: 'facets', filters: inside });
    await user.click((await screen.findAllByRole('button', { name: /elsewhere/ }))[2]);
    expect(await screen.findByText(`By origin, inside of ${name}`)).toBeInTheDocument();
    expect(parseQuery(asked[1])).toMatchObject({ segmentBy: ['origin'], filters: inside });
  });
});

describe('inside of a cohort', () => {
  it('everything that a cohort stands for is inside of it too', async () => {
    const inner = { ...cohorts(), refId: 'cohorts-facet' };
    const asked = answerWith(({ view }) => (view === 'facets' ? [facets()] : [inner]));
    const drift = { ...cohortsTarget(), refId: 'D', queryType: 'drift', model: 'other' };
    const { user, onAddAdHocFilter } = openCohorts([cohorts()], { view: 'forest' }, [
      drift,
      cohortsTarget({ segmentBy: ['carrier'] }),
    ]);
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown} ');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Refine' }));
    await user.click((await screen.findAllByRole('button', { name: /elsewhere/ }))[2]);
    (await screen.findByRole('treegrid')).focus();
    await user.keyboard('{ArrowDown}{ArrowDown}f');
    const filters = onAddAdHocFilter.mock.calls.map(([item]: unknown[]) => item as Filter);
    const [, inside] = (parseQuery(asked[1]) as { filters: object[] }).filters;
    expect(filters).toEqual([inside, expect.objectContaining({ operator: '=' })]);
    await user.keyboard(' ');
    const card = within(screen.getByRole('dialog'));
    const records = new URL(card.getByRole('link', { name: /records/i }).getAttribute('href') ?? '', 'http://x');
    expect(records.pathname).toContain('/flights/');
    const text = ({ key, operator, value }: Filter) => [key, operator, value].join('|');
    expect(records.searchParams.getAll('var-filters')).toEqual(['origin|=|JFK', ...filters.map((each) => text(each))]);
    // One of two conditions is no filter by itself.
    await user.click(card.getByRole('button', { name: 'Filter for this cohort' }));
    expect(onAddAdHocFilter).toHaveBeenCalledTimes(4);
    await user.click(card.getByRole('button', { name: 'Set as A' }));
    expect(card.queryByRole('button', { name: /^Filter out/ })).not.toBeInTheDocument();
  });

  it('is what is kept by name', () => {
    const facet = {
      name: 'origin',
      query: {},
      inside: { name: 'x', filters: [{ key: 'hour', operator: '<' as const, value: '9' }] },
    };
    const row: CohortRow = { name: 'origin=JFK', key: 'origin', segment: 'JFK', n: 1, share: 1, cells: new Map() };
    const origin = { key: 'origin', operator: '=', value: 'JFK' };
    expect(keptFilters(row, facet)).toEqual([facet.inside.filters[0], origin]);
    expect(keptFilters(row, undefined)).toEqual([origin]);
    expect(conditionOf(row, facet)).toBe(`"hour" < '9' AND "origin" = 'JFK'`);
    expect(conditionOf({ ...row, predicate: 'f(x) is odd' }, facet)).toBe(`"hour" < '9' AND (f(x) is odd)`);
    expect(onlyFilter(row, facet)).toBeUndefined();
    expect(onlyFilter(row, undefined)).toEqual({ key: 'origin', value: 'JFK' });
  });
});

describe('a map of a query by two columns', () => {
  const by = (more: object = {}) => cohortsTarget({ segmentBy: ['dep_delay', 'carrier', 'origin'], ...more });

  it('asks for every pair of their values, with the bins of the options', async () => {
    const asked = answerWith(() => crossedBins());
    openCohorts([cohorts()], { view: 'map', mapBins: 5, mapBinning: 'width' }, by());
    expect(await screen.findByTitle('dep_delay -6 … -4')).toBeInTheDocument();
    expect(asked).toEqual([
      expect.objectContaining({
        view: 'intersections',
        segmentBy: ['dep_delay', 'carrier'],
        bins: 5,
        binning: 'width',
        metrics: ['accuracy'],
        filters: [{ key: 'origin', operator: '=', value: 'JFK' }],
      }),
    ]);
  });

  it('has the baseline of the options, but no single cohort', async () => {
    const asked = answerWith(() => crossedBins());
    openCohorts([cohorts()], { view: 'map', baseline: 'overall' }, by({ baseline: { kind: 'cohort', cohort: 'x' } }));
    openCohorts([cohorts()], { view: 'map', baseline: 'cohort', baselineCohort: 'carrier=UA' }, by());
    await waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[0]).toMatchObject({ view: 'intersections', baseline: { kind: 'overall' } });
    expect(asked[1]).not.toHaveProperty('baseline');
  });

  it('asks nothing where the query crosses columns itself, names one, or another view is shown', async () => {
    const asked = answerWith(() => crossedBins());
    openCohorts(crossedBins(), { view: 'map' }, by({ view: 'intersections' }));
    openCohorts([cohorts()], { view: 'map' }, cohortsTarget({ segmentBy: ['carrier'] }));
    openCohorts([cohorts()], { view: 'forest' }, by());
    await screen.findAllByText(/These data have no cohorts/);
    expect(asked).toEqual([]);
  });
});

describe('another baseline than the query has', () => {
  it('is asked for by the panel, and of facets too', async () => {
    const asked = answerWith(({ baseline }) => (baseline ? [againstWhole()] : [cohorts()]));
    openCohorts([cohorts()], { view: 'forest', baseline: 'overall' }, cohortsTarget({ segmentBy: ['carrier'] }));
    expect((await screen.findAllByText('vs whole')).length).toBeGreaterThan(0);
    expect(asked.map((query) => parseQuery(query))).toEqual([
      expect.objectContaining({ baseline: { kind: 'overall' }, segmentBy: ['carrier'], metrics: ['accuracy'] }),
    ]);
  });

  it('is not asked for where the query has it, compares nothing, or names no cohort', () => {
    const asked = answering();
    openCohorts([cohorts()], { baseline: 'complement' }, cohortsTarget({ segmentBy: ['carrier'] }));
    openCohorts([cohorts()], { baseline: 'cohort' }, cohortsTarget({ segmentBy: ['carrier'] }));
    openCohorts([cohorts()], { baseline: 'overall' }, cohortsTarget({ view: 'mix', segmentBy: ['carrier'] }));
    expect(asked).toEqual([]);
    expect(screen.getAllByRole('treegrid')).toHaveLength(3);
  });

  it('says in place of a picture why it cannot be', async () => {
    answerWith(() => new Error('Model flights has no reference'));
    openCohorts([cohorts()], { baseline: 'reference' }, cohortsTarget({ segmentBy: ['carrier'] }));
    expect(await screen.findByText('Model flights has no reference')).toBeInTheDocument();
  });

  it('leaves the picture and what was chosen in it while it is asked again, and where that fails', async () => {
    let fails = false;
    answerWith(() => (fails ? new Error('no room') : [againstWhole()]));
    const { user, refresh } = openCohorts(
      [cohorts()],
      { view: 'forest', baseline: 'overall' },
      cohortsTarget({ segmentBy: ['carrier'] })
    );
    const grid = await screen.findByRole('treegrid');
    grid.focus();
    await user.keyboard('{ArrowDown} ');
    fails = true;
    refresh();
    expect(screen.getByRole('treegrid')).toBe(grid);
    expect(await screen.findByText(/earlier answer.*no room/)).toBeInTheDocument();
    expect(screen.getByRole('treegrid')).toBe(grid);
    expect(screen.getByRole('dialog')).toBeInTheDocument();
    fails = false;
    refresh();
    await waitFor(() => expect(screen.queryByText(/earlier answer/)).not.toBeInTheDocument());
    await waitFor(() => expect(screen.queryByLabelText('Comparing these cohorts again')).not.toBeInTheDocument());
    expect(screen.getByRole('treegrid')).toBe(grid);
  });

  it.each([
    ['options', { baseline: 'cohort', baselineCohort: 'carrier=UA' }, {}],
    ['query', {}, { baseline: { kind: 'cohort', cohort: 'carrier=UA' } }],
  ] as const)('is no cohort of a facet where it is one of the %s, and the bar says so', async (_, options, more) => {
    const asked = answering();
    const { user } = openCohorts([], options, cohortsTarget(more));
    await user.click((await screen.findAllByRole('button', { name: /against .* elsewhere/ }))[1]);
    expect(await screen.findByText('By carrier · not against carrier = UA')).toBeInTheDocument();
    expect(asked.at(-1)).toMatchObject({ segmentBy: ['carrier'] });
    expect(asked.at(-1)).not.toHaveProperty('baseline');
  });

  it('follows a variable that names it', async () => {
    const asked = answerWith(() => [againstWhole()]);
    const values = { cohort: 'carrier=UA' };
    const replaceVariables = (text: string) => text.replace('$cohort', values.cohort);
    const options = { view: 'forest', baseline: 'cohort', baselineCohort: '$cohort' } as const;
    const { refresh } = openCohorts([cohorts()], options, cohortsTarget({ segmentBy: ['carrier'] }));
    refresh([cohorts()], { replaceVariables });
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ baseline: { cohort: 'carrier=UA' } }));
    values.cohort = 'carrier=EV';
    refresh([cohorts()], { replaceVariables });
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ baseline: { cohort: 'carrier=EV' } }));
  });
});
