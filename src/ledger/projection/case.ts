import type { ClientKey } from '../../store/keys/keys.ts';
import type { ClientState } from '../model/state.ts';

/** One child at one aanbieder for one gemeente, about which entries are added. */
export interface Case {
  readonly municipality: string;
  readonly provider: string;
  /** Absent where the message names no child, and the request that it answers is unknown too. */
  readonly bsn?: string;
  /** Absent also where only others than the sender know the child: see {@link Case.knowers}. */
  readonly client?: KnownClient;
  /**
   * The sender of the message: its aanbieder, or its gemeente with those that it succeeded. The child and its past
   * were looked up as these know them.
   */
  readonly knowers: readonly string[];
  /** The state by the chain of the gemeente itself, without its predecessors. */
  readonly own: ClientState;
}

export interface KnownClient {
  readonly id: string;
  readonly key: ClientKey;
  /** How often entries about the child were added. */
  readonly revision: string;
}
