import type { Random } from '../../support/generate/random.ts';

/** Replaces a value; some are no JSON that JSON.stringify would write. */
const VALUES = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '1.5', '1e400', '-1e400', '9007199254740993'],
  ...[
    '""',
    '" "',
    '"a"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\ufffe"',
    '"\\u202e"',
    '"\\n"',
  ],
  ...['"0"', '"null"', '"2024-12-31T23:59:60Z"', '"__proto__"', '"\\u00e9"', '"\ud83e\uddd2"'],
  ...['[]', '[[]]', '[null]', '{}', '{"a":1}', '{"__proto__":{"a":1}}', `"${'x'.repeat(5000)}"`],
];

/**
 * Replaces, leaves out, doubles or renames one value somewhere in a document of JSON, and leaves what is
 * no JSON as it is. In and out with a character for each byte.
 */
export function changeJson(text: string, random: Random): string {
  let root: unknown;
  try {
    root = JSON.parse(Buffer.from(text, 'latin1').toString());
  } catch {
    return text;
  }
  // Stands for what JSON.stringify cannot write.
  const mark = '\u0001here\u0001';
  const holder = { root };
  const places = placesIn(holder);
  const { parent, key } = random.pick(places);
  const old = parent[key];
  let written = random.pick(VALUES);
  const kind = random.below(10);
  if (kind === 0) written = JSON.stringify(random.pick(places).parent);
  else if (kind < 4 && Array.isArray(old)) written = JSON.stringify([...old, ...old]);
  if (kind === 9) delete parent[key];
  else parent[key] = mark;
  if (holder.root === undefined) return '';
  const changed = JSON.stringify(holder.root).replace(JSON.stringify(mark), () => written);
  return Buffer.from(changed).toString('latin1');
}

interface Place {
  readonly parent: Record<string, unknown>;
  readonly key: string;
}

function placesIn(parent: object): Place[] {
  return Object.entries(parent).flatMap(([key, value]) => [
    { parent: parent as Record<string, unknown>, key },
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}
