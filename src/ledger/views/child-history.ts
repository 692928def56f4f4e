import type { Pool } from 'pg';
import { normalNumber } from '../../standard/rules/engine/past.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { ClientKey, KeyRing } from '../../store/keys/keys.ts';
import { oncePer, statement, unnamed } from '../../store/statement.ts';
import { entryEvent, UnreadableEntry } from '../chain/entries.ts';
import { happened, type LedgerEvent, type MessageEvent } from '../model/events.ts';

/** A product that was asked for, or a change of an allocation. Dates as the message wrote them. */
export interface ChildRequest {
  readonly type: 'JW315' | 'JW317';
  readonly municipality: string;
  readonly provider: string;
  readonly product: { readonly categorie: string; readonly code: string | null } | null;
  readonly begin: string;
  readonly end: string | null;
  /** The allocation that a JW317 asks to change. */
  readonly changes: string | null;
  /** Numbers of the allocations that honour it. */
  readonly honouredBy: readonly string[];
  readonly state: 'open' | 'investigated' | 'refused' | 'honoured';
}

/** What was asked for one child. */
export interface ChildHistory {
  readonly requests: readonly ChildRequest[];
  /** Nothing was left out, and all could be read. */
  readonly complete: boolean;
}

/** Entries of one child that are read, those that came first. */
const mostEntries = 3000;

type Side = 'municipality' | 'provider';

const keyOfChild = unnamed<{ client: string }>(
  `select wrapped from client ${joinKey('client.id')} where client.id = $client::uuid`,
);

const entriesOfChild = oncePer((side: Side) =>
  statement<{ client: string; codes: readonly string[]; most: number }>(
    `child-history-${side}`,
    `select municipality, provider, version, chain_number as "chainNumber", kind, sealed
    from ledger_entry
    where client_id = $client::uuid and ${side} = any($codes::text[])
      and kind in ('requested', 'answered', 'allocated', 'changed', 'imported')
    order by municipality, provider, chain_number limit $most`,
  ),
);

interface Row {
  readonly municipality: string;
  readonly provider: string;
  readonly version: number;
  readonly chainNumber: string;
  readonly kind: string;
  readonly sealed: Buffer | null;
}

/**
 * What was asked for a child, as far as a party may see it, with what became of it. Who shows it writes the row of the access
 * log.
 *
 * @param of the random id of the child, and the codes of the party on its side
 * @returns undefined for a child that is not there or was forgotten
 */
export async function historyOfChild(
  pool: Pool,
  keys: Pick<KeyRing, 'openClientKey'>,
  { client, side, codes }: { client: string; side: Side; codes: readonly string[] },
): Promise<ChildHistory | undefined> {
  const { rows: found } = await pool.query<{ wrapped: Buffer }>(keyOfChild({ client }));
  if (!found[0]) return undefined;
  const key = keys.openClientKey(client, found[0].wrapped);
  const most = mostEntries + 1;
  const { rows } = await pool.query<Row>(entriesOfChild(side)({ client, codes, most }));
  const read = rows.slice(0, mostEntries).map((row) => ({ ...row, event: eventOf(key, row) }));
  const told = read.flatMap(({ event, municipality, provider }) =>
    event ? [{ event: happened(event), municipality, provider }] : [],
  );
  return {
    requests: requestsIn(told),
    complete: rows.length <= mostEntries && told.length === read.length,
  };
}

function eventOf(key: ClientKey, row: Row): LedgerEvent | undefined {
  try {
    return entryEvent(key, { ...row, chainNumber: Number(row.chainNumber) });
  } catch (error) {
    // The page says that not all could be read.
    if (error instanceof UnreadableEntry) return undefined;
    throw error;
  }
}

interface Told {
  readonly event: MessageEvent;
  readonly municipality: string;
  readonly provider: string;
}

function requestsIn(told: readonly Told[]): ChildRequest[] {
  const keyOf = (provider: string, reference: string) => `${provider} ${reference}`;
  const honoured = new Map<string, Set<string>>();
  const answered = new Map<string, string>();
  for (const { event, provider } of told) {
    const reference = referenceIn(event);
    if (reference === undefined) continue;
    const key = keyOf(provider, reference);
    if (event.kind === 'answered') answered.set(key, event.content.verzoekAntwoord);
    if ('toewijzingNummer' in event && event.toewijzingNummer !== undefined)
      honoured.set(key, (honoured.get(key) ?? new Set()).add(event.toewijzingNummer));
  }
  return told.flatMap(({ event, municipality, provider }) => {
    if (event.kind !== 'requested') return [];
    const key = keyOf(provider, event.content.referentieAanbieder);
    const honouredBy = [...(honoured.get(key) ?? [])];
    const state =
      honouredBy.length > 0 ? 'honoured' : (stateOfAnswer[answered.get(key) ?? ''] ?? 'open');
    return wishesIn(event).map((wish) => ({ municipality, provider, honouredBy, state, ...wish }));
  });
}

function referenceIn(event: MessageEvent): string | undefined {
  return 'referentieAanbieder' in event.content ? event.content.referentieAanbieder : undefined;
}

/** By VerzoekAntwoord. */
const stateOfAnswer: Readonly<Partial<Record<string, 'refused' | 'investigated'>>> = {
  '1': 'refused',
  '2': 'investigated',
};

type Wish = Pick<ChildRequest, 'type' | 'product' | 'begin' | 'end' | 'changes'>;

function wishesIn(event: Extract<MessageEvent, { kind: 'requested' }>): Wish[] {
  if (event.type === 'JW315') {
    const { product, toewijzingIngangsdatum: begin, toewijzingEinddatum: end } = event.content;
    return [{ type: 'JW315', product: productOf(product), begin, end: end ?? null, changes: null }];
  }
  const { teWijzigenProducten, nieuweProducten } = event.content;
  return [
    ...(teWijzigenProducten?.teWijzigenProduct ?? []).map((one) => ({
      ...{ type: 'JW317' as const, product: null, begin: one.gewensteIngangsdatum },
      ...{ end: one.einddatum ?? null, changes: normalNumber(one.toewijzingNummer) },
    })),
    ...(nieuweProducten?.nieuwProduct ?? []).map((one) => ({
      ...{ type: 'JW317' as const, product: productOf(one.product), changes: null },
      ...{ begin: one.gewensteIngangsdatum, end: one.einddatum ?? null },
    })),
  ];
}

function productOf(product: { categorie: string; code?: string } | undefined) {
  return product ? { categorie: product.categorie, code: product.code ?? null } : null;
}
