/** A drawing context for jsdom: it paints nothing, keeps the calls, and holds real pixels for ImageData. */

export interface Call {
  name: string;
  args: unknown[];
  fillStyle: unknown;
  strokeStyle: unknown;
}

const contexts = new WeakMap<object, object>();
const logs = new WeakMap<object, Call[]>();

/** Calls made on a canvas so far, oldest first. */
export function callsOf(canvas: object): Call[] {
  return logs.get(canvas) ?? [];
}

/** Stands in for `HTMLCanvasElement.prototype.getContext`. */
export function fakeContext(this: object): object {
  const known = contexts.get(this);
  if (known) {
    return known;
  }
  const calls: Call[] = [];
  const state: Record<string, unknown> = { canvas: this, fillStyle: '', strokeStyle: '', font: '12px sans-serif' };
  const measured: Record<string, (...args: never[]) => unknown> = {
    // Six pixels a letter: about right, and the same everywhere.
    measureText: (text: string) => ({ width: text.length * 6 }),
    createImageData: (width: number, height: number) => ({
      width,
      height,
      data: new Uint8ClampedArray(width * height * 4),
    }),
  };
  const context = new Proxy(state, {
    get: (target, name: string) =>
      name in target
        ? target[name]
        : (...args: never[]) => {
            calls.push({ name, args, fillStyle: state['fillStyle'], strokeStyle: state['strokeStyle'] });
            return measured[name]?.(...args);
          },
    set: (target, name: string, value) => {
      target[name] = value;
      return true;
    },
  });
  contexts.set(this, context);
  logs.set(this, calls);
  return context;
}
