import type { MacTable, RowMacs } from '../store/keys/row-mac.ts';

// MACs of what is shown with a message (findings, requests, why it was refused) and of whether it was the first with
// its Identificatie (TR056). Only `ijw verify` checks them, not every read.

const part = 'findings';
const received: MacTable = { name: 'message received', version: 1, part };
const judged: MacTable = { name: 'message judged', version: 1, part };
const refused: MacTable = { name: 'message refused', version: 2, part };

/** The finding and requests of a message when it was taken. */
export interface AsReceived {
  readonly id: string;
  readonly finding: { readonly rule: string; readonly path: string } | null;
  /** Keyed hashes of the references of the requests that it makes, in hexadecimal, in any order. */
  readonly requests: readonly string[];
}

/** The result of judging a message. */
export interface OfJudgement {
  readonly id: string;
  readonly firstUse: boolean;
  /** The number of findings; only the first are kept. */
  readonly count: number;
  readonly findings: readonly (readonly [rule: string, path: string, retourCode: string | null])[];
}

/** Why bytes were refused, how often, and their Header, unchecked. */
export interface OfRefusal {
  readonly sender: string;
  readonly contentHash: Buffer;
  readonly count: number;
  /** The value that is kept as JSON. */
  readonly refusal: unknown;
  readonly afzender: string | null;
  readonly ontvanger: string | null;
  readonly identificatie: string | null;
  readonly dagtekening: string | null;
}

/** @returns 32 bytes; null when there is neither a finding nor a request, as for most messages */
export function macOfReceived(rows: RowMacs, message: AsReceived): Buffer | null {
  const { id, finding, requests } = message;
  const distinct = [...new Set(requests)].sort();
  if (finding === null && distinct.length === 0) return null;
  return rows.macOf(received, [id, finding?.rule ?? null, finding?.path ?? null, ...distinct]);
}

/** @returns 32 bytes */
export function macOfJudgement(rows: RowMacs, message: OfJudgement): Buffer {
  const { id, firstUse, count, findings } = message;
  return rows.macOf(judged, [id, String(firstUse), String(count), ...findings.flat()]);
}

/** @returns 32 bytes */
export function macOfRefusal(rows: RowMacs, message: OfRefusal): Buffer {
  const { sender, contentHash, count, refusal } = message;
  const { afzender, ontvanger, identificatie, dagtekening } = message;
  return rows.macOf(refused, [
    ...[sender, contentHash.toString('hex'), String(count), inOneForm(refusal)],
    ...[afzender, ontvanger, identificatie, dagtekening],
  ]);
}

/** JSON with sorted keys, because Postgres changes the order of the keys in jsonb. */
function inOneForm(value: unknown): string {
  return JSON.stringify(value, (_key, one) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
