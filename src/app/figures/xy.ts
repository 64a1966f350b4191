import { type DataFrame, type Field, FieldType, toDataFrame } from '@grafana/data';

export interface XyShape {
  /** Field of the horizontal axis. */
  x: string;
  /** Fields drawn over it, with what they are called. */
  ys: Readonly<Record<string, string>>;
  /** Draws the line of equal x and y, where the two should agree. */
  diagonal?: string;
  /** Lines of one axis title, which the first field of each frame carries. */
  xTitle: string;
}

/** Name of the set that holds the rows of the time range; any other is the reference's name. */
const CURRENT = 'current';

/**
 * A long frame with a field `set` as one frame a set, ascending in x: what Grafana's XY chart draws as lines. Rows without
 * x are left out, as they have no place.
 */
export function xyFrames(frames: readonly DataFrame[], { x, ys, diagonal, xTitle }: XyShape): DataFrame[] {
  const source = frames.find((frame) => frame.fields.some(({ name }) => name === x));
  if (!source) {
    return [];
  }
  const field = (name: string) => source.fields.find((each) => each.name === name);
  const [sets, xs] = [field('set'), field(x)];
  const names = [...new Set(rowsOf(source).map((row) => String(sets?.values[row] ?? CURRENT)))];
  const drawn = names.map((set) => {
    const rows = rowsOf(source)
      .filter((row) => String(sets?.values[row] ?? CURRENT) === set && isNumber(xs?.values[row]))
      .sort((a, b) => Number(xs?.values[a]) - Number(xs?.values[b]));
    return {
      ...toDataFrame({
        name: set,
        fields: [
          { name: xTitle, type: FieldType.number, values: rows.map((row) => xs?.values[row]) },
          ...Object.entries(ys).flatMap(([name, title]) => {
            const found = field(name);
            return found ? [lineOf(found, rows, names.length > 1 ? `${title}, ${set}` : title)] : [];
          }),
        ],
      }),
      meta: source.meta,
    };
  });
  return diagonal === undefined ? drawn : [...drawn, diagonalFrame(xTitle, diagonal)];
}

function lineOf(field: Field, rows: readonly number[], displayName: string): Partial<Field> & { name: string } {
  return {
    name: displayName,
    type: FieldType.number,
    values: rows.map((row) => field.values[row]),
    config: { ...field.config, displayName },
  };
}

function diagonalFrame(xTitle: string, name: string): DataFrame {
  return toDataFrame({
    name,
    fields: [
      { name: xTitle, type: FieldType.number, values: [0, 1] },
      {
        name,
        type: FieldType.number,
        values: [0, 1],
        config: { displayName: name, color: { mode: 'fixed', fixedColor: 'text' } },
      },
    ],
  });
}

const rowsOf = (frame: DataFrame): number[] => Array.from({ length: frame.length }, (_, row) => row);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
