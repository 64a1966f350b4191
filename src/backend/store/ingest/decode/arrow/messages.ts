/** The messages of an Arrow IPC stream: their frames, the schema and the buffers of batches. */
import { PlumblineError } from '../../../../../query/errors';
import { tooWide } from '../cells';
import { brokenArrow, FlatTable } from './flatbuffer';

const CONTINUATION = 0xffffffff;
const HEADER = { schema: 1, dictionary: 2, batch: 3 } as const;
const FILE_MAGIC = 'ARROW1';
const METADATA_V4 = 3;
/** Buffers a column has at most, before the data buffers of view types. */
const MOST_BUFFERS = 3;
const MOST_VARIADIC = 65_536;

/** Names of `Type` in Arrow's Schema.fbs, by number. */
export const TYPE_NAMES = [
  'none',
  'null',
  'int',
  'float',
  'binary',
  'utf8',
  'bool',
  'decimal',
  'date',
  'time',
  'timestamp',
  'interval',
  'list',
  'struct',
  'union',
  'fixed_size_binary',
  'fixed_size_list',
  'map',
  'duration',
  'large_binary',
  'large_utf8',
  'large_list',
  'run_end_encoded',
  'binary_view',
  'utf8_view',
  'list_view',
  'large_list_view',
] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

export interface ArrowType {
  name: TypeName;
  /** Bits of integers and floats. */
  bits: number;
  signed: boolean;
  /** Unit of dates and times as the schema numbers it. */
  unit: number;
  /** Digits after the point of a decimal. */
  scale: number;
}

export interface ArrowField {
  name: string;
  type: ArrowType;
  dictionary?: { id: number; index: ArrowType };
}

export interface ArrowBatch {
  rows: number;
  nodes: ReadonlyArray<readonly [rows: number, nulls: number]>;
  /** Buffers as views of the body. */
  buffers: Uint8Array[];
  /** Number of data buffers of each column of a view type. */
  variadic: readonly number[];
}

export interface ArrowVisitor {
  schema(fields: ArrowField[]): void;
  dictionary(id: number, batch: ArrowBatch, isDelta: boolean): void;
  batch(batch: ArrowBatch): void;
}

/**
 * Walks a whole stream.
 * @param maxColumns most columns of the schema
 * @throws PlumblineError `bad_request` for a stream that is cut, has anything after its end, or whose lengths do not fit;
 * `unsupported_media` for compressed buffers and the file format; `unprocessable` for too many columns
 */
export function readStream(bytes: Uint8Array, maxColumns: number, visitor: ArrowVisitor): void {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(6, bytes.length)).toString('latin1') === FILE_MAGIC) {
    throw new PlumblineError(
      'unsupported_media',
      'The body is an Arrow file (Feather), not an Arrow IPC stream',
      'Write it with pyarrow.ipc.new_stream instead of new_file or write_feather',
      'body'
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let fields: ArrowField[] | undefined;
  for (;;) {
    const { bodyAt, length } = frame(view, at);
    if (length === 0) {
      at = bodyAt;
      break;
    }
    const message = FlatTable.root(new DataView(bytes.buffer, bytes.byteOffset + bodyAt - length, length));
    if (message.short(0) < METADATA_V4) {
      throw brokenArrow('it has the format of before Arrow 1.0');
    }
    const bodyLength = message.size(3);
    if (bodyAt + bodyLength > bytes.length) {
      throw brokenArrow('it is cut off');
    }
    const body = bytes.subarray(bodyAt, bodyAt + bodyLength);
    const header = message.table(2);
    if (!header) {
      throw brokenArrow('a message without content');
    }
    const kind = message.byte(1);
    if (kind === HEADER.schema && !fields) {
      fields = schemaOf(header, maxColumns);
      visitor.schema(fields);
    } else if (kind === HEADER.batch && fields) {
      visitor.batch(batchOf(header, body, fields.length));
    } else if (kind === HEADER.dictionary && fields) {
      const data = header.table(1);
      if (!data) {
        throw brokenArrow('a dictionary without content');
      }
      visitor.dictionary(header.size(0), batchOf(data, body, 1), header.bool(2));
    } else {
      throw brokenArrow(`a message of kind ${kind} where none can be`);
    }
    at = bodyAt + bodyLength;
  }
  if (!fields) {
    throw brokenArrow('it has no schema');
  }
  if (at !== bytes.length) {
    throw brokenArrow(`${bytes.length - at} bytes follow its end`);
  }
}

/** Length of the metadata, 0 at the end of the stream, and where what follows it begins. */
function frame(view: DataView, at: number): { length: number; bodyAt: number } {
  if (at + 8 > view.byteLength || view.getUint32(at, true) !== CONTINUATION) {
    throw brokenArrow(
      at + 8 > view.byteLength ? 'it is cut off before its end mark' : 'no message where one should be'
    );
  }
  const length = view.getInt32(at + 4, true);
  if (length < 0 || at + 8 + length > view.byteLength) {
    throw brokenArrow('a message is longer than the body');
  }
  return { length, bodyAt: at + 8 + length };
}

function schemaOf(header: FlatTable, maxColumns: number): ArrowField[] {
  if (header.short(0) !== 0) {
    throw brokenArrow('its numbers are big-endian');
  }
  const tables = header.tables(1, 1 << 20);
  if (tables.length > maxColumns) {
    throw tooWide(maxColumns);
  }
  return tables.map((table) => {
    const encoding = table.table(4);
    const index = encoding?.table(1);
    return {
      name: table.text(0),
      type: typeOf(table.byte(2), table.table(3)),
      dictionary: encoding && {
        id: encoding.size(0),
        // Without a type, indices are signed integers of 32 bits.
        index: index ? typeOf(2, index) : { name: 'int', bits: 32, signed: true, unit: 0, scale: 0 },
      },
    };
  });
}

const FLOAT_BITS = [16, 32, 64];

function typeOf(number: number, table: FlatTable | undefined): ArrowType {
  const name = TYPE_NAMES[number] ?? 'none';
  const type: ArrowType = { name, bits: 0, signed: false, unit: 0, scale: 0 };
  if (!table) {
    return type;
  }
  switch (name) {
    case 'int':
      return { ...type, bits: table.int(0), signed: table.bool(1) };
    case 'float':
      return { ...type, bits: FLOAT_BITS[table.short(0)] ?? 0 };
    case 'decimal':
      return { ...type, scale: table.int(1), bits: table.has(2) ? table.int(2) : 128 };
    case 'date':
      // Milliseconds are the default of the schema.
      return { ...type, unit: table.has(0) ? table.short(0) : 1 };
    case 'timestamp':
      return { ...type, unit: table.short(0) };
    default:
      return type;
  }
}

function batchOf(table: FlatTable, body: Uint8Array, columns: number): ArrowBatch {
  if (table.has(3)) {
    throw new PlumblineError(
      'unsupported_media',
      'The Arrow stream has compressed buffers',
      'Write it without compression and send it with Content-Encoding: gzip',
      'body'
    );
  }
  // Nested columns have more nodes than there are fields; they are told by name later.
  const most = 64 * (columns + 1);
  const buffers = table.pairs(2, most * MOST_BUFFERS + MOST_VARIADIC).map(([offset, length]) => {
    if (offset + length > body.length) {
      throw brokenArrow('a buffer lies outside of its message');
    }
    return body.subarray(offset, offset + length);
  });
  return { rows: table.size(0), nodes: table.pairs(1, most), buffers, variadic: table.sizes(4, most) };
}
