import type { HeaderFacts } from './inspection.ts';
import type { Pointer } from './libxml2.ts';
import { NodeType, stringAt, tree } from './libxml2.ts';

type TextFact = Exclude<keyof HeaderFacts, 'refuses'>;

/** Much longer than any field of a Header; a longer text is not used for routing. */
const LONGEST = 200;

/**
 * The facts in the Header of a message that was not validated yet. A field counts when its element occurs exactly once
 * on its path and has text only; comments and processing instructions inside are skipped, and character references and
 * CDATA are read as their text. Prefixes and namespaces are ignored, because the schema checks those.
 */
export function readHeader(root: Pointer): HeaderFacts {
  const { Header } = onlyChildren(root, ['Header']);
  const fields = onlyChildren(Header, FIELDS);
  const own = onlyChildren(fields.BerichtIdentificatie, IDENTIFICATION);
  const answered = onlyChildren(fields.DeclaratieIdentificatie, IDENTIFICATION);
  const facts: Record<TextFact, string | undefined> = {
    berichtCode: textOf(fields.BerichtCode),
    berichtVersie: collapsed(textOf(fields.BerichtVersie)),
    berichtSubversie: collapsed(textOf(fields.BerichtSubversie)),
    afzender: textOf(fields.Afzender),
    ontvanger: textOf(fields.Ontvanger),
    identificatie: textOf(own.Identificatie),
    dagtekening: collapsed(textOf(own.Dagtekening)),
    declaratieIdentificatie: textOf(answered.Identificatie),
    declaratieDagtekening: collapsed(textOf(answered.Dagtekening)),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const FIELDS = [
  'BerichtCode',
  'BerichtVersie',
  'BerichtSubversie',
  'Afzender',
  'Ontvanger',
  'BerichtIdentificatie',
  'DeclaratieIdentificatie',
] as const;
const IDENTIFICATION = ['Identificatie', 'Dagtekening'] as const;

/**
 * Whether a retour refuses its heenbericht: it holds, anywhere, a RetourCode other than 0200 ("no
 * fault in this class"). An approving retour has no RetourCodes at all.
 */
export function refusesHeenbericht(root: Pointer): boolean {
  for (let n = root; n !== 0; ) {
    const isElement = tree.type(n) === NodeType.element;
    if (isElement && isRetourCode(n) && textOf(n) !== '0200') return true;
    let next = isElement ? tree.firstChild(n) : 0;
    // Without recursion, because the sender decides how deep a document is.
    for (let up = n; next === 0 && up !== root; up = tree.parent(up)) next = tree.next(up);
    n = next;
  }
  return false;
}

function isRetourCode(element: Pointer): boolean {
  return tree.name(element) === 'RetourCode';
}

/** The child element of each local name; 0 for a name that does not occur exactly once. */
function onlyChildren<Name extends string>(
  parent: Pointer,
  names: readonly Name[],
): Record<Name, Pointer> {
  const found = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, Pointer>;
  if (parent === 0) return found;
  const doubled = new Set<Name>();
  // Names are interned: each address is turned into a string once, however many children there are.
  const wanted = new Map<Pointer, Name | undefined>();
  for (let child = tree.firstChild(parent); child !== 0; child = tree.next(child)) {
    if (tree.type(child) !== NodeType.element) continue;
    const address = tree.nameAddress(child);
    if (!wanted.has(address)) {
      const local = tree.name(child);
      wanted.set(
        address,
        names.find((name) => name === local),
      );
    }
    const name = wanted.get(address);
    if (name === undefined) continue;
    if (found[name] !== 0) doubled.add(name);
    found[name] = child;
  }
  for (const name of doubled) found[name] = 0;
  return found;
}

/** The text of an element that holds text only, at most 200 characters; otherwise undefined. */
export function textOf(element: Pointer): string | undefined {
  if (element === 0) return undefined;
  let value = '';
  for (let child = tree.firstChild(element); child !== 0; child = tree.next(child)) {
    const type = tree.type(child);
    if (type === NodeType.element) return undefined;
    if (type !== NodeType.text && type !== NodeType.cdata) continue;
    value += stringAt(tree.contentAddress(child), 4 * LONGEST + 4);
    if (value.length > LONGEST) return undefined;
  }
  return value;
}

/** xs:date and xs:integer ignore white space around their value. */
function collapsed(value: string | undefined): string | undefined {
  return value?.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}
