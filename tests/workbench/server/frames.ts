/** Arrow as the back end sends it, in the JSON that Grafana's server makes of it for the browser. */
import { DataType, type Field, tableFromIPC, TimeUnit, type Vector } from 'apache-arrow';

/** Grafana's DataFrameJSON, as far as a browser reads it. */
export interface FrameJson {
  schema: {
    name?: string;
    refId?: string;
    meta?: unknown;
    fields: Array<{
      name: string;
      type: 'time' | 'number' | 'string' | 'boolean';
      typeInfo: { frame: string; nullable: boolean };
      labels?: unknown;
      config?: unknown;
    }>;
  };
  /** Column by column. */
  data: { values: unknown[][] };
}

type FieldJson = FrameJson['schema']['fields'][number];

/** Milliseconds of a number of ticks, by unit. */
const TICKS_PER_MS: Record<number, (ticks: bigint) => number> = {
  [TimeUnit.SECOND]: (ticks) => Number(ticks) * 1000,
  [TimeUnit.MILLISECOND]: (ticks) => Number(ticks),
  [TimeUnit.MICROSECOND]: (ticks) => Number(ticks / 1000n),
  [TimeUnit.NANOSECOND]: (ticks) => Number(ticks / 1_000_000n),
};

function typeOf(type: DataType): { type: FieldJson['type']; frame: string } {
  if (DataType.isTimestamp(type)) {
    return { type: 'time', frame: 'time.Time' };
  }
  if (DataType.isBool(type)) {
    return { type: 'boolean', frame: 'bool' };
  }
  if (DataType.isInt(type)) {
    return { type: 'number', frame: `int${type.bitWidth}` };
  }
  if (DataType.isFloat(type)) {
    return { type: 'number', frame: 'float64' };
  }
  if (DataType.isUtf8(type)) {
    return { type: 'string', frame: 'string' };
  }
  throw new TypeError(`the back end sent a column of the type ${type}, which no frame of Grafana has`);
}

/** Arrow gives 64-bit values as bigint; time is read from the raw ticks, so that nanoseconds are not rounded twice. */
function valuesOf(vector: Vector): unknown[] {
  if (DataType.isTimestamp(vector.type)) {
    const toMs = TICKS_PER_MS[vector.type.unit];
    return vector.data.flatMap((data) =>
      Array.from({ length: data.length }, (_, i) => {
        const ticks = data.getValid(i) ? data.values[i] : null;
        return ticks === null || toMs === undefined ? null : toMs(BigInt(ticks));
      })
    );
  }
  return Array.from(vector, (value: unknown) => (typeof value === 'bigint' ? Number(value) : (value ?? null)));
}

function metadata(field: Field, name: string): unknown {
  const text = field.metadata.get(name);
  return text ? JSON.parse(text) : undefined;
}

/** One Arrow file as one frame. */
export function toFrameJson(arrow: Uint8Array): FrameJson {
  const table = tableFromIPC(arrow);
  const meta = table.schema.metadata.get('meta');
  return {
    schema: {
      name: table.schema.metadata.get('name'),
      refId: table.schema.metadata.get('refId'),
      meta: meta ? JSON.parse(meta) : undefined,
      fields: table.schema.fields.map((field) => {
        const { type, frame } = typeOf(field.type);
        return {
          name: field.name,
          type,
          typeInfo: { frame, nullable: field.nullable },
          labels: metadata(field, 'labels'),
          config: metadata(field, 'config'),
        };
      }),
    },
    data: { values: table.schema.fields.map((_, i) => valuesOf(column(table.getChildAt(i)))) },
  };
}

function column(vector: Vector | null): Vector {
  if (!vector) {
    throw new TypeError('the back end sent a frame with fewer columns than its schema says');
  }
  return vector;
}
