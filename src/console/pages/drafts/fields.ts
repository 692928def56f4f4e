import type { Composed } from '../../../messages/drafts/forms.ts';
import { type Listed, lists } from './field-lists.ts';

/*
 * The fields of a drafted message that a person changes by hand. Each has the path of its element in the message as JSON, so
 * that reading and writing a message are the same few lines for all messages.
 */

/** How a field is typed. */
export type FieldKind = 'text' | 'day' | 'number' | 'euro' | 'code';

/** A field of a draft. */
export interface DraftField extends Listed {
  /** Where it is in the message as JSON: `client.naam.voornamen`. It is its name in the form too. */
  readonly name: string;
  /** Its element, by which it is called. */
  readonly element: string;
  readonly kind: FieldKind;
  /** As it stands in the message; empty: it is not there. */
  readonly value: string;
}

/** Fields that belong together: a child, an address, a product. */
export interface FieldGroup {
  readonly title: 'client' | 'address' | 'guardian' | 'product' | 'report' | 'answer' | 'request';
  /** What tells one from another: a reference, a number. */
  readonly about?: string;
  readonly fields: readonly DraftField[];
}

type Bericht = Composed['bericht'];
interface Json {
  readonly [name: string]: unknown;
}

/** The fields of a message that may be changed, in groups. */
export function fieldGroups(bericht: Bericht): FieldGroup[] {
  const json: Json = { ...bericht };
  const group = (
    title: FieldGroup['title'],
    base: string,
    names: readonly string[],
    about?: string,
  ): FieldGroup => ({
    title,
    ...(about !== undefined && { about }),
    fields: names.map((name) => fieldOf(json, `${base}.${name}`)),
  });
  switch (bericht.type) {
    case 'JW301':
      return [
        ...allocatedGroups(bericht, group),
        group('client', 'client', [...ofPerson, 'commentaar']),
        addressGroup(bericht, group),
        guardianGroup(bericht, group),
      ];
    case 'JW305':
    case 'JW307':
      return [...reportGroups(bericht, group), group('client', 'client', ofPerson)];
    case 'JW315':
      return [
        ...requestedGroups(bericht, group),
        group('client', 'client', [...ofPerson, 'gezagsdragerBekend', 'commentaar']),
      ];
    case 'JW317':
      return changeGroups(bericht, group);
    case 'JW319':
      return answerGroups(bericht, group);
    // What was declared stays as it was; who wants something else declares that with other software.
    case 'JW323':
      return [];
  }
}

type Group = (
  title: FieldGroup['title'],
  base: string,
  names: readonly string[],
  about?: string,
) => FieldGroup;
type Of<T extends Bericht['type']> = Extract<Bericht, { type: T }>;

const ofPerson = [
  ...['naam.voornamen', 'naam.geslachtsnaam.voorvoegsel', 'naam.geslachtsnaam.achternaam'],
  ...['geboortedatum.datum', 'geslacht'],
];
const ofAmount = ['omvang.volume', 'omvang.eenheid', 'omvang.frequentie', 'budget'];
const ofStop = ['begindatum', 'einddatum', 'redenBeeindiging'];
const ofRequested = [
  ...['product.categorie', 'product.code', 'toewijzingIngangsdatum', 'toewijzingEinddatum'],
  ...ofAmount,
  ...['verwijzer.type', 'verwijzer.naam', 'verwijzer.zorgverlenerCode', 'commentaar'],
];
const ofAddress = [
  ...['soort', 'adres.straatnaam', 'adres.huis.huisnummer', 'adres.huis.huisletter'],
  ...['adres.huis.huisnummerToevoeging', 'adres.postcode', 'adres.plaatsnaam'],
];

/** Starts and stops that are reported. */
function reportGroups({ client }: Of<'JW305'> | Of<'JW307'>, group: Group): FieldGroup[] {
  if ('startProducten' in client)
    return client.startProducten.startProduct.map(({ toewijzingNummer }, index) => {
      const base = `client.startProducten.startProduct.${index}`;
      return group('report', base, ['begindatum'], toewijzingNummer);
    });
  return client.stopProducten.stopProduct.map(({ toewijzingNummer }, index) => {
    const base = `client.stopProducten.stopProduct.${index}`;
    return group('report', base, ofStop, toewijzingNummer);
  });
}

function requestedGroups({ client }: Of<'JW315'>, group: Group): FieldGroup[] {
  const { aangevraagdProduct } = client.aangevraagdeProducten;
  return aangevraagdProduct.map(({ referentieAanbieder }, index) => {
    const base = `client.aangevraagdeProducten.aangevraagdProduct.${index}`;
    return group('product', base, ofRequested, referentieAanbieder);
  });
}

