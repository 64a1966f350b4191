import { type DataFrame, FieldType, toDataFrame } from '@grafana/data';
import { PanelContextProvider } from '@grafana/ui';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { panelProps } from '../../../tests/unit/panelProps';
import { CohortsPanel } from './CohortsPanel';
import { forestScale } from './forestScale';
import { type CohortsOptions, DEFAULT_OPTIONS } from './options';
import { type CohortsData } from './cohortData';
import { prepareCohorts } from './prepareCohorts';
import { guaranteedExcess } from './rankCohorts';

interface Row {
  cohort: string;
  metric?: string;
  n: number;
  value: number | null;
  delta?: number;
  half?: number;
  q?: number;
  status?: string;
}

function frame(rows: Row[]): DataFrame {
  const numbers = (name: string, pick: (row: Row) => number | null | undefined) => ({
    name,
    type: FieldType.number,
    values: rows.map((row) => pick(row) ?? null),
    config: { unit: 'percentunit', decimals: 1 },
  });
  const texts = (name: string, pick: (row: Row) => string | undefined) => ({
    name,
    type: FieldType.string,
    values: rows.map((row) => pick(row) ?? null),
  });
  const half = (row: Row) => row.half ?? 0.01;
  return {
    ...toDataFrame({
      refId: 'A',
      fields: [
        texts('cohort', (row) => row.cohort),
        texts('key', (row) => row.cohort.split('=')[1] && row.cohort.split('=')[0]),
        texts('segment', (row) => row.cohort.split('=')[1]),
        texts('metric', (row) => row.metric ?? 'accuracy'),
        { ...numbers('n', (row) => row.n), config: {} },
        { ...numbers('n_labelled', (row) => row.n), config: {} },
        numbers('value', (row) => row.value),
        numbers('lo', (row) => row.value && row.value - half(row)),
        numbers('hi', (row) => row.value && row.value + half(row)),
        numbers('delta', (row) => row.delta),
        numbers('delta_lo', (row) => row.delta && row.delta - half(row)),
        numbers('delta_hi', (row) => row.delta && row.delta + half(row)),
        numbers('q', (row) => row.q),
        texts('status', (row) => row.status ?? 'ok'),
      ],
    }),
    meta: { custom: { plumbline: 'cohorts', v: 1 } },
  };
}

const ROWS: Row[] = [
  { cohort: 'overall', n: 9000, value: 0.8 },
  { cohort: 'carrier=AA', n: 3000, value: 0.85, delta: 0.07, q: 0.001 },
  { cohort: 'carrier=EV', n: 500, value: 0.6, delta: -0.2, half: 0.03, q: 0.001 },
  { cohort: 'carrier=UA', n: 5000, value: 0.75, delta: -0.1, q: 0.001 },
  { cohort: 'carrier=XX', n: 9, value: 0.3, delta: -0.5, half: 0.4, q: 0.01, status: 'insufficient' },
  { cohort: 'carrier=ZZ', n: 400, value: 0.79, delta: -0.01, half: 0.05, q: 0.7 },
];

function prepared(options: Partial<CohortsOptions> = {}, rows = ROWS): CohortsData {
  const data = prepareCohorts([frame(rows)], { ...DEFAULT_OPTIONS, ...options });
  if (!data) {
    throw new Error('nothing to draw');
  }
  return data;
}

const names = (data: CohortsData) => data.rows.map((row) => row.segment);

describe('guaranteedExcess', () => {
  it.each([
    ['accuracy', -0.11, -0.09, 450],
    ['accuracy', 0.09, 0.11, 0],
    ['accuracy', -0.02, 0.01, 0],
    ['error_rate', 0.09, 0.11, 450],
    ['error_rate', -0.11, -0.09, 0],
    ['mean_score', -0.11, -0.09, 450],
    ['mean_score', 0.09, 0.11, 450],
    ['accuracy', NaN, NaN, 0],
  ])('of %s with a difference of %d to %d is %d of 5000 rows', (metric, lo, hi, excess) => {
    expect(guaranteedExcess(metric, 5000, lo, hi)).toBeCloseTo(excess, 9);
  });
});

