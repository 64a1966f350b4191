/**
 * Protocol Buffers on the wire: the few types that Grafana's plugin protocol uses, written from the public encoding.
 *
 * A message is described once, as a table of fields; its TypeScript type and its codec both follow from that table.
 * proto3 rules hold: a field with its default value is not written, unknown fields are skipped.
 */
import { BYTES, Reader, VARINT, Writer } from './wireBuffer';

/** How one value of type `T` stands on the wire; `blank` is what an absent field reads as. */
interface FieldCodec<T> {
  blank(): T;
  write(writer: Writer, number: number, value: T): void;
  read(reader: Reader, previous: T): T;
}

/** A field: its number and its codec. */
interface FieldSpec<T> {
  number: number;
  codec: FieldCodec<T>;
}

type ValueOf<F> = F extends FieldSpec<infer T> ? T : never;
type MessageOf<F> = { [K in keyof F]: ValueOf<F[K]> };

/** Encodes from any subset of the fields and decodes to all of them. */
export interface Message<T> {
  encode(value: Partial<T>): Buffer;
  decode(data: Uint8Array): T;
}

/** The TypeScript type of a message. */
export type Decoded<M> = M extends Message<infer T> ? T : never;

interface NestedMessage<T> extends Message<T> {
  writeTo(writer: Writer, value: Partial<T>): void;
}

const key = (number: number, wireType: number): number => number * 8 + wireType;

export const field = <T>(number: number, codec: FieldCodec<T>): FieldSpec<T> => ({ number, codec });

export const string: FieldCodec<string> = {
  blank: () => '',
  write(writer, number, value) {
    if (value !== '') {
      writer.varint(key(number, BYTES));
      writer.bytes(Buffer.from(value, 'utf8'));
    }
  },
  read: (reader) => Buffer.from(reader.bytes()).toString('utf8'),
};

export const bytes: FieldCodec<Uint8Array> = {
  blank: () => new Uint8Array(0),
  write(writer, number, value) {
    if (value.length > 0) {
      writer.varint(key(number, BYTES));
      writer.bytes(value);
    }
  },
  read: (reader) => reader.bytes(),
};

/** int32, int64, uint32 and enums, as JavaScript numbers; exact up to 2^53. */
export const integer: FieldCodec<number> = {
  blank: () => 0,
  write(writer, number, value) {
    if (value !== 0) {
      writer.varint(key(number, VARINT));
      writer.varint(value);
    }
  },
  read: (reader) => Number(BigInt.asIntN(64, reader.varint())),
};

/** A message inside a message; absent is `undefined`. */
export function nested<T>(inner: Message<T>): FieldCodec<Partial<T> | undefined> {
  const codec = asNested(inner);
  return {
    blank: () => undefined,
    write(writer, number, value) {
      if (value !== undefined) {
        writer.varint(key(number, BYTES));
        const body = new Writer();
        codec.writeTo(body, value);
        writer.nested(body);
      }
    },
    read: (reader) => codec.decode(reader.bytes()),
  };
}

/** Repeated strings, byte strings or messages (packed numbers do not occur in this protocol). */
export function repeated<T>(item: FieldCodec<T>): FieldCodec<T[]> {
  return {
    blank: () => [],
    write(writer, number, values) {
      for (const value of values) {
        writeAlways(writer, number, item, value);
      }
    },
    read(reader, previous) {
      previous.push(item.read(reader, item.blank()));
      return previous;
    },
  };
}

/** `map<string, V>`, as a Map: keys come from outside and may be `__proto__`. */
export function mapOf<V>(item: FieldCodec<V>): FieldCodec<Map<string, V>> {
  const entry = message({ key: field(1, string), value: field(2, item) });
  const codec = nested(entry);
  return {
    blank: () => new Map(),
    write(writer, number, values) {
      for (const [name, value] of values) {
        codec.write(writer, number, { key: name, value } as Partial<Decoded<typeof entry>>);
      }
    },
    read(reader, previous) {
      const pair = entry.decode(reader.bytes());
      previous.set(pair.key, pair.value);
      return previous;
    },
  };
}

/** Describes a message; field names are ours, numbers and types are the protocol's. */
export function message<F extends { [K in keyof F]: FieldSpec<ValueOf<F[K]>> }>(fields: F): Message<MessageOf<F>> {
  const names = Object.keys(fields) as Array<keyof F & string>;
  const entries = names.map((name): [typeof name, FieldSpec<unknown>] => [name, fields[name]]);
  const byNumber = new Map(entries.map(([name, spec]) => [spec.number, { name, codec: spec.codec }]));
  const codec: NestedMessage<MessageOf<F>> = {
    writeTo(writer, value) {
      for (const [name, spec] of entries) {
        const item: unknown = value[name];
        if (item !== undefined) {
          spec.codec.write(writer, spec.number, item);
        }
      }
    },
    encode(value) {
      const writer = new Writer();
      codec.writeTo(writer, value);
      return writer.finish();
    },
    decode(data) {
      const value: Record<string, unknown> = {};
      for (const [name, spec] of entries) {
        value[name] = spec.codec.blank();
      }
      const reader = new Reader(data);
      while (!reader.done) {
        const tag = Number(reader.varint());
        const known = byNumber.get(Math.floor(tag / 8));
        if (known) {
          value[known.name] = known.codec.read(reader, value[known.name]);
        } else {
          reader.skip(tag % 8);
        }
      }
      return value as MessageOf<F>;
    },
  };
  return codec;
}

function asNested<T>(inner: Message<T>): NestedMessage<T> {
  if (!('writeTo' in inner)) {
    throw new TypeError('nested() needs a codec made by message()');
  }
  return inner as NestedMessage<T>;
}

/** Writes an item of a repeated field even when it is the default value, which would otherwise vanish. */
function writeAlways<T>(writer: Writer, number: number, item: FieldCodec<T>, value: T): void {
  const before = writer.length;
  item.write(writer, number, value);
  if (writer.length === before) {
    writer.varint(key(number, BYTES));
    writer.varint(0);
  }
}
