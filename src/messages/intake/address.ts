import { findParty } from '../../parties/directory/parties.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Bericht } from '../../standard/catalogue.ts';
import type { Database } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import type { DoorQuestions } from './door-questions.ts';
import type { Identification } from './heenbericht.ts';
import type { WholeHeader } from './recognised.ts';

/** The recipient of a message, and what it answers. */
export interface Address {
  readonly sender: string;
  readonly recipient: string;
  readonly heenberichtId: string | null;
  readonly heenberichtLine?: Buffer;
  readonly finding: { readonly rule: string; readonly path: string } | null;
  /** A heenbericht needs a recipient who takes messages on this day; an answer is always taken. */
  readonly recipientOpenOn: string | null;
}

/**
 * Finds the recipient of a message, and what it answers. A retour goes to the Afzender.
 *
 * @param party the party whose turn the look-up takes
 * @param message.heenbericht the id of the message that it answers, where that is known: its Header may fit several
 * @throws {Problem} when it answers a message that does not exist or cannot be answered (any more)
 */
export async function addressOf(
  questions: DoorQuestions,
  party: string,
  {
    bericht,
    header,
    heenbericht,
  }: {
    readonly bericht: Bericht;
    readonly header: WholeHeader;
    readonly heenbericht: string | null;
  },
): Promise<Address> {
  if (bericht.retourOf) {
    const type = bericht.retourOf;
    const found = await unanswered(questions, party, { ...header, type, id: heenbericht });
    if (!found) throw new Problem('no-heenbericht', { params: { type } });
    // The recipient sent the heenbericht, so it is known. It gets its answer even if it has ended
    // since: its successor reads the mailbox.
    return {
      sender: header.ontvanger,
      recipient: header.afzender,
      heenberichtId: found.id,
      heenberichtLine: found.line,
      finding: null,
      recipientOpenOn: null,
    };
  }
  const address = {
    sender: header.afzender,
    recipient: header.ontvanger,
    recipientOpenOn: dutchDate(new Date()),
  };
  if (bericht.type !== 'JW325') return { ...address, heenberichtId: null, finding: null };
  const declaratie = await unanswered(questions, party, {
    type: 'JW323',
    afzender: header.ontvanger,
    ontvanger: header.afzender,
    identificatie: header.declaratieIdentificatie ?? '',
    dagtekening: header.declaratieDagtekening ?? '',
    id: null,
  });
  if (declaratie) return { ...address, heenberichtId: declaratie.id, finding: null };
  const path = 'Header/DeclaratieIdentificatie';
  return { ...address, heenberichtId: null, finding: { rule: 'unknown-declaratie', path } };
}

async function unanswered(
  questions: DoorQuestions,
  party: string,
  wanted: Identification,
): Promise<{ id: string; line: Buffer } | undefined> {
  const found = await questions.unanswered(party, wanted);
  if (typeof found === 'object' && 'answeredAt' in found) {
    const at = found.answeredAt.toISOString();
    if (wanted.type === 'JW323') throw new Problem('declaration-answered', { params: { at } });
    throw new Problem('already-answered', { params: { type: wanted.type } });
  }
  if (typeof found === 'string') throw new Problem(found, { params: { type: wanted.type } });
  return found;
}

/**
 * Finds out why a recipient takes no messages. Returns when it does take messages now.
 *
 * @throws {Problem} `unknown-recipient`, `recipient-ended`
 */
export async function explainRecipient(db: Database, rows: RowMacs, code: string): Promise<void> {
  const recipient = await findParty(db, rows, code);
  if (!recipient) throw new Problem('unknown-recipient', { params: { recipient: code } });
  if (recipient.until && recipient.until < dutchDate(new Date()))
    throw new Problem('recipient-ended', {
      params: { recipient: code, until: recipient.until, successor: recipient.successor ?? '' },
    });
}
