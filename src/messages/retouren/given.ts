import type { Pool } from 'pg';
import type { Principal } from '../../parties/principal.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { type Proof, proofOf, type RowMacs } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import type { MessageStatus } from '../../store/tables.ts';
import { factsOf, signedMessage } from '../signed.ts';

/** The retour that a message has, for who answers it. */
export interface RetourGiven {
  readonly id: string;
  readonly type: BerichtType;
  readonly status: MessageStatus;
  readonly says: 'approved' | 'refused';
  readonly byGateway: boolean;
  /**
   * Who sent it, for who asks: the credential, where it is of the same party; otherwise the code of the party that did, as
   * a mandatary. To a mandatary other mandataries are the party for which they act.
   */
  readonly by: string;
  readonly at: Date;
  /** Keyed hash of its bytes. */
  readonly contentHash: Buffer;
}

interface Row {
  readonly id: string;
  readonly type: BerichtType;
  readonly status: MessageStatus;
  readonly actor: string | null;
  readonly actorParty: string | null;
  readonly at: Date;
  readonly contentHash: Buffer;
  readonly proof: Proof;
}

const givenOn = unnamed<{ id: string }>(`
  select id, type, status, actor, actor_party as "actorParty", received_at as at,
    content_hash as "contentHash", ${proofOf(signedMessage, 'answer')} as proof
  from message answer where heenbericht_id = $id::uuid and status <> 'refused' limit 1`);

/**
 * The retour on a message; undefined as long as there is none.
 *
 * @param principal who may answer the message: others do not learn who did
 * @param message its id, and who received it
 * @throws {NotBelieved}
 */
export async function retourGiven(
  pool: Pool,
  macs: RowMacs,
  { actsFor }: Principal,
  { id, recipient }: { readonly id: string; readonly recipient: string },
): Promise<RetourGiven | undefined> {
  const { rows } = await pool.query<Row>(givenOn({ id }));
  if (!rows[0]) return undefined;
  const { proof, actor, actorParty, ...row } = rows[0];
  macs.check(signedMessage, proof);
  const { refuses, byGateway } = factsOf(proof);
  const isOwn = actorParty !== null && actsFor.includes(actorParty);
  const other = actsFor.includes(recipient) ? actorParty : null;
  return {
    ...row,
    says: refuses ? 'refused' : 'approved',
    byGateway,
    by: (isOwn ? actor : other) ?? recipient,
  };
}
