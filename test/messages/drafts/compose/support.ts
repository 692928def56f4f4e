import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { composeDrafts } from '../../../../src/messages/drafts/compose/compose.ts';
import type {
  ComposeParts,
  DraftsComposed,
  KnownDetails,
} from '../../../../src/messages/drafts/composing.ts';
import type {
  AnswerForm,
  ClientDetails,
  Composed,
  Decision,
  DraftForm,
} from '../../../../src/messages/drafts/forms.ts';
import type { Call } from '../../../../src/parties/principal.ts';
import { dutchDate } from '../../../../src/standard/calendar.ts';
import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../../src/standard/messages/parse.ts';
import type { Talk } from '../../../ledger/past/talk.ts';
import { callOf } from '../../../parties/access-log/support.ts';

/** What a test says besides the form. */
interface Wishes {
  readonly typed?: ClientDetails;
  readonly kept?: KnownDetails;
  readonly incomplete?: boolean;
  readonly now?: Date;
  /** Codes of parties that the caller succeeded. */
  readonly predecessors?: readonly string[];
}

/** Parties that compose messages in a gateway, and post them. */
export class Composer {
  readonly talk: Talk;

  constructor(talk: Talk) {
    this.talk = talk;
  }

  async compose(party: string, form: DraftForm, wishes: Wishes = {}): Promise<DraftsComposed> {
    const parts: ComposeParts = {
      pool: this.talk.gateway.store.pool,
      keys: await this.talk.keys(),
      keptDetails: async () => wishes.kept,
      isComplete: async () => !wishes.incomplete,
      answersUnderWay: async () => [],
    };
    const call = callOf(party);
    const actsFor = [party, ...(wishes.predecessors ?? [])];
    const own: Call = { ...call, principal: { ...call.principal, actsFor } };
    return composeDrafts(parts, own, form, wishes.typed, wishes.now ?? new Date());
  }

  /** Posts drafts in their order; each is taken without findings. */
  async send(drafts: readonly Composed[]): Promise<void> {
    for (const { bericht, lacking } of drafts) {
      expect(lacking).toEqual([]);
      const said = await this.talk.say(buildBericht(bericht));
      expect({ ...said, id: '' }).toMatchObject({ findings: [] });
      expect(said.status).not.toBe('rejected');
      expect(said.codes ?? []).toEqual([]);
    }
  }

  /** The random id of the allocation with a number. */
  async allocationId(gemeente: string, number: string): Promise<string> {
    const [row] = await this.talk.rows<{ id: string }>(
      'select id from allocation where municipality = $1 and toewijzing_nummer = $2',
      gemeente,
      number,
    );
    return row?.id ?? '';
  }

  /** The random id of the child that a gemeente knows. */
  async child(gemeente: string): Promise<string> {
    const [row] = await this.talk.rows<{ id: string }>(
      'select client_id as id from ledger_entry where municipality = $1 limit 1',
      gemeente,
    );
    return row?.id ?? '';
  }
}

/** The complete message of this type in `fixtures/`. */
export function fixtureOf<T extends BerichtType>(type: T): BerichtOf<T> {
  const file = new URL(`../../../../fixtures/${type}/valid-complete.xml`, import.meta.url);
  return parseBericht(type, readFileSync(file));
}

/** What a gemeente knows of Yara, as the fixture has it. */
export function details(): ClientDetails {
  const { bsn: _, toegewezenProducten: __, ...rest } = fixtureOf('JW301').client;
  return rest;
}

/** The draft of this type; there is one. */
export function draftOf<T extends BerichtType>(
  { drafts }: Pick<DraftsComposed, 'drafts'>,
  type: T,
): BerichtOf<T> {
  const found = drafts.map(({ bericht }) => bericht).filter((one) => (one.type as string) === type);
  expect(found).toHaveLength(1);
  return found[0] as unknown as BerichtOf<T>;
}

/** The products of a JW301. */
export function productsOf(composed: Pick<DraftsComposed, 'drafts'>) {
  return draftOf(composed, 'JW301').client.toegewezenProducten.toegewezenProduct;
}

/** Asserts that a form is refused. */
export async function expectRefused(
  composing: Promise<unknown>,
  fault: string,
  field: string,
): Promise<void> {
  await expect(composing).rejects.toMatchObject({ name: 'FormRefused', fault, field });
}

/** An answer to a request. */
export function answer(requestId: string, ...decisions: Decision[]): AnswerForm {
  return { kind: 'answer', requestId, decisions };
}

/** The decision to allocate what was asked. */
export function allocate(referentie: string, more: object = {}): Decision {
  return { decision: 'allocate', referentie, ...more };
}

/** The day so many days after today in the Netherlands. */
export function dayFrom(days: number): string {
  const today = Date.parse(`${dutchDate(new Date())}T00:00:00Z`);
  return new Date(today + days * 86_400_000).toISOString().slice(0, 10);
}
