import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { openCohorts } from '../../../tests/unit/openCohorts';
import { cohorts, manyCohorts } from '../../../tests/workbench/panels/cohortFixtures';
import { cohortGaps, ratioOf } from './gaps';
import { movedPart, partOf, valueHistogram } from './histogram';
import { DEFAULT_OPTIONS } from './options';
import { prepareCohorts } from './prepareCohorts';

describe('gaps between cohorts', () => {
  it('are those of the best and the worst of each column that have enough rows', () => {
    const data = prepareCohorts([cohorts()], { ...DEFAULT_OPTIONS, metrics: ['accuracy'] });
    const found = data ? cohortGaps(data) : [];
    expect(found.map(({ column }) => column).sort()).toEqual(['carrier', 'origin']);
    for (const gap of found) {
      const values = (data?.rows ?? [])
        .filter((row) => row.key === gap.column && row.cells.get('accuracy')?.insufficient === false)
        .map((row) => row.cells.get('accuracy')?.value ?? NaN);
      expect(gap.delta).toBeCloseTo(Math.max(...values) - Math.min(...values), 12);
      expect(gap.ratio).toBeCloseTo(Math.min(...values) / Math.max(...values), 12);
      expect(gap.pairs).toBe((values.length * (values.length - 1)) / 2);
      expect(gap.interval.lo).toBeLessThan(gap.delta);
      expect(gap.ratioInterval.hi).toBeGreaterThan(gap.ratio);
    }
  });

  it('are those of the whole answer, whatever the list leaves out', () => {
    const options = { ...DEFAULT_OPTIONS, metrics: ['accuracy'] };
    const [all, some] = [options, { ...options, onlySignificant: true }].map((each) =>
      prepareCohorts([cohorts()], each)
    );
    expect(some?.hidden).toBeGreaterThan(0);
    expect(some && cohortGaps(some)).toEqual(all && cohortGaps(all));
  });

  it('have the ratio of Donner and Zou: exact for a constant, and close to that of logarithms', () => {
    const same = (value: number) => ({ value, lo: value, hi: value });
    const constant = ratioOf({ value: 0.3, lo: 0.2, hi: 0.4 }, same(0.6));
    expect(constant.ratioInterval.lo).toBeCloseTo(0.2 / 0.6, 12);
    expect(constant.ratioInterval.hi).toBeCloseTo(0.4 / 0.6, 12);
    // 120 of 400 against 180 of 400 by Wilson; Katz's interval is 0.553 to 0.804.
    const found = ratioOf({ value: 0.3, lo: 0.2572, hi: 0.3467 }, { value: 0.45, lo: 0.4019, hi: 0.4991 });
    expect(found.ratio).toBeCloseTo(2 / 3, 12);
    expect(found.ratioInterval.lo).toBeCloseTo(0.553, 2);
    expect(found.ratioInterval.hi).toBeCloseTo(0.804, 2);
    expect(ratioOf(same(0.2), same(0)).ratio).toBeNaN();
  });

  it('stand below the list where they are wanted, name both cohorts, and decide nothing', () => {
    openCohorts([cohorts()], { view: 'forest', metrics: ['accuracy'], fairness: true });
    const table = screen.getByRole('table', { name: 'Gaps between cohorts' });
    const [carrier] = within(table).getAllByRole('row').slice(1);
    expect(carrier).toHaveTextContent(
      /^carrier · Accuracycarrier = F9: 60\.0%carrier = \w+: .*pp \(.* to .*\)0\.\d+ \(/
    );
    expect(screen.getByText(/decision of people, not of statistics/)).toBeInTheDocument();
    openCohorts([cohorts()], { view: 'forest' });
    expect(screen.getAllByRole('table')).toHaveLength(1);
  });
});

describe('gaps that are wider than the panel', () => {
  it('scroll, by keyboard too, with room for the bar; others are no stop of the keyboard', () => {
    const { refresh } = openCohorts([cohorts()], { view: 'forest', metrics: ['accuracy'], fairness: true });
    const region = () => screen.getByRole('region', { name: 'Gaps between cohorts' });
    refresh([cohorts()], { width: 2000 });
    const height = parseFloat(region().style.height);
    expect(region()).not.toHaveAttribute('tabindex');
    refresh([cohorts()], { width: 300 });
    expect(region()).toHaveAttribute('tabindex', '0');
    expect(parseFloat(region().style.height)).toBe(height + 12);
  });
});

describe('the part of many cohorts that is kept', () => {
  it('moves by arrows, grows with Shift, and is let go', () => {
    expect(movedPart('ArrowRight', false, undefined, 40)).toEqual([0, 0]);
    expect(movedPart('ArrowLeft', false, undefined, 40)).toEqual([39, 39]);
    expect(movedPart('ArrowRight', true, [0, 0], 40)).toEqual([0, 1]);
    expect(movedPart('ArrowRight', false, [38, 39], 40)).toEqual([38, 39]);
    expect(movedPart('ArrowLeft', true, [5, 5], 40)).toEqual([5, 5]);
    expect(movedPart('Escape', false, [5, 5], 40)).toBeNull();
    expect(movedPart('Escape', false, undefined, 40)).toBeUndefined();
    expect(movedPart('a', false, undefined, 40)).toBeUndefined();
    const data = prepareCohorts([manyCohorts(500)], DEFAULT_OPTIONS);
    const bins = valueHistogram(data?.rows ?? [], 'accuracy');
    expect(partOf(bins, [bins[3].lo, bins[7].hi])).toEqual([3, 7]);
    expect(partOf(bins, undefined)).toBeUndefined();
  });

  it('is chosen by keyboard alone', async () => {
    const { user } = openCohorts([manyCohorts(500)]);
    const histogram = screen.getByRole('slider', { name: 'Rows by Accuracy' });
    histogram.focus();
    expect(histogram).toHaveAttribute('aria-valuetext', 'all cohorts');
    await user.keyboard('{End}{Shift>}{ArrowRight}{/Shift}{ArrowLeft}');
    expect(histogram.getAttribute('aria-valuetext')).toMatch(/^\d\d\.\d% to \d\d\.\d%, \d+ cohorts$/);
    expect(screen.getByText(/^\d+ of 500 cohorts/)).toBeInTheDocument();
    await user.keyboard('{Escape}');
    expect(screen.getByText('500 of 500 cohorts')).toBeInTheDocument();
  });
});
