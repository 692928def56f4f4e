import { expect } from 'vitest';
import { verifyChains } from '../../../src/ledger/chain/verify.ts';
import { ledgerDifferences } from '../../../src/ledger/projection/agreement.ts';
import { MasterKey } from '../../../src/store/keys/encryption.ts';
import { KeyRing } from '../../../src/store/keys/keys.ts';
import { type Caller, type TestGateway, testEncryptionKey } from '../../support/gateway.ts';
import { yara } from '../stories/conversation.ts';
import type { Parties } from '../stories/world.ts';

/** Gemeenten that there are in 2024. */
const allGemeenten = [
  '0363',
  '0358',
  '0362',
  '0384',
  '0385',
  '0415',
  '0431',
  '0437',
  '0479',
  '0451',
  '0852',
  '0880',
  '0344',
  '0518',
  '0599',
  '0772',
  '0014',
  '0034',
  '0037',
  '0047',
];

/** The outcome of a message, as its sender sees it. */
interface Said {
  readonly id: string;
  readonly status: string;
  /** `rule path`. */
  readonly findings: readonly string[];
  /** RetourCodes of faults in the answer, in their order; absent without an answer. */
  readonly codes?: readonly string[];
}

/** Parties that talk to each other over HTTP, and what the ledger keeps of it. */
export class Talk {
  readonly gateway: TestGateway;
  readonly #callers = new Map<string, Caller>();
  #pairs = 0;

  constructor(gateway: TestGateway) {
    this.gateway = gateway;
  }

  /** Makes a party, or changes it; by default the gateway answers in its name. */
  async party(code: string, more: object = {}): Promise<void> {
    this.#callers.set(code, await this.gateway.party(code, { retourBy: 'gateway', ...more }));
  }

  /** A gemeente and an aanbieder that no other test has, to talk about Yara. */
  async pair(more: { gemeente?: object; aanbieder?: object } = {}): Promise<Parties> {
    const gemeente = allGemeenten[this.#pairs] ?? '';
    const aanbieder = String(12345678 + this.#pairs);
    this.#pairs += 1;
    await this.party(gemeente, more.gemeente);
    await this.party(aanbieder, more.aanbieder);
    return { gemeente, aanbieder, bsn: yara.bsn };
  }

  caller(code: string): Caller {
    const caller = this.#callers.get(code);
    if (!caller) throw new Error(`The test did not make a party ${code}.`);
    return caller;
  }

  /** Posts a message as its Afzender; it is accepted. @returns its id */
  async post(xml: Uint8Array): Promise<string> {
    const { status, body } = await this.caller(afzenderOf(xml)).post(xml);
    expect({ status, problem: status === 202 ? undefined : body }).toEqual({ status: 202 });
    return body.id;
  }

  /** Posts a message as its Afzender, and waits for what comes of it. */
  async say(xml: Uint8Array): Promise<Said> {
    const id = await this.post(xml);
    await this.caller(afzenderOf(xml)).settled(id);
    return this.outcome(id, afzenderOf(xml));
  }

  /** The outcome of a message, as a party sees it. */
  async outcome(id: string, party: string): Promise<Said> {
    const caller = this.caller(party);
    const { body } = await caller.get(`/v1/messages/${id}`);
    const answer = body.links.answer?.href.split('/').at(-1);
    const codes = answer && codesIn(await caller.content(answer));
    return {
      id,
      status: body.status,
      findings: body.findings.map(
        ({ rule, path }: { rule: string; path: string }) => `${rule} ${path}`,
      ),
      ...(codes && { codes }),
    };
  }

  async rows<T>(text: string, ...values: unknown[]): Promise<T[]> {
    return (await this.gateway.store.pool.query(text, values)).rows;
  }

  /** The entries of a chain, as `allocated 101`; of a request without a number. */
  async entries(gemeente: string): Promise<string[]> {
    const rows = await this.rows<{ words: string }>(
      `select concat_ws(' ', kind, toewijzing_nummer) as words
      from ledger_entry where municipality = $1 order by chain_number`,
      gemeente,
    );
    return rows.map(({ words }) => words);
  }

  /** The rows of `allocation` of a gemeente, as `101 allocated 2024-03-01 to 2025-02-28`. */
  async allocations(gemeente: string): Promise<string[]> {
    const rows = await this.rows<{ words: string }>(
      `select concat_ws(' ', toewijzing_nummer, status, begin_date, 'to', end_date,
        case when not owns_number then '(number taken)' end) as words
      from allocation where municipality = $1
      order by toewijzing_nummer::int, owns_number desc`,
      gemeente,
    );
    return rows.map(({ words }) => words);
  }

  /** The types in the mailbox of a party, oldest first. */
  async mailbox(party: string): Promise<string[]> {
    const { body } = await this.caller(party).get('/v1/inbox?limit=1000');
    return body.items.map(({ type }: { type: string }) => type);
  }

  /** The key ring of the gateway. */
  keys(): Promise<KeyRing> {
    return KeyRing.open(this.gateway.store.db, MasterKey.parse(testEncryptionKey));
  }

  /** The chains are whole, and the tables say what their entries add up to. */
  async expectSoundLedger(): Promise<void> {
    const { pool } = this.gateway.store;
    const keys = await this.keys();
    const { chains, entries } = await verifyChains(pool, keys);
    expect(chains.filter(({ fault }) => fault)).toEqual([]);
    expect(entries).toBeGreaterThan(0);
    const { differences, unreadable } = await ledgerDifferences(pool, keys);
    expect({ differences, unreadable }).toEqual({ differences: [], unreadable: [] });
  }
}

/** RetourCodes of faults, without those of classes that are right (0200) or were only sent along (0233). */
function codesIn(xml: Buffer): string[] {
  const all = [...xml.toString().matchAll(/<RetourCode>([^<]*)</g)].map(([, code]) => code ?? '');
  return all.filter((code) => code !== '0200' && code !== '0233');
}

function afzenderOf(xml: Uint8Array): string {
  return /<Afzender>([^<]*)</.exec(Buffer.from(xml).toString())?.[1] ?? '';
}
