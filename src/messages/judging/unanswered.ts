import type { PoolClient } from 'pg';
import type { MessageEvent } from '../../ledger/model/events.ts';
import { emptyState } from '../../ledger/model/state.ts';
import type { About } from '../../ledger/past/about.ts';
import { pastFrom } from '../../ledger/past/past.ts';
import type { KnownPast } from '../../ledger/past/read-past.ts';
import type { BerichtType } from '../../standard/catalogue.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import type { InspectionDispatcher } from './inspection-dispatcher.ts';
import { InspectionFailed, type InspectionFailure } from './inspection-failed.ts';

/** What a message would make true, when its recipient approves it. Personal data. */
export interface Unanswered {
  readonly messageId: string;
  readonly about: About;
  readonly events: readonly MessageEvent[];
}

interface Row {
  readonly id: string;
  readonly type: BerichtType;
  readonly sender: string;
  readonly recipient: string;
  readonly sealed: Buffer;
  readonly wrappedKey: Buffer;
  readonly version: number;
}

const contentsOf = statement<{ ids: readonly string[] }>(
  'read-unanswered',
  `select m.id, m.type, m.sender, m.recipient, content.sealed, wrapped as "wrappedKey", content.version
  from unnest($ids::uuid[]) asked (id)
  join message m on m.id = asked.id
  join message_content content on content.message_id = m.id ${joinKey('m.id')}`,
);

/**
 * Reads messages that wait for their retour, for a reader that follows what happens and shows nothing of it. The events
 * are those of a child about whom nothing is known yet: a JW301 gives one for each allocation, also where it repeats
 * what is known.
 *
 * @param ids few: each is decrypted and read
 * @throws {InspectionFailed} when they cannot be read now
 * @returns what could be read; nothing of messages that were forgotten meanwhile
 */
export async function readUnanswered(
  client: PoolClient,
  { keys, inspections }: { readonly keys: KeyRing; readonly inspections: InspectionDispatcher },
  ids: readonly string[],
  onUnreadable: (messageId: string) => void,
): Promise<Unanswered[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<Row>(contentsOf({ ids }));
  const read: Unanswered[] = [];
  for (const { sealed, wrappedKey, version, ...message } of rows) {
    let about: About | undefined;
    try {
      const bytes = keys.unsealMessage(message, { wrappedKey, sealed, version });
      const lookUp = async (found: About) => {
        about = found;
        return nothingKnown;
      };
      const events = await inspections.eventsOnApproval(payer, bytes, message.type, lookUp);
      if (about) read.push({ messageId: message.id, about, events });
    } catch (error) {
      // The process is stopping, or too busy: later it can be read.
      if (error instanceof InspectionFailed && passing.has(error.code)) throw error;
      // The text of the error may hold personal data.
      onUnreadable(message.id);
    }
  }
  return read;
}

/** Codes of failures that do not come of the message. */
const passing: ReadonlySet<InspectionFailure> = new Set(['busy', 'no-worker', 'closed']);
/** Whose turn reading takes: not that of the sender, who could keep the terms of others waiting. */
const payer = 'gateway';

const nothingKnown: KnownPast = {
  past: pastFrom(emptyState, {
    identificatieUsed: false,
    allocations: [],
    requests: [],
    usedReferences: new Set(),
  }),
  state: emptyState,
  around: { elsewhere: [], numbersTaken: new Set(), referencesTaken: new Set() },
  level3: 'enforce',
  spics: [],
};
