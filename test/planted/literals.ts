import { type Edit, whole } from './edit.ts';
import { type Node, parts, type Tree } from './tree.ts';

/** Another number, day, code or pattern in the place of one that is written out. */
export function literalEdits(tree: Tree, node: Node): Edit[] {
  if (['source', 'key'].includes(tree.part(node) ?? '')) return [];
  const { value } = node;
  if (node.regex) return patterns(node, node.regex as { pattern: string; flags: string });
  if (typeof node.bigint === 'string') return numbers(node, BigInt(node.bigint), 'n');
  if (typeof value === 'number') return numbers(node, BigInt(value), '');
  if (typeof value !== 'string' || /\s./.test(value)) return [];
  if (DATE.test(value))
    return ['dayAfter', 'dayBefore'].map((way) => whole('date', node, `__p.${way}('${value}')`));
  return [whole('string', node, `'${otherText(tree, node, value)}'`)];
}

const DATE = /^\d{4}-\d\d-\d\d$/;

function numbers(node: Node, value: bigint, suffix: string): Edit[] {
  const others = value > 0n ? [value + 1n, value - 1n] : [value + 1n];
  return others.map((other) => whole('number', node, `${other}${suffix}`));
}

/** A pattern that may begin or end anywhere, or repeats once more. */
function patterns(node: Node, { pattern, flags }: { pattern: string; flags: string }): Edit[] {
  const edits: Edit[] = [];
  const put = (kind: 'condition' | 'number', other: string) =>
    edits.push(whole(kind, node, `/${other}/${flags}`));
  if (pattern.startsWith('^')) put('condition', pattern.slice(1));
  if (pattern.endsWith('$')) put('condition', pattern.slice(0, -1));
  for (const { 0: all, 1: times, index } of pattern.matchAll(/\{(\d+)/g))
    put(
      'number',
      `${pattern.slice(0, index)}{${Number(times) + 1}${pattern.slice(index + all.length)}`,
    );
  return edits;
}

const SHAPES = [/^JW\d{3}$/, /^[0-9]+$/, /^[A-Z]\d{3}$/, /^[A-Z]+$/, /^\w+$/];

/** A text of the same shape that the file has too and that is not beside it, or a new one. */
function otherText(tree: Tree, node: Node, value: string): string {
  const shape = SHAPES.find((one) => one.test(value));
  if (/^\d+$/.test(value)) {
    const next = String((Number(value) + 1) % 10 ** value.length);
    return next.padStart(value.length, '0');
  }
  const beside = tree.parent(node)?.type === 'ArrayExpression' ? tree.parent(node) : undefined;
  const taken = beside ? parts(beside, 'elements').map((one) => one.value) : [];
  const all = tree
    .nodes()
    .filter((one) => one.type === 'Literal' && tree.part(one) !== 'source')
    .map((one) => one.value)
    .filter((one) => typeof one === 'string');
  const known = [...new Set([...all, ...TYPES])]
    .filter((one) => shape?.test(one) && one.length > 0)
    .filter((one) => one === value || !taken.includes(one));
  const other = known[(known.indexOf(value) + 1) % known.length];
  return other !== undefined && other !== value ? other : `${value}X`;
}

const TYPES = ['JW301', 'JW305', 'JW307', 'JW315', 'JW317', 'JW319', 'JW323', 'JW325'];
