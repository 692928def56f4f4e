import { expect } from 'vitest';
import { signedMandate } from '../../src/parties/mandates/signed.ts';
import { type Caller, startTestGateway, type TestGateway } from './gateway.ts';
import { changeSigned } from './macs.ts';

export const dijk = '12345678';
export const wal = '12345679';
export const house = '00000003123456780000';

interface Wish {
  readonly by?: Caller;
  readonly party?: string;
  readonly mandatary?: string;
  readonly until?: string;
}

/** Two aanbieders, a gemeente and a software house, and who lets whom act. */
export class MandateWorld {
  readonly gateway: TestGateway;
  readonly aanbieder: Caller;
  readonly neighbour: Caller;
  readonly gemeente: Caller;
  readonly software: Caller;

  private constructor(gateway: TestGateway, callers: readonly Caller[]) {
    const [aanbieder, neighbour, gemeente, software] = callers as [Caller, Caller, Caller, Caller];
    this.gateway = gateway;
    this.aanbieder = aanbieder;
    this.neighbour = neighbour;
    this.gemeente = gemeente;
    this.software = software;
  }

  static async make(): Promise<MandateWorld> {
    const gateway = await startTestGateway();
    const callers: Caller[] = [];
    for (const code of [dijk, wal, '0363', house]) callers.push(await gateway.party(code));
    return new MandateWorld(gateway, callers);
  }

  /** Gives a mandate for these types, and takes it back when the test is over. */
  async mandate(messageTypes: string[], wish: Wish = {}) {
    const { by = this.aanbieder, party = dijk, mandatary = house, ...more } = wish;
    const path = `/v1/parties/${party}/mandates`;
    const given = await by.send('POST', path, { mandatary, messageTypes, ...more });
    expect(given.status).toBe(201);
    const withdraw = () => by.send('DELETE', `${path}/${given.body.id}`);
    return {
      id: given.body.id as string,
      withdraw,
      [Symbol.asyncDispose]: async () => void (await withdraw()),
    };
  }

  /** The rules that a dry run by the software house did not ask. */
  async notAssessed(xml: string): Promise<string[]> {
    const response = await fetch(`${this.gateway.address}/v1/validations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/xml', ...this.software.authorization },
      body: xml,
    });
    // biome-ignore lint/suspicious/noExplicitAny: the tests look at what they expect
    return ((await response.json()) as any).notAssessed;
  }

  /** Ends the time of a mandate, of all that hold when none is named. */
  async endTime(id?: string): Promise<void> {
    const { store, keys } = this.gateway;
    await changeSigned(
      store.pool,
      keys.rows,
      signedMandate,
      "valid_until = date_trunc('milliseconds', clock_timestamp())",
      `withdrawn_at is null ${id === undefined ? '' : `and id = '${id}'`}`,
    );
  }

  /** What the access log has of a message, sealed or not. */
  async rowsOf(messageId: string): Promise<object[]> {
    const columns = 'id, at, action, actor_party, party, counterparty, mandate_id';
    const { rows } = await this.gateway.store.pool.query(
      `select action, actor_party, party, counterparty, mandate_id from (
        select ${columns} from access_log_fresh where message_id = $1
        union all select ${columns} from access_log where message_id = $1
      ) logged order by at, id`,
      [messageId],
    );
    return rows;
  }
}

export async function accepted(caller: Caller, xml: string): Promise<string> {
  const posted = await caller.post(xml);
  expect(posted.body).toMatchObject({ status: 'received' });
  return posted.body.id;
}

/** Posts what can be answered, and waits until it is in the mailbox. */
export async function arrived(caller: Caller, xml: string): Promise<string> {
  const id = await accepted(caller, xml);
  expect((await caller.settled(id)).body.status).toBe('accepted');
  return id;
}

export const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

export async function inboxOf(caller: Caller, query: string): Promise<string[]> {
  return idsOf((await caller.get(`/v1/inbox?limit=1000&${query}`)).body.items);
}

/** An answer with this problem. */
export function problem(code: string): { body: { type: string } } {
  return { body: { type: `/docs/problems/${code}` } };
}
