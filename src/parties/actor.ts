import type { Principal } from './principal.ts';

/** Who does something, as it is stored. */
export interface Actor {
  /** The prefix of an API key, or `cli:` and the name of the user of the command line. */
  readonly name: string;
  /** The id of the API key. */
  readonly keyId: string | null;
}

/** Who calls over HTTP. */
export function actorOf({ credential }: Principal): Actor {
  return credential;
}
