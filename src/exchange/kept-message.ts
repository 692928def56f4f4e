import type { Proof, RowMacs } from '../store/row-mac.ts';
import { momentOf, nullable } from '../store/row-text.ts';
import { factsOf, type MessageFacts, signedMessage } from './signed.ts';

/** A message as it was kept, once and for all. */
export interface KeptMessage extends MessageFacts {
  readonly receivedAt: Date;
}

/** SQL: what {@link keptMessage} takes of a message that was accepted. @param row how the statement calls it */
export function messageColumns(row: string): string[] {
  const columns = signedMessage.columns.map((name) => {
    const column = `${row}.${name}`;
    if (name === 'heenbericht_id') return nullable(column);
    // In a MAC it is `true` or `false`.
    return ['refuses', 'by_gateway'].includes(name) ? `${column}::text` : column;
  });
  // Until the first start has signed all there are some without.
  return [`${row}.received_at`, nullable(`encode(${row}.mac, 'hex')`), ...columns];
}

/** @returns undefined when it is not as the gateway wrote it */
export function keptMessage(
  macs: RowMacs,
  [at, ...columns]: readonly (string | null)[],
): KeptMessage | undefined {
  // When it was received is no part of the MAC, and may be anything.
  const receivedAt = momentOf(at ?? '');
  const proof = columns as unknown as Proof;
  if (!receivedAt || !macs.believes(signedMessage, proof)) return undefined;
  return { ...factsOf(proof), receivedAt };
}
