import type { Pool } from 'pg';
import { type Money, readCents } from '../../standard/money.ts';
import type { ClientKey } from '../../store/keys/keys.ts';
import { statement } from '../../store/statement.ts';
import { entryEvent } from '../chain/entries.ts';
import type { LedgerEvent, MessageEvent } from '../model/events.ts';
import { happened, referenceOf } from '../model/events.ts';
import { prestatieKindsSql } from '../model/prestaties.ts';
import { applyEvents, emptyState } from '../model/state.ts';
import type { CaseId } from '../projection/rows.ts';

/** One entry of the ledger, as part of the history of an allocation. */
export interface StoryEntry {
  /** Its number in the chain of the gemeente. */
  readonly chainNumber: number;
  readonly kind: LedgerEvent['kind'];
  /** The message that reported it; null for what was imported. */
  readonly messageId: string | null;
  /** The class that it comes from, below Bericht. */
  readonly path: string;
  readonly effectiveDate: string | null;
  readonly recordedAt: Date;
  readonly amountCents: Money | null;
  /** The content of the entry; null for a child that was forgotten. Personal data. */
  readonly said: Said | null;
}

export interface Said {
  /** The kind of the event, also where it was imported. */
  readonly kind: MessageEvent['kind'];
  /** A newer version was known already, so that this one changes nothing. */
  readonly late: boolean;
  /** The class, as the message wrote it. */
  readonly content: MessageEvent['content'];
}

interface Entry extends Omit<StoryEntry, 'said'> {
  readonly toewijzingNummer: string | null;
  readonly event: LedgerEvent | undefined;
}

const entriesOfStory = statement<{
  clientId: string;
  municipality: string;
  provider: string;
  toewijzingNummer: string;
}>(
  'allocation-story',
  `select municipality, provider, version, chain_number, kind, message_id, class_path, effective_date, recorded_at,
    amount_cents, toewijzing_nummer, sealed
  from ledger_entry
  where client_id = $clientId and municipality = $municipality and provider = $provider
    and (toewijzing_nummer = $toewijzingNummer or toewijzing_nummer is null)
    and kind not in ${prestatieKindsSql}
  order by chain_number`,
);

/**
 * The entries about one allocation, in the order of the chain: those that name its number, and those of requests that
 * it honours or that ask to change it. Reads all entries of its case, because the reference of the request is
 * encrypted.
 *
 * @param key of the child; absent when it was forgotten: then only the open columns can be read
 */
export async function storyOf(
  pool: Pool,
  allocation: CaseId & { readonly toewijzingNummer: string },
  key: ClientKey | undefined,
): Promise<StoryEntry[]> {
  const { toewijzingNummer } = allocation;
  const { rows } = await pool.query(
    entriesOfStory({
      clientId: allocation.clientId,
      municipality: allocation.municipality,
      provider: allocation.provider,
      toewijzingNummer,
    }),
  );
  const entries: Entry[] = rows.map((row) => ({
    chainNumber: Number(row.chain_number),
    kind: row.kind,
    messageId: row.message_id,
    path: row.class_path,
    effectiveDate: row.effective_date,
    recordedAt: row.recorded_at,
    amountCents: row.amount_cents === null ? null : readCents(row.amount_cents),
    toewijzingNummer: row.toewijzing_nummer,
    event:
      key && row.sealed
        ? entryEvent(key, { ...row, chainNumber: Number(row.chain_number) })
        : undefined,
  }));
  const references = referencesAbout(toewijzingNummer, entries);
  return entries
    .filter(({ toewijzingNummer, event }) => {
      const reference = event && referenceOf(event);
      return toewijzingNummer !== null || (reference !== undefined && references.has(reference));
    })
    .map(({ event, toewijzingNummer: _, ...entry }) => ({
      ...entry,
      said: event ? saidIn(event) : null,
    }));
}

/** References that the allocation carried, and those of requests that ask to change it. */
function referencesAbout(number: string, entries: readonly Entry[]): Set<string> {
  const events = entries.flatMap(({ event }) => event ?? []);
  const carried = entries
    .filter(({ toewijzingNummer }) => toewijzingNummer !== null)
    .flatMap(({ event }) => (event && referenceOf(event)) ?? []);
  const changing = [...applyEvents(emptyState, events).requests.values()]
    .filter(({ toChange }) => toChange.includes(number))
    .map(({ referentieAanbieder }) => referentieAanbieder);
  return new Set([...carried, ...changing]);
}

function saidIn(event: LedgerEvent): Said {
  const reported = happened(event);
  const late = 'late' in reported && reported.late === true;
  return { kind: reported.kind, late, content: reported.content };
}
