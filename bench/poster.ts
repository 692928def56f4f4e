import { readFileSync } from 'node:fs';
import { Caller } from './caller.ts';
import { type PartyWithKey, picker } from './parties.ts';

const text = readFileSync(new URL('../fixtures/JW315/valid-complete.xml', import.meta.url), 'utf8');
/** What differs between messages: the parties, the Identificatie, the child and the references. */
const parts = text.split(
  /(?<=<Afzender>)\d+|(?<=<Ontvanger>)\d+|(?<=<ijw:Identificatie>)VOT24000091|(?<=<Bsn>)999912008|(?<=<ReferentieAanbieder>)DIJK-2024-0091/,
);
if (parts.length !== 7) throw new Error('The fixture is not what this bench expects.');

/** The test numbers that pass the eleven test: about nine thousand children. */
const children = Array.from({ length: 99_985 }, (_, n) => String(999900006 + n)).filter((bsn) => {
  const digits = [...bsn].map(Number);
  return digits.reduce((sum, digit, i) => sum + digit * (i === 8 ? -1 : 9 - i), 0) % 11 === 0;
});

/** Posts messages that all differ, from aanbieders to gemeenten. */
export class Poster {
  posted = 0;
  readonly #caller: Caller;
  readonly #sender: () => PartyWithKey;
  readonly #recipient: () => PartyWithKey;
  // Identificaties have twelve characters at most, other ones in each process: six for the moment,
  // six for the count.
  readonly #round = Math.floor(Date.now() / 100)
    .toString(36)
    .slice(-6);

  /** @param connections at most; as many as it takes when it is left out */
  constructor(address: string, parties: readonly PartyWithKey[], connections?: number) {
    this.#caller = new Caller(address, connections);
    this.#sender = picker(parties.filter((party) => party.kind === 'aanbieder'));
    this.#recipient = picker(parties.filter((party) => party.kind === 'gemeente'));
  }

  /**
   * Posts a new message.
   *
   * @returns its id, and when its 202 came, as `performance.now()` says
   * @throws when the answer is another
   */
  async post(): Promise<{ id: string; answeredAt: number }> {
    const identificatie = `${this.#round}${this.posted.toString(36).padStart(6, '0')}`;
    const child = children[(this.posted * 7919) % children.length];
    const sender = this.#sender();
    const recipient = this.#recipient();
    const references = [identificatie, identificatie]; // Their letters are at the end.
    const values = [sender.code, recipient.code, identificatie, child, ...references, ''];
    const body = parts.map((part, n) => part + values[n]).join('');
    this.posted++;
    const answer = await this.#caller.call('POST', '/v1/messages', sender.key, body);
    if (answer.status !== 202) throw new Error(`The gateway answered ${answer.status}.`);
    const id = answer.headers.location?.split('/').at(-1) ?? '';
    return { id, answeredAt: answer.answeredAt };
  }

  end(): void {
    this.#caller.end();
  }
}
