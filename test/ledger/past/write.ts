import { readFileSync } from 'node:fs';
import type { LedgerBericht } from '../../../src/ledger/past/bericht.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import type { Draft } from '../../standard/rules/case.ts';
import { fixture, newIdentificatie } from '../../support/messages.ts';
import type { Allocation, asked, start, stop } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';

type LedgerType = LedgerBericht['type'];

/** What a test says of a Header besides the parties. */
interface About {
  /** Dagtekening, `yyyy-mm-dd`. */
  readonly day: string;
  /** By default one that no other message of the test file has. */
  readonly identificatie?: string;
}

/**
 * A message of `fixtures/` between these parties, changed. It is held against its XSD by the gateway.
 *
 * @param about the day, or fields of the Header
 */
function write<T extends LedgerType>(
  type: T,
  { gemeente, aanbieder, bsn }: Parties,
  about: About | string,
  change: (bericht: Draft<BerichtOf<T>>) => void,
): Buffer {
  const { day, identificatie = newIdentificatie() } =
    typeof about === 'string' ? { day: about } : about;
  const draft = structuredClone(parseBericht(type, fixtureOf(type)));
  const { header, client } = draft as Draft<BerichtOf<LedgerType>> & { client?: { bsn: string } };
  const byGemeente = type === 'JW301' || type === 'JW319';
  header.afzender = byGemeente ? gemeente : aanbieder;
  header.ontvanger = byGemeente ? aanbieder : gemeente;
  header.berichtIdentificatie = { identificatie, dagtekening: day };
  if (client) client.bsn = bsn;
  change(draft as unknown as Draft<BerichtOf<T>>);
  return buildBericht(draft);
}

function fixtureOf(type: LedgerType): Buffer {
  return readFileSync(new URL(`../../../fixtures/${type}/valid-complete.xml`, import.meta.url));
}

export function jw301(parties: Parties, about: About | string, ...products: Allocation[]): Buffer {
  return write('JW301', parties, about, ({ client }) => {
    client.toegewezenProducten.toegewezenProduct = products;
  });
}

export function jw305(
  parties: Parties,
  about: About | string,
  ...products: ReturnType<typeof start>[]
): Buffer {
  return write('JW305', parties, about, ({ client }) => {
    client.startProducten.startProduct = products;
  });
}

export function jw307(
  parties: Parties,
  about: About | string,
  ...products: ReturnType<typeof stop>[]
): Buffer {
  return write('JW307', parties, about, ({ client }) => {
    client.stopProducten.stopProduct = products;
  });
}

export function jw315(
  parties: Parties,
  about: About | string,
  ...products: ReturnType<typeof asked>[]
): Buffer {
  return write('JW315', parties, about, ({ client }) => {
    client.aangevraagdeProducten.aangevraagdProduct = products;
  });
}

/** Refuses a request, or says that it is under investigation. */
export function jw319(
  parties: Parties,
  about: About | string,
  referentieAanbieder: string,
  says: 'refused' | 'under investigation' = 'refused',
): Buffer {
  return write('JW319', parties, about, (bericht) => {
    bericht.antwoord =
      says === 'refused'
        ? { referentieAanbieder, verzoekAntwoord: '1', redenAfwijzingVerzoek: '2' }
        : { referentieAanbieder, verzoekAntwoord: '2' };
  });
}

export type Retour = 'JW302' | 'JW306' | 'JW316' | 'JW318' | 'JW320';

/** The answer of the Ontvanger to a message with this Header; a refusal carries rule 0001. */
export function retourOf(xml: Uint8Array, type: Retour, says: 'approved' | 'refused'): string {
  const text = Buffer.from(xml).toString();
  const read = (name: string) => new RegExp(`<${name}>([^<]*)<`).exec(text)?.[1] ?? '';
  const file = says === 'approved' ? says : 'refused-by-a-rule-within-the-message';
  return fixture(`${type}/valid-${file}.xml`, {
    afzender: read('Afzender'),
    ontvanger: read('Ontvanger'),
    identificatie: read('ijw:Identificatie'),
    dagtekening: read('ijw:Dagtekening'),
  });
}

/** So many children with numbers of the test range. */
export function children(count: number): string[] {
  const numbers = Array.from({ length: count * 20 }, (_, index) => String(999900006 + index));
  return numbers.filter(passesElevenTest).slice(0, count);
}

function passesElevenTest(bsn: string): boolean {
  const sum = [...bsn].reduce(
    (total, digit, index) => total + Number(digit) * (index === 8 ? -1 : 9 - index),
    0,
  );
  return sum % 11 === 0;
}
