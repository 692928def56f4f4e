import type { Proof, RowMacs } from '../store/keys/row-mac.ts';
import { momentOf, nullable } from '../store/row-text.ts';
import { factsOf, type MessageFacts, signedMessage } from './signed.ts';

/** The facts of a message that do not change after it was kept. */
export interface KeptMessage extends MessageFacts {
  readonly receivedAt: Date;
}

/** SQL: the columns for {@link keptMessage}, of an accepted message. @param row its name in the statement */
export function messageColumns(row: string): string[] {
  const columns = signedMessage.columns.map((name) => {
    const column = `${row}.${name}`;
    if (name === 'heenbericht_id') return nullable(column);
    // The MAC is of the text `true` or `false`.
    return ['refuses', 'by_gateway'].includes(name) ? `${column}::text` : column;
  });
  // After an update rows have no MAC until the first start has signed them all.
  return [`${row}.received_at`, nullable(`encode(${row}.mac, 'hex')`), ...columns];
}

/** @returns undefined when its MAC does not fit */
export function keptMessage(
  macs: RowMacs,
  [at, ...columns]: readonly (string | null)[],
): KeptMessage | undefined {
  // `received_at` is not part of the MAC, so it may be anything.
  const receivedAt = momentOf(at ?? '');
  const proof = columns as unknown as Proof;
  if (!receivedAt || !macs.believes(signedMessage, proof)) return undefined;
  return { ...factsOf(proof), receivedAt };
}
