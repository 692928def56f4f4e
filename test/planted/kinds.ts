import { type Edit, whole } from './edit.ts';
import { literalEdits } from './literals.ts';
import { bare, calleeOf, type Node, nameOf, part, parts, type Tree } from './tree.ts';

/** Everything that can be done to one node. `__p` has what planted code needs (`switch.ts`). */
export function kinds(tree: Tree, node: Node, spreading: ReadonlySet<string>): Edit[] {
  const made = { tree, node };
  switch (node.type) {
    case 'BinaryExpression':
      return [...comparisons(made), ...arithmetic(made)];
    case 'LogicalExpression':
      return ['left', 'right'].map((side) => whole('condition', node, tree.text(part(node, side))));
    case 'ConditionalExpression':
      return ternary(made);
    case 'IfStatement':
      return guard(made);
    case 'UnaryExpression':
      return unary(made);
    case 'CallExpression':
      return [
        ...calls(made),
        ...dates(made),
        ...otherFunctions(made),
        ...droppable(made, spreading),
      ];
    case 'NewExpression':
      return ['Set', 'Map'].includes(nameOf(part(node, 'callee')) ?? '')
        ? parts(node, 'arguments').flatMap((argument) => shortened(tree, argument))
        : [];
    case 'ForOfStatement':
      return shortened(tree, part(node, 'right'));
    case 'Identifier':
      return [...otherLists(made), ...otherPast(made)];
    case 'ArrayExpression':
      return items(node, parts(node, 'elements'));
    case 'TemplateLiteral':
      return parts(node, 'expressions').map((one) => whole('item', one, "''"));
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
    case 'ExpressionStatement':
      return nothing(made);
    case 'Literal':
      return literalEdits(tree, node);
    default:
      return [];
  }
}

interface Place {
  readonly tree: Tree;
  readonly node: Node;
}

/** Each comparison becomes its neighbour, and what it denies. */
const OTHER_COMPARISONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '<': ['<=', '>='],
    '<=': ['<', '>'],
    '>': ['>=', '<='],
    '>=': ['>', '<'],
    '===': ['!=='],
    '!==': ['==='],
  }),
);

const OTHER_SUMS: ReadonlyMap<string, string> = new Map(
  Object.entries({ '+': '-', '-': '+', '*': '+', '%': '*' }),
);

function comparisons({ tree, node }: Place): Edit[] {
  const others = OTHER_COMPARISONS.get(String(node.operator)) ?? [];
  return others.map((other) => whole('comparison', node, withOperator(tree, node, other)));
}

function arithmetic({ tree, node }: Place): Edit[] {
  const other = OTHER_SUMS.get(String(node.operator));
  return other ? [whole('number', node, withOperator(tree, node, other))] : [];
}

function withOperator(tree: Tree, node: Node, operator: string): string {
  const [left, right] = [part(node, 'left'), part(node, 'right')];
  return `(${tree.text(left)}) ${operator} (${tree.text(right)})`;
}

function ternary({ tree, node }: Place): Edit[] {
  const [test, yes, no] = ['test', 'consequent', 'alternate'].map((name) =>
    tree.text(part(node, name)),
  );
  return [
    whole('condition', node, `${yes}`),
    whole('condition', node, `${no}`),
    whole('branches', node, `(${test}) ? (${no}) : (${yes})`),
  ];
}

function guard({ tree, node }: Place): Edit[] {
  const test = part(node, 'test');
  return [whole('condition', test, 'false'), whole('branches', test, `!(${tree.text(test)})`)];
}

function unary({ tree, node }: Place): Edit[] {
  const argument = tree.text(part(node, 'argument'));
  if (node.operator === '!') return [whole('condition', node, argument)];
  return node.operator === '-' ? [whole('number', node, argument)] : [];
}

const WALKS = ['some', 'every', 'filter', 'map', 'flatMap', 'find', 'reduce', 'forEach'];
const OTHER_WALK: ReadonlyMap<string, string> = new Map(
  Object.entries({ some: 'every', every: 'some' }),
);

