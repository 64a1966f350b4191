import { type DataFrame } from '@grafana/data';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { answerWith, cohortsTarget } from '../../../tests/unit/cohortSource';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { attributions, cohorts, distributions } from '../../../tests/workbench/panels/cohortFixtures';
import { parseQuery } from '../../query/validate';
import { phiDifferences } from './phiDifference';

describe('attributions of A and B', () => {
  const names = { a: 'carrier=UA', b: 'carrier=EV' };

  it('differ by their means, tested by Welch and corrected over the columns', () => {
    const found = phiDifferences([attributions()], names, 0.95);
    const hour = found.get('hour');
    // 0.42 + 0.05, and the root of 0.16/900 + 0.16/700 is 0.020158.
    expect(hour?.delta).toBeCloseTo(0.47, 12);
    expect(((hour?.hi ?? NaN) - (hour?.lo ?? NaN)) / 2).toBeCloseTo(1.9615 * 0.020158, 4);
    const distance = found.get('distance');
    // t = -0.01 / 0.020158 = -0.4961, the largest p of four.
    expect(distance?.q).toBeCloseTo(distance?.p ?? NaN, 12);
    expect(distance?.p).toBeCloseTo(0.6199, 3);
    expect([...found.keys()]).toEqual(['hour', 'distance', 'origin', 'temp']);
  });

  it('come from two answers as well, but not from two spaces, and have no interval below 30 records', () => {
    const split = (cohort: string, space: string): DataFrame => {
      const frame = attributions();
      const kept = frame.fields[1].values.flatMap((name: unknown, at) => (name === cohort ? [at] : []));
      const fields = frame.fields
        .filter(({ name }) => name !== 'cohort')
        .map((field) => ({
          ...field,
          values: kept.map((at) => (field.name === 'n' ? 20 : (field.values[at] as unknown))),
        }));
      const meta = { custom: { ...frame.meta?.custom, outputSpace: space } };
      return { ...frame, length: kept.length, fields, meta };
    };
    const [a, b] = [split(names.a, 'log-odds'), split(names.b, 'log-odds')];
    const hour = phiDifferences([a, b], names, 0.95).get('hour');
    expect(hour).toMatchObject({ meanA: 0.42, meanB: -0.05, lo: NaN, p: NaN, q: NaN });
    expect(phiDifferences([a, split(names.b, 'probability')], names, 0.95).size).toBe(0);
    expect(phiDifferences([attributions()], { a: 'carrier=UA', b: 'carrier=XX' }, 0.95).size).toBe(0);
  });

  it('stand beside the distributions, are read out, and lead from one significant column to the next', async () => {
    const { user } = openCohorts([cohorts(), ...distributions(), attributions()], {
      view: 'compare',
      ...names,
    });
    expect(screen.getAllByText('Δ mean φ')).toHaveLength(1);
    screen.getByRole('listbox').focus();
    await user.keyboard('{Home}n');
    const at = screen.getByRole('option', { selected: true });
    expect(at).toHaveTextContent(
      /^hour, distance 0\.\d+; .*; mean attribution \+0\.47 \(\+0\.43 to \+0\.51\), significant/
    );
    await user.keyboard('t');
    expect(screen.getAllByRole('cell', { name: 'Δ mean φ' }).length).toBeGreaterThan(1);
  });
});

describe('rows are dragged', () => {
  const at = (clientX: number, clientY: number) => ({ clientX, clientY, button: 0, pointerType: 'mouse' });

  /** jsdom lays nothing out: the slots lie side by side above the list. */
  function laidOut() {
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockImplementation(function (this: Element) {
      const slot = this.getAttribute('data-slot');
      const box = slot === 'a' ? [0, 0, 100, 50] : slot === 'b' ? [100, 0, 200, 50] : [0, 60, 200, 400];
      return DOMRect.fromRect({ x: box[0], y: box[1], width: box[2] - box[0], height: box[3] - box[1] });
    });
  }

  it('onto the slots A and B, which are shown meanwhile, and then compared', async () => {
    laidOut();
    answerWith(() => []);
    openCohorts([cohorts()], { view: 'forest' });
    const grid = screen.getByRole('treegrid');
    const drag = (row: number, x: number) => {
      const y = 60 + 26 * row + 10;
      fireEvent.pointerDown(grid, at(20, y));
      fireEvent.pointerMove(grid, at(23, y));
      expect(screen.queryByText('Drop here')).not.toBeInTheDocument();
      fireEvent.pointerMove(grid, at(30, y - 4));
      expect(document.querySelectorAll('[data-slot]')).toHaveLength(2);
      fireEvent.pointerMove(document, at(x, 20));
      fireEvent.pointerUp(document, at(x, 20));
      fireEvent.click(grid, at(30, y - 4));
      expect(document.querySelectorAll('[data-slot]')).toHaveLength(0);
    };
    const names = screen.getAllByRole('row').map((row) => row.getAttribute('aria-label')?.split(',')[0]);
    drag(2, 150);
    // The click that ends a drag opens no card.
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getByText('drag a row here, or press a on one')).toBeInTheDocument();
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(/^B is /);
    drag(0, 50);
    const said = (name = '') => name.replace(/^cohort (\w+) /, '$1 = ');
    expect(await screen.findByText(`A: ${said(names[0])}`)).toBeInTheDocument();
    expect(screen.getByText(`B: ${said(names[2])}`)).toBeInTheDocument();
    vi.restoreAllMocks();
  });

  it('and let go beside them, or by Escape, stay where they are', () => {
    laidOut();
    openCohorts([cohorts()], { view: 'forest' });
    const grid = screen.getByRole('treegrid');
    const start = () => {
      fireEvent.pointerDown(grid, at(20, 70));
      fireEvent.pointerMove(grid, at(40, 90));
    };
    start();
    fireEvent.pointerUp(document, at(150, 300));
    start();
    fireEvent.keyDown(document, { key: 'Escape' });
    fireEvent.pointerUp(document, at(150, 20));
    expect(screen.getByRole('figure')).not.toHaveAccessibleDescription(/choose/);
    vi.restoreAllMocks();
  });
});

describe('how the columns of two cohorts differ', () => {
  it('is asked for the two that were chosen, whatever the answer brings about others', async () => {
    const asked = answerWith(({ refId }) => {
      const [a, b] = distributions();
      return refId === 'a-distribution' ? [a] : refId === 'b-distribution' ? [b] : new Error('no attributions');
    });
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget({ segmentBy: ['carrier'] }));
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a{ArrowDown}b');
    await waitFor(() => expect(screen.getAllByRole('option').length).toBeGreaterThan(2));
    const queries = asked.map((query) => parseQuery(query));
    expect(queries.map(({ queryType }) => queryType)).toEqual([
      'distribution',
      'importance',
      'distribution',
      'importance',
    ]);
    for (const query of queries) {
      expect(query).toMatchObject({ model: 'flights', window: '7d' });
      expect('filters' in query && query.filters).toHaveLength(2);
    }
    expect(queries[0]).not.toEqual(expect.objectContaining({ metrics: expect.anything() }));
  });

  it('is told where it cannot be', async () => {
    answerWith(() => new Error('model flights has no reference'));
    const { user } = openCohorts([cohorts()], { view: 'forest' }, cohortsTarget());
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}a{ArrowDown}b');
    expect(await screen.findByText('model flights has no reference')).toBeInTheDocument();
  });
});
