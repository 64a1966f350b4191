import { describe, expect, it } from 'vitest';
import { symmetricEigen } from './eigen';
import { eppsSingleton } from './eppsSingleton';
import { sampleOf } from './samples';

const sequence = (length: number, at: (index: number) => number) => Array.from({ length }, (_, index) => at(index));

describe('eigenvalues', () => {
  it('of a matrix that is known', () => {
    const { values, vectors } = symmetricEigen([
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 5],
    ]);
    expect(values.map((value) => Number(value.toFixed(12)))).toEqual([5, 3, 1]);
    expect(Math.abs(vectors[1]?.[0] ?? 0)).toBeCloseTo(Math.SQRT1_2, 12);
  });

  it('put a random matrix together again, with axes at right angles', () => {
    const size = 12;
    const half = sequence(size, (i) => i).map((i) => sequence(size, (j) => Math.sin(7 * i + 3 * j * j + 1)));
    const matrix = half.map((row, i) => row.map((value, j) => value + (half[j]?.[i] ?? 0)));
    const { values, vectors } = symmetricEigen(matrix);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        const rebuilt = values.reduce(
          (sum, value, k) => sum + value * (vectors[k]?.[i] ?? 0) * (vectors[k]?.[j] ?? 0),
          0
        );
        expect(rebuilt).toBeCloseTo(matrix[i]?.[j] ?? NaN, 10);
        const angle = sequence(size, (k) => (vectors[i]?.[k] ?? 0) * (vectors[j]?.[k] ?? 0)).reduce((a, b) => a + b);
        expect(angle).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });
});

describe('Epps-Singleton', () => {
  it('sees a change of spread that leaves mean and median alone', () => {
    const narrow = sampleOf(sequence(400, (i) => (i % 101) / 50 - 1));
    const wide = sampleOf(sequence(400, (i) => (i % 101) / 20 - 2.5));
    expect(eppsSingleton(narrow, wide)?.p).toBeLessThan(1e-6);
    expect(eppsSingleton(narrow, narrow)).toEqual({ statistic: 0, p: 1 });
  });

  it('does not depend on unit or origin, nor on which side is which', () => {
    const x = sequence(60, (i) => Math.sin(i * i));
    const y = sequence(40, (i) => Math.sin(i * i + 2) + 0.3);
    const plain = eppsSingleton(sampleOf(x), sampleOf(y));
    const moved = eppsSingleton(sampleOf(x.map((v) => 1000 * v + 50)), sampleOf(y.map((v) => 1000 * v + 50)));
    const turned = eppsSingleton(sampleOf(y), sampleOf(x));
    expect(moved?.statistic).toBeCloseTo(plain?.statistic ?? NaN, 6);
    expect(turned?.statistic).toBeCloseTo(plain?.statistic ?? NaN, 10);
  });

  it('takes few rows for what they are: the correction makes p larger, five are the least', () => {
    const few = (n: number) => eppsSingleton(sampleOf(sequence(n, (i) => i)), sampleOf(sequence(n, (i) => i + n / 3)));
    expect(few(4)).toBeNull();
    // 24 rows are corrected, 25 are not.
    expect(few(24)?.statistic).toBeLessThan(few(25)?.statistic ?? NaN);
  });

  it('has no scale where half of all values are equal', () => {
    expect(eppsSingleton(sampleOf([1, 1, 1, 1, 1, 9]), sampleOf([1, 1, 1, 1, 1, 7]))).toBeNull();
  });
});