function calls({ tree, node }: Place): Edit[] {
  const callee = part(node, 'callee');
  const name = calleeOf(node) ?? '';
  if (callee.type !== 'MemberExpression') return [];
  const object = part(callee, 'object');
  if (name === 'groupBy')
    return parts(node, 'arguments')
      .slice(0, 1)
      .flatMap((one) => shortened(tree, one));
  if (!WALKS.includes(name)) return [];
  const edits = shortened(tree, object);
  if (name === 'filter')
    edits.push({ kind: 'condition', node, from: object.end, to: node.end, after: '' });
  const other = OTHER_WALK.get(name);
  if (other) edits.push(whole('condition', part(callee, 'property'), other));
  return edits;
}

/** A list without its last, and without its first. */
function shortened(tree: Tree, list: Node): Edit[] {
  const text = tree.text(list);
  const only = list.type === 'ArrayExpression' && parts(list, 'elements').length === 1;
  if (list.type === 'ArrayExpression' && parts(list, 'elements').length === 0) return [];
  const ways = only && !text.includes('...') ? ['withoutLast'] : ['withoutLast', 'withoutFirst'];
  return ways.map((way) => whole('element', list, `__p.${way}(${text})`));
}

/** These compare two dates, so that to shift one is to shift the other back. */
const COMPARING = ['isBefore', 'isAfter', 'compareDates', 'isMoreYearsBefore'];
const OPPOSITE: ReadonlyMap<string, string> = new Map(
  Object.entries({ isBefore: 'isAfter', isAfter: 'isBefore' }),
);

/** Each call that makes or compares a date: a day later, a day earlier, denied, or the other way. */
function dates({ tree, node }: Place): Edit[] {
  const name = calleeOf(node) ?? '';
  const own = dateFunctions(tree).has(name) && part(node, 'callee').type === 'Identifier';
  const given = parts(node, 'arguments').filter((argument) => !isYears(argument));
  const shifted = own
    ? given.slice(0, COMPARING.includes(name) ? 1 : 2)
    : given.filter((argument) => ['today', 'day', 'moment'].includes(nameOf(argument) ?? ''));
  const edits = shifted.flatMap((argument) => shifts(tree, argument));
  if (name === 'dayOf' || name === 'format') edits.push(...shifts(tree, node));
  if (own && /^(is|in)[A-Z]/.test(name))
    edits.push(whole('comparison', node, `!${tree.text(node)}`));
  const opposite = OPPOSITE.get(name);
  if (own && opposite) edits.push(whole('comparison', part(node, 'callee'), opposite));
  return edits;
}

function shifts(tree: Tree, node: Node): Edit[] {
  return ['dayAfter', 'dayBefore'].map((way) =>
    whole('date', node, `__p.${way}(${tree.text(node)})`),
  );
}

function isYears(argument: Node): boolean {
  return typeof argument.value === 'number' || nameOf(argument) === 'years';
}

/** What a file has of the calendar: what it imports of it, or defines when it is the calendar. */
function dateFunctions(tree: Tree): ReadonlySet<string> {
  return new Set(
    parts(tree.program, 'body').flatMap((statement) => {
      if (statement.type === 'ImportDeclaration')
        return importsOf(statement, /calendar\.ts$/).filter((name) => name !== 'daysInMonth');
      const declared = statement.declaration as Node | null | undefined;
      const name = declared?.type === 'FunctionDeclaration' ? nameOf(part(declared, 'id')) : '';
      const own =
        tree.source.includes('function datePartsOf(') &&
        /^(is|in|compare|dateParts|dayBefore)/.test(name ?? '');
      return own && name ? [name] : [];
    }),
  );
}

function importsOf(statement: Node, from: RegExp): string[] {
  if (!from.test(String(part(statement, 'source').value))) return [];
  if (statement.importKind === 'type') return [];
  return parts(statement, 'specifiers')
    .filter(({ importKind }) => importKind !== 'type')
    .map((specifier) => nameOf(part(specifier, 'local')) ?? '');
}

