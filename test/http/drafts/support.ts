import { expect } from 'vitest';
import { dutchDate } from '../../../src/standard/calendar.ts';
import { Talk } from '../../ledger/past/talk.ts';
import { jw301, jw315 } from '../../ledger/past/write.ts';
import { allocation, asked } from '../../ledger/stories/conversation.ts';
import type { Parties } from '../../ledger/stories/world.ts';
import type { Answer, Caller, TestGateway } from '../../support/gateway.ts';

/** Help that runs until further notice. */
export const running = {
  ingangsdatum: '2024-03-01',
  einddatum: '2099-12-31',
  product: { categorie: '45', code: 'B04P' },
};
/** Help that is asked, of other products. */
export const wanted = {
  toewijzingIngangsdatum: '2024-03-01',
  toewijzingEinddatum: '2099-02-28',
};

export const today = dutchDate(new Date());

/** The code of a problem. */
export const problemOf = ({ body }: Answer): string | undefined => body.type?.split('/').at(-1);

/** A gemeente and an aanbieder that talk about a child, one of them without software for it. */
export class Desk {
  readonly talk: Talk;
  readonly parties: Parties;

  constructor(talk: Talk, parties: Parties) {
    this.talk = talk;
    this.parties = parties;
  }

  static async open(gateway: TestGateway, settings: Parameters<Talk['pair']>[0] = {}) {
    const talk = new Talk(gateway);
    return new Desk(talk, await talk.pair(settings));
  }

  /** A pair that no other test has. */
  async another(settings: Parameters<Talk['pair']>[0] = {}): Promise<Desk> {
    return new Desk(this.talk, await this.talk.pair(settings));
  }

  get gemeente(): Caller {
    return this.talk.caller(this.parties.gemeente);
  }

  get aanbieder(): Caller {
    return this.talk.caller(this.parties.aanbieder);
  }

  /** The child gets an allocation, until far away. @returns the id of the JW301 */
  async allocated(number = '101', more: object = {}): Promise<string> {
    const xml = jw301(this.parties, '2024-02-12', allocation(number, { ...running, ...more }));
    return (await this.talk.say(xml)).id;
  }

  /** The aanbieder asks for products. @returns the id of the JW315 */
  async requested(...references: string[]): Promise<string> {
    const products = references.map((reference, index) =>
      asked(reference, { ...wanted, product: { categorie: '45', code: `B0${index + 5}P` } }),
    );
    const id = await this.talk.post(jw315(this.parties, today, ...products));
    await this.aanbieder.settled(id);
    return id;
  }

  /** Drafts an answer. */
  answer(request: string, body: object): Promise<Answer> {
    return this.gemeente.send('POST', `/v1/messages/${request}/answers`, body);
  }

  /** Drafts a refusal of a request. */
  async refusal(referentie = 'R1'): Promise<{ request: string; draft: Answer['body'] }> {
    const request = await this.requested(referentie);
    const { status, body } = await this.answer(request, {
      decisions: [{ decision: 'refuse', referentie, reden: '2' }],
    });
    expect({ status, body }).toMatchObject({ status: 201 });
    return { request, draft: body.items[0] };
  }

  /** The ledger of the gemeente is complete for the aanbieder. */
  async complete(): Promise<void> {
    await this.gemeente.send('PUT', `/v1/complete-ledgers/${this.parties.aanbieder}`);
  }

  /** The random id of the allocation with a number. */
  async allocationId(number = '101'): Promise<string> {
    const { body } = await this.aanbieder.get('/v1/allocations');
    const found = body.items.find(
      (one: { toewijzingNummer: string }) => one.toewijzingNummer === number,
    );
    return found.id;
  }
}
