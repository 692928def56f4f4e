import type { PoolClient } from 'pg';
import { sealedBsnsOf } from '../ledger/projection/clients.ts';
import { lineOfChild } from '../messages/lifecycle/line.ts';
import { partyTable } from '../parties/directory/party-table.ts';
import type { KeyRing } from '../store/keys/keys.ts';
import { type Proof, proofOf, type RowMacs } from '../store/keys/row-mac.ts';
import { signedHold } from './signed.ts';

/** The targets of the holds in force: ids of messages and of children, codes of parties. */
export interface HoldsInForce {
  readonly messages: readonly string[];
  readonly clients: readonly string[];
  readonly parties: readonly string[];
}

/**
 * Locks and reads the holds in force, until the end of the transaction: no hold is placed or lifted meanwhile, and it
 * waits for one that is being placed. So whatever is forgotten after this, in the same transaction, is under no hold when
 * that commits. Call it before anything else is locked.
 *
 * @throws {NotBelieved} also for a changed row of a lifted hold, so that nothing is forgotten because of it
 */
export async function lockHolds(client: PoolClient, macs: RowMacs): Promise<HoldsInForce> {
  await client.query('lock table legal_hold in share mode');
  const { rows } = await client.query<HoldsInForce & { proofs: readonly Proof[] }>(
    `select ${inForce('message_id::text')} as messages, ${inForce('client_id::text')} as clients,
      ${inForce('party_code')} as parties,
      coalesce(json_agg(${proofOf(signedHold, 'legal_hold')}), '[]') as proofs
    from legal_hold`,
  );
  const { proofs, ...holds } = rows[0] as (typeof rows)[number];
  macs.check(signedHold, ...proofs);
  return holds;
}

/**
 * Whether a legal hold keeps what is about a child or of its parties, until the end of the transaction; as {@link lockHolds}.
 *
 * @throws {NotBelieved}
 */
export async function isHeld(
  client: PoolClient,
  macs: RowMacs,
  { clientId, parties }: { readonly clientId: string; readonly parties: readonly string[] },
): Promise<boolean> {
  const holds = await lockHolds(client, macs);
  return holds.clients.includes(clientId) || holds.parties.some((code) => parties.includes(code));
}

function inForce(column: string): string {
  return `coalesce(array_agg(distinct ${column})
    filter (where lifted_at is null and ${column} is not null), '{}')`;
}

/**
 * Finds the lines of the messages about children that are under a hold. Lines are made from the BSN, for each gemeente
 * and aanbieder, so that messages without ledger entries are found too.
 */
export class LinesUnderHold {
  readonly #keys: KeyRing;
  /** By child. */
  readonly #known = new Map<string, readonly string[]>();
  #last: { readonly clients: string; readonly lines: ReadonlySet<string> } | undefined;

  constructor(keys: KeyRing) {
    this.#keys = keys;
  }

  /**
   * @param clients ids of children that are under a hold, in a transaction that keeps it so
   * @returns lines in hexadecimal
   */
  async of(client: PoolClient, clients: readonly string[]): Promise<ReadonlySet<string>> {
    const name = [...clients].sort().join();
    if (this.#last?.clients !== name) {
      const unknown = clients.filter((id) => !this.#known.has(id));
      if (unknown.length > 0) await this.#learn(client, unknown);
      const lines = new Set(clients.flatMap((id) => this.#known.get(id) ?? []));
      this.#last = { clients: name, lines };
    }
    return this.#last.lines;
  }

  async #learn(client: PoolClient, clients: readonly string[]): Promise<void> {
    const { rows: pairs } = await client.query<{ gemeente: string; aanbieder: string }>(
      `select one.code as gemeente, other.code as aanbieder from ${partyTable} one, ${partyTable} other
      where one.kind = 'gemeente' and other.kind = 'aanbieder'`,
    );
    for (const { id, bsn, wrapped } of await sealedBsnsOf(client, clients)) {
      const child = this.#keys.openClientKey(id, wrapped).unseal(bsn).toString();
      const lines = pairs.map((pair) => lineOfChild(this.#keys, pair, child).toString('hex'));
      this.#known.set(id, lines);
    }
  }
}
