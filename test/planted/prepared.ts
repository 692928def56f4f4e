import type { AnyBericht } from '../../src/standard/messages/berichten.ts';
import { buildBericht as build } from '../../src/standard/messages/build.ts';
import { parseBericht as parse } from '../../src/standard/messages/parse.ts';
import { Inspector as Real } from '../../src/standard/xml/inspector.ts';

/**
 * Stands in for what reads, writes and inspects messages where tests import it: no mutant changes that,
 * and a case asks the same for each of thousands.
 */

const parsed = new Map<string, AnyBericht>();
const built = new Map<string, Buffer>();

export const parseBericht: typeof parse = (type, bytes) => {
  const key = `${type} ${Buffer.from(bytes).toString('latin1')}`;
  const bericht = parsed.get(key) ?? frozen(parse(type, bytes));
  parsed.set(key, bericht);
  return bericht as ReturnType<typeof parse<typeof type>>;
};

export const buildBericht: typeof build = (bericht) => {
  const key = JSON.stringify(bericht);
  const bytes = built.get(key) ?? Buffer.from(build(bericht));
  built.set(key, bytes);
  return bytes;
};

export const Inspector = {
  load(folder: string) {
    const inspector = Real.load(folder);
    const inspected = new Map<string, ReturnType<Real['inspect']>>();
    return {
      inspect(bytes: Buffer) {
        const key = bytes.toString('latin1');
        const inspection = inspected.get(key) ?? inspector.inspect(bytes);
        inspected.set(key, inspection);
        return inspection;
      },
      [Symbol.dispose]: () => inspector[Symbol.dispose](),
    };
  },
};

/** Nobody changes what others get as well. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null)
    for (const inside of Object.values(Object.freeze(value))) frozen(inside);
  return value;
}