/** Only a refusal has something to change. */
function answerGroups({ antwoord }: Of<'JW319'>, group: Group): FieldGroup[] {
  if (antwoord.verzoekAntwoord !== '1') return [];
  const names = ['redenAfwijzingVerzoek', 'woonplaatsbeginsel.gemeente'];
  return [group('answer', 'antwoord', names, antwoord.referentieAanbieder)];
}

/** What is allocated anew: what only goes along as it is stays so. */
function allocatedGroups({ client }: Of<'JW301'>, group: Group): FieldGroup[] {
  return client.toegewezenProducten.toegewezenProduct.flatMap((one, index) =>
    isUnchanged(one)
      ? []
      : [
          group(
            'product',
            `client.toegewezenProducten.toegewezenProduct.${index}`,
            [
              'product.categorie',
              'product.code',
              'ingangsdatum',
              'einddatum',
              ...ofAmount,
              'commentaar',
            ],
            one.referentieAanbieder ?? one.toewijzingNummer,
          ),
        ],
  );
}

/** Whether a product of a JW301 only goes along, as the ledger has it. */
export function isUnchanged({
  referentieAanbieder,
  redenWijziging,
}: Of<'JW301'>['client']['toegewezenProducten']['toegewezenProduct'][number]): boolean {
  return referentieAanbieder === undefined && redenWijziging === undefined;
}

/** Contacts where the child can be reached: the first of these with an address, or a new one. */
function addressGroup({ client }: Of<'JW301'>, group: Group): FieldGroup {
  const { contact } = client.contactgegevens;
  const found = contact.findIndex(({ soort, adres }) => /^0[123]$/.test(soort) && adres);
  return group(
    'address',
    `client.contactgegevens.contact.${found < 0 ? contact.length : found}`,
    ofAddress,
  );
}

/** The parent or guardian that is there, or a new one. */
function guardianGroup({ client }: Of<'JW301'>, group: Group): FieldGroup {
  const relations = client.relaties?.relatie ?? [];
  const found = relations.findIndex(({ soort }) => soort === '10' || soort === '11');
  const names = [
    'soort',
    ...ofPerson.slice(0, 3),
    ...ofAddress.slice(1).map((one) => `contact.${one}`),
  ];
  return group(
    'guardian',
    `client.relaties.relatie.${found < 0 ? relations.length : found}`,
    names,
  );
}

function changeGroups({ client: { verzoek } }: Of<'JW317'>, group: Group): FieldGroup[] {
  const changed = verzoek.teWijzigenProducten?.teWijzigenProduct ?? [];
  const added = verzoek.nieuweProducten?.nieuwProduct ?? [];
  const days = ['gewensteIngangsdatum', 'einddatum', ...ofAmount];
  return [
    group('request', 'client.verzoek', ['redenVerzoek'], verzoek.referentieAanbieder),
    ...changed.map((one, index) =>
      group(
        'product',
        `client.verzoek.teWijzigenProducten.teWijzigenProduct.${index}`,
        days,
        one.toewijzingNummer,
      ),
    ),
    ...added.map((_, index) =>
      group('product', `client.verzoek.nieuweProducten.nieuwProduct.${index}`, [
        'product.categorie',
        'product.code',
        ...days,
      ]),
    ),
  ];
}

/** A field by its path, with what the message has there. */
function fieldOf(json: Json, name: string): DraftField {
  const steps = name.split('.');
  const element = steps.at(-1) ?? '';
  const value = steps.reduce<unknown>((within, step) => stepInto(within, step), json);
  const isOfPerson = /relatie\.\d+\.soort$/.test(name);
  const list = isOfPerson ? lists.relatie : lists.byElement(steps);
  const kind = list ? 'code' : kindOf(element);
  return {
    ...{ name, element, kind, value: typeof value === 'string' ? value : '' },
    ...list,
  };
}

function stepInto(within: unknown, step: string): unknown {
  if (Array.isArray(within)) return within[Number(step)];
  if (typeof within !== 'object' || within === null || !Object.hasOwn(within, step))
    return undefined;
  const held: Readonly<Record<string, unknown>> = { ...within };
  return held[step];
}

function kindOf(element: string): FieldKind {
  if (/datum$/.test(element)) return 'day';
  if (element === 'budget') return 'euro';
  return element === 'volume' || element === 'huisnummer' ? 'number' : 'text';
}
