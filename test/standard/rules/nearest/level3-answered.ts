import { readFileSync } from 'node:fs';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';

/** A JW325 against the JW323 that it answers, and a JW301 that deletes what was declared on (TR385). */

type Declaratie = Draft<BerichtOf<'JW323'>>;
type Antwoord = Draft<BerichtOf<'JW325'>>;
type Prestatie = NonNullable<
  NonNullable<Antwoord['declaratieAntwoord']>['clienten']
>['client'][number]['prestaties']['prestatie'][number];

/** The declaration of the fixtures that the JW325 of the fixtures answers. */
function declaration(change: (bericht: Declaratie) => void = () => {}): BerichtOf<'JW323'> {
  const file = new URL('../../../../fixtures/JW323/valid-complete.xml', import.meta.url);
  const draft = structuredClone(parseBericht('JW323', readFileSync(file))) as Declaratie;
  change(draft);
  return { ...draft, type: 'JW323' };
}

const answering = (change?: (bericht: Declaratie) => void) => ({
  answered: { identificatieUsed: false, declaration: declaration(change) },
});
const unknown = { answered: { identificatieUsed: false } };
const unchanged = () => {};

const full = 'JW325/valid-complete.xml';
const used = about('TR056', full);
const named = about('TR337', full);
const versions = about('TR371', full);
const numbers = about('TR376', full);
const header: readonly Nearest[] = [
  used.passes('an Identificatie that is new', unchanged, unknown),
  used.passes('one that is new, of what is known', unchanged, answering()),
  used.refuses('one that was used', 'Header/BerichtIdentificatie/Identificatie', unchanged, {
    answered: { identificatieUsed: true },
  }),
  named.passes('a declaration that is known', unchanged, answering()),
  named.refuses('one that is not', 'Header/DeclaratieIdentificatie', unchanged, unknown),
  versions.passes('both versions', unchanged, answering()),
  versions.passes('any, of a declaration that is not known', unchanged, unknown),
  versions.refuses(
    'another of the basisschema',
    'Header/XsdVersieDeclaratie',
    ({ header }) => {
      header.xsdVersieDeclaratie.basisschemaXsdVersie = '0.1.1';
    },
    answering(),
  ),
  versions.refuses(
    'another of the message',
    'Header/XsdVersieDeclaratie',
    ({ header }) => {
      header.xsdVersieDeclaratie.berichtXsdVersie = '0.1.1';
    },
    answering(),
  ),
  numbers.passes('its DeclaratieNummer', unchanged, answering()),
  numbers.passes('any, of a declaration that is not known', unchanged, unknown),
  numbers.passes(
    'none: a Header alone',
    (bericht) => {
      delete bericht.declaratieAntwoord;
    },
    answering(),
  ),
  numbers.refuses(
    'another DeclaratieNummer',
    'DeclaratieAntwoord/DeclaratieNummer',
    ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.declaratieNummer = 'D202404';
    },
    answering(),
  ),
];

const client = (place: number) => `DeclaratieAntwoord/Clienten/Client[${place}]`;
const clientOf = ({ declaratieAntwoord }: Antwoord, place: number) =>
  nth(declaratieAntwoord?.clienten?.client, place);

const whose = about('TR304', full);
const clients: readonly Nearest[] = [
  whose.passes('clients of the declaration', unchanged, answering()),
  whose.passes('any client of a declaration that is not known', unchanged, unknown),
  ...[1, 2].map((place) =>
    whose.refuses(
      `client ${place}, who is not in it`,
      `${client(place)}/Bsn`,
      (bericht) => {
        clientOf(bericht, place).bsn = '999990019';
      },
      answering(),
    ),
  ),
];

const occurs = about('TR366', full);
const reference = (place: number) => `${client(place)}/Prestaties/Prestatie/ProductReferentie`;
const prestatieOf = (bericht: Antwoord, place: number): Prestatie =>
  nth(clientOf(bericht, place).prestaties.prestatie, 1);
const occurrences: readonly Nearest[] = [
  occurs.passes('references of the declaration', unchanged, answering()),
  occurs.passes('any of a declaration that is not known', unchanged, unknown),
  occurs.refuses(
    'another ReferentieNummer',
    reference(2),
    (bericht) => {
      prestatieOf(bericht, 2).productReferentie.referentieNummer = 'P-2024-0053';
    },
    answering(),
  ),
  occurs.refuses(
    'another VorigReferentieNummer',
    reference(1),
    (bericht) => {
      prestatieOf(bericht, 1).productReferentie.vorigReferentieNummer = 'P-2024-0008';
    },
    answering(),
  ),
  occurs.refuses(
    'no VorigReferentieNummer',
    reference(1),
    (bericht) => {
      delete prestatieOf(bericht, 1).productReferentie.vorigReferentieNummer;
    },
    answering(),
  ),
  occurs.refuses(
    'the reference of another client',
    reference(2),
    (bericht) => {
      prestatieOf(bericht, 2).productReferentie.referentieNummer = 'P-2024-0050';
    },
    answering(),
  ),
  occurs.passes(
    'another reference of a client who is not in it',
    (bericht) => {
      clientOf(bericht, 2).bsn = '999990019';
      prestatieOf(bericht, 2).productReferentie.referentieNummer = 'P-2024-0053';
    },
    answering(),
  ),
];

