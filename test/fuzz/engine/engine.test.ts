import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Random } from '../../support/generate/random.ts';
import { blocksReached, watchBlocks } from './blocks.ts';
import { describeFind } from './find.ts';
import { type FuzzOptions, fuzz } from './fuzz.ts';
import { instrumentCode } from './instrument.ts';
import { changeJson } from './json.ts';
import { must, type OpenTarget, type Target } from './target.ts';

let blocks = 0;
let files = 0;

/** A function whose blocks report when they run, and no others. */
function instrumented(source: string): (value: unknown) => unknown {
  const file = `planted-${++files}.ts`;
  const { code, count } = instrumentCode(`(${source})`, file, blocks);
  blocks += count;
  const made = runInNewContext(code, { fuzzBlocks: Reflect.get(globalThis, 'fuzzBlocks') });
  watchBlocks([file]);
  return made;
}

const grammar = { dictionary: ['token'], longest: 200 };

/** Fuzzes what only one thing can go wrong with. */
function fuzzed(
  options: Partial<FuzzOptions>,
  run: (input: string) => string | undefined,
  more: Partial<Target> = {},
) {
  const open: OpenTarget = {
    run: async (input) => run(input.toString('latin1')),
    [Symbol.asyncDispose]: async () => undefined,
  };
  const seeds = ['aaaaaaaa', 'some other text'];
  const target = { name: 'planted', share: 1, watches: [], seeds, grammar, ...more };
  const all = { seed: 1, inputs: 2000, guided: true, ...options };
  return fuzz({ ...target, open: async () => open }, open, all);
}

test('guided by blocks, a fault behind nested conditions is found that chance alone does not find', async () => {
  const nested = `(text) => {
    const between = (at, from, to) => text[at] >= from && text[at] <= to;
    if (between(0, '0', '9'))
      if (between(2, 'A', 'Z'))
        if (between(4, '0', '9'))
          if (between(6, 'A', 'Z'))
            return 'planted';
  }`;
  for (const seed of [1, 2, 3]) {
    const attempt = (guided: boolean) => {
      const program = instrumented(nested);
      return fuzzed({ seed, guided, inputs: 30_000 }, (input) => {
        must(program(input) !== 'planted', 'it is found');
        return undefined;
      });
    };
    expect((await attempt(true)).finds).toMatchObject([{ fault: 'Error: it is found' }]);
    const blind = await attempt(false);
    expect(blind).toMatchObject({ inputs: 30_000, finds: [] });
  }
});

test('guided by what it came to, one that blocks do not show is found too', async () => {
  // As a program that compares with a table: its blocks are the same for each step.
  const words = ['(', '0', 'x', ')'];
  const steps = (input: string) => words.findIndex((word, at) => input[at] !== word);
  const more = { grammar: { dictionary: words, longest: 200 } };
  const attempt = (label: boolean) =>
    fuzzed(
      { inputs: 10_000 },
      (input) => {
        must(steps(input) >= 0, 'it is found');
        return label ? `${steps(input)} steps` : undefined;
      },
      more,
    );
  expect((await attempt(true)).finds).toHaveLength(1);
  expect((await attempt(false)).finds).toHaveLength(0);
});

test('a seed of chance gives the same inputs each time, another seed others', async () => {
  const digest = async (seed: number, atOnce?: number) => {
    const program = instrumented('(text) => text.length > 20 ? text[20] === "a" : text[3] === "b"');
    const run = (input: string) => `${program(input)}`;
    return (await fuzzed({ seed }, run, atOnce ? { atOnce } : {})).digest;
  };
  const first = await digest(1);
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  expect(await digest(1)).toBe(first);
  expect(await digest(2)).not.toBe(first);
  expect(await digest(1, 8)).toBe(await digest(1, 8));
});

test('a find is printed with the smallest input that still fails, and where to keep it', async () => {
  const { finds } = await fuzzed({}, (input) => {
    must(!input.includes('ok'), `no ${'ok'}`);
    must(!/e.*e.*e/s.test(input), 'three times e');
    return undefined;
  });
  expect(finds.map(({ input }) => input.toString()).sort()).toEqual(['eee', 'ok']);
  const [find] = finds.filter(({ fault }) => fault === 'Error: three times e');
  if (!find) expect.fail('not found');
  expect(find.file).toBe('test/fuzz/finds/planted/282b91e08fd5');
  expect(describeFind(find)).toContain(
    'echo ZWVl | base64 -d > test/fuzz/finds/planted/282b91e08fd5',
  );
});

test('of inputs that run at once the one that fails is the find, not the one that noticed', async () => {
  let spoilt = false;
  const open: OpenTarget = {
    run: async (input) => {
      spoilt ||= input.includes('b');
      await Promise.resolve();
      const noticed = spoilt;
      spoilt = false;
      must(!noticed, 'it was spoilt');
      return undefined;
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const target: Target = {
    ...{ name: 'planted', share: 1, watches: [], seeds: ['aaaa'], grammar, atOnce: 16 },
    open: async () => open,
  };
  const { finds } = await fuzz(target, open, { seed: 1, inputs: 2000, guided: true });
  expect(finds.map(({ input }) => input.toString())).toEqual(['b']);
});

test('instrumented code does what it did', () => {
  const source = `(value) => {
    const seen = [];
    const double = (n) => n * 2, object = (n) => ({ n }), none = () => {};
    if (value > 1) if (value > 2) seen.push('a'); else seen.push('b');
    for (const each of [1, 2]) seen.push(each);
    for (let at = 0; at < 1; at++) seen.push(at, none());
    for (const key in { k: 1 }) seen.push(key);
    do seen.push('do'); while (false);
    while (seen.length < 3) seen.push('w');
    switch (value) { case 0: case 1: seen.push('low'); break; default: seen.push('high'); }
    try { if (value === 3) throw value; } catch (error) { seen.push(error); } finally { none(); }
    class A { #n = 1; get n() { return this.#n; } static of = async (n) => (await n, n) }
    label: for (;;) { if (value) break label; else break; }
    return JSON.stringify([seen, double(value), object(value), value ? value && 1 : value ?? 2,
      value || (1, 2), new A().n, typeof A.of, \`\${value ? 'x' : 'y'}\`]);
  }`;
  const [plain, instrumentedOne] = [runInNewContext(`(${source})`), instrumented(source)];
  const { all } = blocksReached();
  for (const value of [0, 1, 2, 3]) expect(instrumentedOne(value)).toBe(plain(value));
  expect(all).toBeGreaterThan(25);
  // Not: the bodies of A.of and of a while that never runs, and the right side of ??.
  expect(blocksReached().reached).toBe(all - 3);
});

test('of JSON one value becomes another, and what is no JSON stays what it is', () => {
  const random = new Random(1);
  const text = '{"a":[1,{"b":"c"}],"d":null}';
  const changed = new Set(Array.from({ length: 500 }, () => changeJson(text, random)));
  expect(changed.size).toBeGreaterThan(100);
  for (const one of changed) if (one !== '') JSON.parse(one);
  expect([...changed].some((one) => one.includes('\\u0000'))).toBe(true);
  expect(changeJson('{"a":', random)).toBe('{"a":');
});
