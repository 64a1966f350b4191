import { describe, expect, it } from 'vitest';
import { unitVectors } from '../../../tests/parity/unitVectors';
import { cumulativeSums, cusum, ewma, shewhart, smoothed, usualByMedian, usualByMoments } from './controlCharts';

const [{ expected, input }] = unitVectors<
  { series: number[] },
  Record<'robust_z' | 'ewma_l0.3' | 'cusum_hi_k0.5' | 'cusum_lo_k0.5', number[]> &
    Record<'ewma_sigma_inf' | 'baseline_mean' | 'baseline_sd_ddof1', number>
>('series_anomaly');
const { series } = input;
const first = series.slice(0, 10);
const moments = usualByMoments(first) ?? { centre: NaN, deviation: NaN };

const close = (actual: readonly number[], wanted: readonly number[]) => {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, index) => expect(value, String(index)).toBeCloseTo(wanted[index] ?? NaN, 11));
};

describe('control charts against the published vector', () => {
  it('mean and standard deviation of the first ten', () => {
    expect(moments.centre).toBeCloseTo(expected.baseline_mean, 12);
    expect(moments.deviation).toBeCloseTo(expected.baseline_sd_ddof1, 12);
  });

  it('robust z, against the whole series', () => {
    close(shewhart(series, usualByMedian(series) ?? moments), expected.robust_z);
  });

  it('moving average, and its deviations in its own standard deviation', () => {
    close(smoothed(series), expected['ewma_l0.3']);
    close(
      ewma(series, moments),
      expected['ewma_l0.3'].map((average) => (average - expected.baseline_mean) / expected.ewma_sigma_inf)
    );
  });

  it('cumulative sums', () => {
    const sums = cumulativeSums(series, moments);
    close(
      sums.map(({ up }) => up),
      expected['cusum_hi_k0.5']
    );
    close(
      sums.map(({ down }) => down),
      expected['cusum_lo_k0.5']
    );
    expect(cusum([9, 9, 9], { centre: 10, deviation: 1 })).toEqual([-0.5, -1, -1.5]);
  });

  it('say nothing where nothing varies, and fall back where most values are equal', () => {
    expect(usualByMoments([5, 5, 5])).toBeNull();
    expect(usualByMoments([5])).toBeNull();
    expect(usualByMedian([5, 5, 5])).toBeNull();
    expect(usualByMedian([])).toBeNull();
    const mostlyEqual = usualByMedian([5, 5, 5, 5, 9]);
    expect(mostlyEqual?.centre).toBe(5);
    expect(mostlyEqual?.deviation).toBeCloseTo(0.8 * Math.sqrt(Math.PI / 2), 12);
  });
});
