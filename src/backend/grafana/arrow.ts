/**
 * Frames as Arrow IPC files, with the metadata that Grafana's Go SDK reads: `name`, `refId` and `meta` on the schema,
 * `labels` and `config` on each field.
 */
import {
  Bool,
  type Data,
  Field as ArrowField,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  TimestampNanosecond,
  Utf8,
} from 'apache-arrow';
import { bitmapOf, finiteOnly, timeColumn, toBigInts, toBits, toNumbers, utf8Column } from './columnValues';
import { type Field, fieldLength, type Frame } from './frame';

interface Column {
  data: Data;
  nullable: boolean;
}

/**
 * Encodes a frame. Typed arrays and Utf8Columns are written as they are; NaN and infinities become null, because an
 * alert rule takes NaN for "firing".
 * @throws RangeError when the fields differ in length or a field's values do not fit its type
 */
export function encodeFrame(frame: Frame): Uint8Array {
  const length = frame.fields[0] ? fieldLength(frame.fields[0]) : 0;
  const columns = frame.fields.map((field) => {
    if (fieldLength(field) !== length) {
      throw new RangeError(`frame ${frame.name}: field ${field.name} has ${fieldLength(field)} rows, not ${length}`);
    }
    return toColumn(field, length);
  });
  const fields = frame.fields.map((field, index) => {
    const column = columns[index];
    if (!column) {
      throw new RangeError(`frame ${frame.name}: no column for field ${field.name}`);
    }
    return new ArrowField(field.name, column.data.type, column.nullable, fieldMetadata(field));
  });
  const schema = new Schema(fields, frameMetadata(frame));
  const children = columns.map((column) => column.data);
  const batch = new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  writer.finish();
  return writer.toUint8Array(true);
}

function frameMetadata(frame: Frame): Map<string, string> {
  const metadata = new Map([
    ['name', frame.name],
    ['refId', frame.refId ?? ''],
  ]);
  if (frame.meta) {
    metadata.set('meta', JSON.stringify(frame.meta));
  }
  return metadata;
}

function fieldMetadata(field: Field): Map<string, string> {
  const metadata = new Map<string, string>();
  if (field.labels) {
    metadata.set('labels', JSON.stringify(field.labels));
  }
  if (field.config) {
    metadata.set('config', JSON.stringify(field.config));
  }
  return metadata;
}

function toColumn(field: Field, length: number): Column {
  const { values } = field;
  switch (field.type) {
    case 'time': {
      const { data, valid } = timeColumn(field);
      const nulls = bitmapOf(valid);
      return {
        data: makeData({ type: new TimestampNanosecond(), length, ...nulls, data }),
        nullable: nulls.nullCount > 0,
      };
    }
    // Numbers are always nullable, so that a column keeps its Go type from one refresh to the next.
    case 'number': {
      const { data, valid } = values instanceof Float64Array ? { data: values, valid: field.valid } : toNumbers(field);
      const nulls = bitmapOf(finiteOnly(data, valid));
      return { data: makeData({ type: new Float64(), length, ...nulls, data }), nullable: true };
    }
    case 'integer': {
      if (values instanceof Int32Array) {
        return {
          data: makeData({ type: new Int32(), length, ...bitmapOf(field.valid), data: values }),
          nullable: true,
        };
      }
      const { data, valid } = values instanceof BigInt64Array ? { data: values, valid: field.valid } : toBigInts(field);
      return { data: makeData({ type: new Int64(), length, ...bitmapOf(valid), data }), nullable: true };
    }
    case 'boolean': {
      const { data, valid } = toBits(field);
      const nulls = bitmapOf(valid);
      return { data: makeData({ type: new Bool(), length, ...nulls, data }), nullable: nulls.nullCount > 0 };
    }
    case 'string': {
      const { data, valid } = 'offsets' in values ? { data: values, valid: field.valid } : utf8Column(field);
      const nulls = bitmapOf(valid);
      const utf8 = makeData({ type: new Utf8(), length, ...nulls, data: data.bytes, valueOffsets: data.offsets });
      return { data: utf8, nullable: nulls.nullCount > 0 };
    }
  }
}
