import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import type { DraftContent } from '../../src/messages/drafts/content.ts';
import { keepDraft, type NewDraft } from '../../src/messages/drafts/keep.ts';
import { parseBericht } from '../../src/standard/messages/parse.ts';
import type { KeyRing } from '../../src/store/keys/keys.ts';
import { inTransaction } from '../../src/store/transaction.ts';

/** What is given of a draft; the rest is of a start that De Dijk reports to Amsterdam. */
export type PlantedDraft = Partial<Omit<NewDraft, 'content'>>;

/** Keeps a draft as the gateway does. @returns its id */
export async function plantDraft(
  pool: Pool,
  keys: KeyRing,
  given: PlantedDraft = {},
): Promise<string> {
  const id = randomUUIDv7();
  const xml = readFileSync(new URL('../../fixtures/JW305/valid-complete.xml', import.meta.url));
  const read = parseBericht('JW305', xml);
  const { party = '12345678', recipient = '0363', bsn = '999900006' } = given;
  const bericht = {
    ...{ ...read, header: { ...read.header, afzender: party, ontvanger: recipient } },
    client: { ...read.client, bsn },
  };
  const content: DraftContent = {
    form: { kind: 'start', allocationId: randomUUIDv7(), reports: { begindatum: '2024-03-01' } },
    ...{ typed: null, bericht, lacking: [], basis: {}, details: null, request: null },
    ...{ retourFirst: false, asked: [], post: null },
  };
  const draft: NewDraft = {
    ...{ id, party, recipient, type: 'JW305', requestId: null, groupId: randomUUIDv7(), place: 1 },
    ...{ afterPrevious: false, clientId: null, bsn, proposed: false, changedBy: 'ijw_test' },
    others: [],
    ...given,
    content,
  };
  await inTransaction(pool, (client) => keepDraft(client, keys, draft));
  return draft.id;
}
