import type { Call } from '../../parties/principal.ts';
import type { Poster } from '../lifecycle/new-message.ts';

/** A post: who posts which bytes. */
export interface Post {
  readonly call: Call;
  /** The party that posts. */
  readonly party: string;
  readonly bytes: Uint8Array;
  readonly contentHash: Buffer;
  /** The id of the message that it answers, where that is known; null: by its Header. */
  readonly heenbericht: string | null;
}

/** Who posts, for the row of the access log. */
export function posterOf({ principal, address, requestId }: Call): Poster {
  const { credential, party } = principal;
  return { actor: credential.name, actorParty: party as string, address, requestId };
}
