/** Writes WebAssembly modules: as much of the binary format as a loop over numbers needs. Pure. */

/** Bytes of instructions, which leave at most one value. */
export type Code = readonly number[];
export type ValueType = 'i32' | 'f64' | 'v128';

const TYPES: Record<ValueType, number> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };
const SIMD = 0xfd;

/** LEB128, for numbers without and with a sign. */
function unsigned(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >>> 7;
  return rest === 0 ? [low] : [low | 0x80, ...unsigned(rest)];
}

function signed(value: number): number[] {
  const low = value & 0x7f;
  const rest = value >> 7;
  return (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40) ? [low] : [low | 0x80, ...signed(rest)];
}

const simd = (opcode: number): number[] => [SIMD, ...unsigned(opcode)];
const binary =
  (...opcode: number[]) =>
  (left: Code, right: Code): Code => [...left, ...right, ...opcode];
/** Load and store say how the address is aligned, as a power of two, and what is added to it. */
const load =
  (...opcode: number[]) =>
  (address: Code): Code => [...address, ...opcode, 0, 0];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  mul: binary(0x6c),
  shl: binary(0x74),
  shrU: binary(0x76),
  ltU: binary(0x49),
  load: load(0x28),
  load16U: load(0x2f),
  store: (address: Code, value: Code): Code => [...address, ...value, 0x36, 0, 0],
};

export const f64 = {
  const: (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)],
  gt: binary(0x64),
  ne: binary(0x62),
  load: load(0x2b),
};

/** Two doubles at a time. `pmin` and `pmax` give the first operand where the second is not a number. */
export const f64x2 = {
  load: load(...simd(0x00)),
  splat: (value: Code): Code => [...value, ...simd(0x14)],
  add: binary(...simd(0xf0)),
  sub: binary(...simd(0xf1)),
  mul: binary(...simd(0xf2)),
  pmin: binary(...simd(0xf6)),
  pmax: binary(...simd(0xf7)),
  lane: (lane: 0 | 1, value: Code): Code => [...value, ...simd(0x21), lane],
  /** The lower half of a lane's bits. */
  lowBits: (lane: 0 | 1, value: Code): Code => [...value, ...simd(0x1b), 2 * lane],
};

export interface Local {
  get: Code;
  set: (value: Code) => Code;
}

/** Runs `body` until `again` is 0. */
export const loop = (body: readonly Code[], again: Code): Code => [0x03, 0x40, ...body.flat(), ...again, 0x0d, 0, 0x0b];

interface FunctionCode {
  name: string;
  parameters: ValueType[];
  locals: ValueType[];
  body: Code;
}

/** A function without a result; `write` gets a handle for every parameter and local by name. */
export function define<P extends string, L extends string>(
  name: string,
  parameters: Record<P, ValueType>,
  locals: Record<L, ValueType>,
  write: (variables: Record<P | L, Local>) => readonly Code[]
): FunctionCode {
  const all = [...Object.entries<ValueType>(parameters), ...Object.entries<ValueType>(locals)];
  const variables = Object.fromEntries(
    all.map(([key], index): [string, Local] => [
      key,
      { get: [0x20, ...unsigned(index)], set: (value) => [...value, 0x21, ...unsigned(index)] },
    ])
  ) as Record<P | L, Local>;
  return {
    name,
    parameters: Object.values<ValueType>(parameters),
    locals: Object.values<ValueType>(locals),
    body: write(variables).flat(),
  };
}

const list = (items: readonly Code[]): number[] => [...unsigned(items.length), ...items.flat()];
const text = (value: string): number[] => list([...Buffer.from(value)].map((byte) => [byte]));
const sized = (bytes: Code): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, items: readonly Code[]): number[] => [id, ...sized(list(items))];

/** A module that exports the functions and works on the memory `env.memory`. */
export function assemble(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const bodies = functions.map(({ locals, body }) =>
    sized([...list(locals.map((type) => [1, TYPES[type]])), ...body, 0x0b])
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(
      1,
      functions.map(({ parameters }) => [0x60, ...list(parameters.map((type) => [TYPES[type]])), 0])
    ),
    ...section(2, [[...text('env'), ...text('memory'), 0x02, 0x00, 1]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index))
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)])
    ),
    ...section(10, bodies),
  ]);
}