describe('prepareCohorts', () => {
  it('puts what surely weighs most first and what has too few rows last', () => {
    // UA: 5000 x 0.09 = 450; EV: 500 x 0.17 = 85; the others are worse by nothing that is sure.
    expect(names(prepared())).toEqual(['UA', 'EV', 'ZZ', 'AA', 'XX']);
  });

  it('takes other orders, with too few rows still last', () => {
    expect(names(prepared({ sort: 'delta' }))).toEqual(['EV', 'UA', 'ZZ', 'AA', 'XX']);
    expect(names(prepared({ sort: 'value' }))).toEqual(['AA', 'ZZ', 'UA', 'EV', 'XX']);
    expect(names(prepared({ sort: 'n' }))).toEqual(['UA', 'AA', 'EV', 'ZZ', 'XX']);
    expect(names(prepared({ sort: 'name' }))).toEqual(['AA', 'EV', 'UA', 'XX', 'ZZ']);
  });

  it('separates significant, not significant and insufficient', () => {
    const cells = new Map(prepared().rows.map((row) => [row.segment, row.cells.get('accuracy')]));
    expect(cells.get('UA')).toMatchObject({ significant: true, insufficient: false });
    expect(cells.get('ZZ')).toMatchObject({ significant: false, insufficient: false });
    expect(cells.get('XX')).toMatchObject({ significant: false, insufficient: true, excess: 0 });
  });

  it('uses its own minimum where the data have no status', () => {
    const rows = ROWS.map((row) => ({ ...row, status: '' }));
    expect(
      prepared({ minSupport: 450 }, rows).rows.filter((row) => row.cells.get('accuracy')?.insufficient)
    ).toHaveLength(2);
  });

  it('keeps the whole apart and chooses metrics', () => {
    const rows = ROWS.flatMap((row) =>
      ['accuracy', 'recall', 'precision', 'error_rate'].map((metric) => ({ ...row, metric }))
    );
    const data = prepared({}, rows);
    expect(data.metrics).toEqual(['accuracy', 'recall', 'precision']);
    expect(data.otherMetrics).toEqual(['error_rate']);
    expect(data.overall.get('recall')?.value).toBe(0.8);
    expect(prepared({ metrics: ['error_rate'] }, rows).metrics).toEqual(['error_rate']);
    expect(names(prepared({ metrics: ['error_rate'] }, rows))[0]).toBe('AA');
  });

  it('hides and counts what is not significant when asked', () => {
    const data = prepared({ onlySignificant: true });
    expect([names(data), data.hidden]).toEqual([['UA', 'EV', 'AA'], 2]);
  });

  it('finds nothing in what has no cohorts', () => {
    expect(prepareCohorts([], DEFAULT_OPTIONS)).toBeUndefined();
    const other = toDataFrame({ fields: [{ name: 'x', type: FieldType.number, values: [1] }] });
    expect(prepareCohorts([other], DEFAULT_OPTIONS)).toBeUndefined();
  });
});

it('scales by the cohorts with enough rows, so that thin ones flatten nothing', () => {
  const { domain } = forestScale(prepared(), 'accuracy', 300);
  expect(domain[0]).toBeGreaterThan(0.5);
  expect(domain[0]).toBeLessThan(0.57);
  expect(domain[1]).toBeGreaterThan(0.86);
});