/** The function that gives other classes of a message: another one that the file imports. */
function otherFunctions({ tree, node }: Place): Edit[] {
  const callee = part(node, 'callee');
  for (const statement of parts(tree.program, 'body')) {
    if (statement.type !== 'ImportDeclaration') continue;
    const names = importsOf(statement, /\/(classes|products)\.ts$/);
    const at = names.indexOf(nameOf(callee) ?? '');
    const other = names[(at + 1) % names.length];
    if (callee.type === 'Identifier' && at >= 0 && other && names.length > 1)
      return [whole('list', callee, other)];
  }
  return [];
}

/** Where a constant is used that is a list: another list of the file. */
function otherLists({ tree, node }: Place): Edit[] {
  if (!tree.isRead(node)) return [];
  const names = parts(tree.program, 'body').flatMap(constantsOf).filter(isList).map(nameOfConstant);
  if (!names.includes(String(node.name))) return [];
  return names.filter((name) => name !== node.name).map((name) => whole('list', node, name));
}

function constantsOf(statement: Node): Node[] {
  const declared = (statement.declaration as Node | null | undefined) ?? statement;
  return declared.type === 'VariableDeclaration' ? parts(declared, 'declarations') : [];
}

function isList(constant: Node): boolean {
  if (!constant.init) return false;
  const value = bare(part(constant, 'init'));
  const ofStrings = value.type === 'NewExpression' ? parts(value, 'arguments')[0] : value;
  return (
    ofStrings?.type === 'ArrayExpression' &&
    parts(ofStrings, 'elements').every(({ value }) => typeof value === 'string')
  );
}

function nameOfConstant(constant: Node): string {
  return nameOf(part(constant, 'id')) ?? '';
}

const OTHER_PAST: ReadonlyMap<string, string> = new Map(
  Object.entries({ starts: 'stops', stops: 'starts' }),
);

/** What was stopped in the place of what was started, and the other way round. */
function otherPast({ tree, node }: Place): Edit[] {
  const other = OTHER_PAST.get(String(node.name));
  const parent = tree.parent(node);
  if (!other || !parent) return [];
  const read = parent.type === 'MemberExpression' || tree.part(node) === 'right';
  return read ? [whole('list', node, other)] : [];
}

/** An array without one of its items. */
function items(list: Node, all: readonly Node[]): Edit[] {
  return all.map((item, index) => ({
    kind: 'item',
    node: list,
    from: all[index - 1]?.end ?? item.start,
    to: index > 0 ? item.end : (all[1]?.start ?? list.end - 1),
    after: '',
  }));
}

/** A call without one of the values that it makes something of. */
function droppable({ node }: Place, spreading: ReadonlySet<string>): Edit[] {
  const given = parts(node, 'arguments');
  const takes = spreading.has(calleeOf(node) ?? '') && given.length > 1;
  return takes ? items(node, given) : [];
}

/** Nothing comes back, or is done. */
function nothing({ tree, node }: Place): Edit[] {
  if (node.type === 'ExpressionStatement') {
    const done = part(node, 'expression');
    const does = ['CallExpression', 'YieldExpression', 'AssignmentExpression'].includes(done.type);
    const constructs = tree.text(node).startsWith('super');
    return does && !constructs ? [whole('nothing', done, 'undefined')] : [];
  }
  const given = node.type === 'ReturnStatement' ? node.argument : node.expression && node.body;
  if (!given) return [];
  const value = given as Node;
  const text = tree.text(value);
  const isRule = tree.part(node) === 'value' && node.type === 'ArrowFunctionExpression';
  const ways =
    node.type === 'ReturnStatement' ? ['undefined', '[]'] : isRule ? ['[]'] : ['undefined'];
  // Where a truth is asked for, undefined is false and a list is true.
  const same = text === 'true' ? '[]' : text === 'false' ? 'undefined' : text;
  return ways.filter((way) => way !== same).map((way) => whole('nothing', value, way));
}
