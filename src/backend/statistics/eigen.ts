/** Eigenvalues and eigenvectors of small symmetric matrices. Pure. */

export interface Eigen {
  /** Descending. */
  values: number[];
  /** `vectors[i]` belongs to `values[i]` and has length 1. */
  vectors: number[][];
}

/** Sweeps after which the rest is rounding: a handful is enough for a hundred columns. */
const MAX_SWEEPS = 60;

/**
 * By Jacobi's rotations (Golub & Van Loan, Matrix Computations, 8.5), which find small eigenvalues as exactly as large ones.
 * `matrix` must be square and symmetric; only its upper half is read.
 */
export function symmetricEigen(matrix: ReadonlyArray<readonly number[]>): Eigen {
  const size = matrix.length;
  const a = matrix.map((row, i) => row.map((_, j) => (i <= j ? matrix[i]?.[j] : matrix[j]?.[i]) ?? 0));
  const vectors = matrix.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep += 1) {
    let rotated = false;
    for (let p = 0; p < size - 1; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        rotated = rotate(a, vectors, p, q) || rotated;
      }
    }
    if (!rotated) {
      break;
    }
  }
  const order = a.map((row, i) => ({ value: row[i] ?? 0, vector: vectors.map((axis) => axis[i] ?? 0) }));
  order.sort((left, right) => right.value - left.value);
  return { values: order.map(({ value }) => value), vectors: order.map(({ vector }) => vector) };
}

/** Turns the axes p and q until a[p][q] is 0; false where it is negligible already. */
function rotate(a: number[][], vectors: number[][], p: number, q: number): boolean {
  const rowP = a[p] as number[];
  const rowQ = a[q] as number[];
  const off = rowP[q] as number;
  const [first, second] = [rowP[p] as number, rowQ[q] as number];
  if (Math.abs(off) <= Number.EPSILON * 1e-3 * Math.sqrt(Math.abs(first * second)) || off === 0) {
    return false;
  }
  const theta = (second - first) / (2 * off);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  const sine = tangent * cosine;
  for (const rows of [a, vectors]) {
    for (const row of rows) {
      const [left, right] = [row[p] as number, row[q] as number];
      row[p] = cosine * left - sine * right;
      row[q] = sine * left + cosine * right;
    }
  }
  for (let k = 0; k < a.length; k += 1) {
    const [left, right] = [rowP[k] as number, rowQ[k] as number];
    rowP[k] = cosine * left - sine * right;
    rowQ[k] = sine * left + cosine * right;
  }
  rowP[q] = 0;
  rowQ[p] = 0;
  return true;
}