describe('limits of the data', () => {
  const limited = (lower: Array<number | null>, upper: Array<number | null> = ROWS.map(() => null)) => {
    const own = frame(ROWS);
    const field = (name: string, values: Array<number | null>) => ({
      name,
      type: FieldType.number,
      values,
      config: {},
    });
    return { ...own, fields: [...own.fields, field('lower_limit', lower), field('upper_limit', upper)] };
  };
  const options = { ...DEFAULT_OPTIONS, view: 'forest' as const, showLimits: true };
  const show = (series: DataFrame) => {
    const props = panelProps<CohortsOptions>({ series: [series] });
    const { container } = render(<CohortsPanel {...props} options={options} />);
    const stroked = [...container.querySelectorAll('[role=row] svg')].map((svg) => {
      // Beside lines of the axis and of the whole, which every row has.
      const common = svg.parentElement?.closest('[role=treegrid]') ? svg.querySelectorAll('line') : [];
      return [...common].map((line) => `${line.getAttribute('class')} ${line.getAttribute('x1')}`);
    });
    const shared = stroked[0].filter((line) => stroked.every((row) => row.includes(line)));
    return { own: stroked.map((row) => row.filter((line) => !shared.includes(line)).length), shared: shared.length };
  };

  it('are one line where all cohorts have the same, and else stand in their own rows alone', () => {
    const data = (series: DataFrame) => prepareCohorts([series], options);
    const same = data(limited(ROWS.map(() => 0.7)));
    expect(same?.limits.get('accuracy')).toEqual([0.7]);
    const differing = data(
      limited(
        [0.7, 0.7, 0.5, null, 0.6, 0.6],
        ROWS.map(() => 0.95)
      )
    );
    expect(differing?.limits.get('accuracy')).toEqual([0.95]);
    const lowers = new Map(differing?.rows.map((row) => [row.segment, row.cells.get('accuracy')?.lower]));
    expect([...lowers].sort()).toEqual([
      ['AA', 0.7],
      ['EV', 0.5],
      ['UA', NaN],
      ['XX', 0.6],
      ['ZZ', 0.6],
    ]);
    // The axis reaches them all.
    expect(forestScale(prepared(), 'accuracy', 300).domain[0]).toBeGreaterThan(0.5);
  });

  it('are drawn as often as they are there', () => {
    const none = show(limited(ROWS.map(() => null)));
    expect(none.own).toEqual([0, 0, 0, 0, 0]);
    const same = show(limited(ROWS.map(() => 0.7)));
    expect([same.own, same.shared]).toEqual([[0, 0, 0, 0, 0], none.shared + 1]);
    // UA, EV, ZZ, AA and XX.
    expect(show(limited([0.7, 0.7, 0.5, null, null, 0.6])).own).toEqual([0, 1, 1, 1, 0]);
    expect(screen.getAllByText('limit')).toHaveLength(2);
  });
});

describe('the panel', () => {
  const onAddAdHocFilter = vi.fn();

  function show(series: DataFrame[], options: Partial<CohortsOptions> = {}) {
    const props = panelProps<CohortsOptions>({ series });
    return render(
      <PanelContextProvider value={{ eventsScope: 'global', eventBus: props.eventBus, onAddAdHocFilter }}>
        <CohortsPanel {...props} options={{ ...DEFAULT_OPTIONS, ...options }} />
      </PanelContextProvider>
    );
  }

  it('says which cohort weighs most', () => {
    show([frame(ROWS)]);
    expect(screen.getByRole('figure')).toHaveAccessibleDescription(
      'Accuracy: 3 of 5 cohorts differ from the rest · most weight: carrier = UA, −10.0 pp, at least 450 rows'
    );
  });

  it('reads rows out and filters by key and value', async () => {
    const user = userEvent.setup();
    show([frame(ROWS)]);
    const rows = screen.getAllByRole('row');
    expect(rows[0]).toHaveAccessibleName(
      'cohort carrier UA, 5,000 rows, Accuracy 75.0%, interval 74.0% to 76.0%, 10.0 points below the rest, significant'
    );
    expect(rows[4]).toHaveAccessibleName('cohort carrier XX, 9 rows, Accuracy 30.0%, Too few rows');
    screen.getByRole('treegrid').focus();
    await user.keyboard('{ArrowDown}f{Enter}');
    expect(onAddAdHocFilter.mock.calls).toEqual(Array(2).fill([{ key: 'carrier', value: 'UA', operator: '=' }]));
    await user.keyboard(' ');
    expect(screen.getByRole('dialog')).toHaveTextContent('Surely affected≥ 450 rows');
  });

  it('keeps only the rows in view in the page', () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({
      cohort: `route=${i}`,
      n: 100,
      value: 0.5,
      delta: 0.1,
      q: 0.5,
    }));
    show([frame([ROWS[0], ...many])]);
    expect(screen.getAllByRole('row').length).toBeLessThan(40);
    expect(screen.getAllByRole('row')[0]).toHaveAttribute('aria-setsize', '5000');
  });

  it('draws hollow and grey marks for what is not significant or too thin', () => {
    const { container } = show([frame(ROWS)]);
    const circles = [...container.querySelectorAll('[role=row] circle')];
    // XX lies off the axis of the others, so only its line shows.
    expect(circles.map((circle) => circle.hasAttribute('fill'))).toEqual([true, true, false, true]);
  });

  it('explains itself without data, without cohorts and with none left', () => {
    show([]);
    show([frame([ROWS[0]])]);
    show([frame([ROWS[0], ROWS[5]])], { onlySignificant: true });
    const texts = screen.getAllByRole('status').map((box) => box.textContent);
    expect(texts[0]).toContain('No cohorts in this time range');
    expect(texts[1]).toContain('only the whole');
    expect(texts[2]).toContain('Turn off "Only significant" to see all 1.');
  });
});