/** The first Prestatie of the declaration, in the place of the second. */
const first = (bericht: Antwoord) => {
  prestatieOf(bericht, 1).productReferentie = { referentieNummer: 'P-2024-0050' };
};
const equal = about('TR367', full);
const path = (place: number) => `${client(place)}/Prestaties/Prestatie`;
const values: readonly (readonly [string, 1 | 2, (prestatie: Prestatie) => void])[] = [
  ['ToewijzingNummer', 1, (one) => Object.assign(one, { toewijzingNummer: '239900078' })],
  ['ProductCategorie', 1, (one) => Object.assign(one, { productCategorie: '46' })],
  ['ProductCode', 1, (one) => Object.assign(one, { productCode: '45A04' })],
  ['Begindatum', 1, (one) => Object.assign(one.productPeriode, { begindatum: '2024-02-02' })],
  ['Einddatum', 1, (one) => Object.assign(one.productPeriode, { einddatum: '2024-02-28' })],
  ['GeleverdVolume', 1, (one) => Object.assign(one, { geleverdVolume: '3' })],
  ['Eenheid', 1, (one) => Object.assign(one, { eenheid: '01' })],
  ['ProductTarief', 1, (one) => Object.assign(one, { productTarief: '9501' })],
  ['no ProductTarief', 1, (one) => delete one.productTarief],
  ['ProductTarief where there was none', 2, (one) => Object.assign(one, { productTarief: '1' })],
  ['Bedrag', 1, (one) => Object.assign(one.ingediendBedrag, { bedrag: '19001' })],
  ['DebetCredit', 1, (one) => Object.assign(one.ingediendBedrag, { debetCredit: 'D' })],
];
const equals: readonly Nearest[] = [
  occurs.passes('the reference of the first', first, answering()),
  equal.refuses('other values than the first', path(1), first, answering()),
  equal.passes('the values of the declaration', unchanged, answering()),
  equal.passes('any of a declaration that is not known', unchanged, unknown),
  ...values.map(([shows, place, change]) =>
    equal.refuses(
      `another ${shows}`,
      path(place),
      (bericht) => change(prestatieOf(bericht, place)),
      answering(),
    ),
  ),
  equal.passes(
    'numbers written otherwise',
    (bericht) => {
      const one = prestatieOf(bericht, 1);
      Object.assign(one, { toewijzingNummer: '0239900077', geleverdVolume: '02' });
      Object.assign(one, { productTarief: '09500' });
      one.ingediendBedrag.bedrag = '019000';
    },
    answering(),
  ),
  equal.passes(
    'another value where the reference is another',
    (bericht) => {
      const one = prestatieOf(bericht, 2);
      one.productReferentie.referentieNummer = 'P-2024-0053';
      one.geleverdVolume = '1';
    },
    answering(),
  ),
  equal.refuses(
    'the values of another client with one reference',
    path(2),
    (bericht) => {
      prestatieOf(bericht, 2).productReferentie.referentieNummer = 'P-2024-0050';
    },
    answering(({ declaratie }) => {
      const last = nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1);
      last.productReferentie.referentieNummer = 'P-2024-0050';
      last.geleverdVolume = '62501';
    }),
  ),
];

const deletes = about('TR385', 'JW301/valid-complete.xml');
const toegewezen = (place: number) =>
  `Client/ToegewezenProducten/ToegewezenProduct[${place}]/RedenWijziging`;
const reason = (place: number, redenWijziging: string) =>
  (({ client }) => {
    nth(client.toegewezenProducten.toegewezenProduct, place).redenWijziging = redenWijziging;
  }) satisfies Parameters<typeof deletes.passes>[1];
const grantedOn = (...numbers: readonly string[]) => ({
  past: { grantedOn: { complete: true, toewijzingNummers: new Set(numbers) } },
});
const deletions: readonly Nearest[] = [
  deletes.passes('what nothing was granted on', reason(1, '13'), grantedOn()),
  deletes.passes('what is not deleted', reason(1, '14'), grantedOn('240031101')),
  deletes.passes('one beside what was granted on', reason(1, '13'), grantedOn('240031102')),
  deletes.passes('anything while nobody looks', reason(1, '13'), { past: {} }),
  deletes.refuses(
    'what was granted on',
    toegewezen(1),
    reason(1, '13'),
    grantedOn('240031101', '240031102'),
  ),
  deletes.refuses('the last of three', toegewezen(3), reason(3, '13'), grantedOn('239900077')),
  deletes.refuses(
    'a number with zeros before it',
    toegewezen(2),
    (bericht) => {
      reason(2, '13')(bericht);
      nth(bericht.client.toegewezenProducten.toegewezenProduct, 2).toewijzingNummer = '0240031102';
    },
    grantedOn('240031102'),
  ),
];

export const answeredNearest: readonly Nearest[] = [
  ...header,
  ...clients,
  ...occurrences,
  ...equals,
  ...deletions,
];
