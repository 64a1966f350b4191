/** Rows to fields of Grafana's types, with notices for values that could not be kept as they are. */
import { type DuckDBDataChunk, DuckDBTypeId } from '@duckdb/node-api';
import { columnsToFields } from '../../grafana/columns';
import { type Field, type Notice } from '../../grafana/frame';
import { MAX_TEXT_BYTES, type Rows, tooLarge } from './read';
import { jsonText, NESTED_TYPES } from './text';

export interface Table {
  fields: Field[];
  rowCount: number;
  notices: Notice[];
}

const LARGE_INTEGERS: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.UBIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UHUGEINT,
]);

export function tableOf(rows: Rows): Table {
  const fields = columnsToFields(rows).map((field, index) => {
    const typeId = rows.types[index]?.typeId;
    const whole =
      typeId !== undefined && NESTED_TYPES.has(typeId)
        ? { name: field.name, type: 'string' as const, values: nested(rows.chunks, index) }
        : field;
    return firstRows(whole, rows.rowCount);
  });
  return {
    fields,
    rowCount: rows.rowCount,
    notices: fields.flatMap((field, index) => fieldNotices(rows, field, index)),
  };
}

function nested(chunks: readonly DuckDBDataChunk[], index: number): Array<string | null> {
  const texts: Array<string | null> = [];
  let length = 0;
  for (const chunk of chunks) {
    chunk.visitColumnValues(index, (value) => {
      const text = jsonText(value);
      length += text?.length ?? 0;
      if (length > MAX_TEXT_BYTES) {
        throw tooLarge(`${MAX_TEXT_BYTES >> 20} MiB of text`);
      }
      texts.push(text);
    });
  }
  return texts;
}

function firstRows(field: Field, count: number): Field {
  const { values, valid } = field;
  if ('offsets' in values) {
    const offsets = values.offsets.subarray(0, count + 1);
    return {
      ...field,
      values: { offsets, bytes: values.bytes.subarray(0, offsets[count] ?? 0) },
      valid: valid?.subarray(0, count),
    };
  }
  return values.length === count
    ? field
    : { ...field, values: values.slice(0, count), valid: valid?.subarray(0, count) };
}

function fieldNotices(rows: Rows, field: Field, index: number): Notice[] {
  const typeId = rows.types[index]?.typeId;
  const notices: Notice[] = [];
  const note = (count: number, what: string): void => {
    if (count > 0) {
      notices.push({ severity: 'warning', text: `Column ${field.name}: ${count} ${what}` });
    }
  };
  if (field.values instanceof Float64Array) {
    note(countNonFinite(field.values, field.valid), 'values are NaN or infinite and shown as missing');
  } else if (field.type === 'time' && field.valid !== undefined) {
    note(
      missingTimes(rows, field.valid, index),
      'times are infinite or outside the years 1678 to 2262 and shown as missing'
    );
  }
  if (typeId !== undefined && LARGE_INTEGERS.has(typeId)) {
    note(
      countLarge(field),
      'integers are beyond 2^53 and lose digits in the browser; cast them to VARCHAR to keep all'
    );
  }
  return notices;
}

function countNonFinite(values: Float64Array, valid: Uint8Array | undefined): number {
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    count += Number.isFinite(values[row]) || (valid && !valid[row]) ? 0 : 1;
  }
  return count;
}

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function countLarge({ values }: Field): number {
  let count = 0;
  if (values instanceof BigInt64Array) {
    // Halves of the memory, because a BigInt a row costs more than the query.
    const halves = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
    for (let row = 0; row < values.length; row++) {
      const high = halves[row * 2 + 1] ?? 0;
      if (high > 0x1fffff || high < -0x200000) {
        const value = values[row] ?? 0n;
        count += value > SAFE || value < -SAFE ? 1 : 0;
      }
    }
  } else if (Array.isArray(values)) {
    for (const value of values as ReadonlyArray<number | string | boolean | null>) {
      count += typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER ? 1 : 0;
    }
  }
  return count;
}

/** Times that DuckDB has and the field has not. */
function missingTimes(rows: Rows, valid: Uint8Array, index: number): number {
  let count = 0;
  let row = 0;
  for (const chunk of rows.chunks) {
    const vector = chunk.getColumnVector(index);
    for (let item = 0; item < chunk.rowCount && row < valid.length; item++, row++) {
      count += !valid[row] && vector.getItem(item) !== null ? 1 : 0;
    }
  }
  return count;
}
