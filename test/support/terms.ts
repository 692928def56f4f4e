import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Term } from '../../src/region/terms/term.ts';

/** What is given of a term; the rest follows, or is of a decision that is open. */
export type PlantedTerm = Partial<Omit<Term, 'debtor' | 'creditor'>> & {
  /** Who has to meet it: the gemeente by default. */
  readonly debtor?: string;
};

/** Writes a term as the gateway does. @returns its id */
export async function plantTerm(pool: Pool, given: PlantedTerm = {}): Promise<string> {
  const { municipality = '0363', provider = '12345678', status = 'open' } = given;
  const { debtor = municipality, dueOn = '2026-11-09' } = given;
  const isMet = status === 'in-time' || status === 'late';
  const term: Term = {
    ...{ id: randomUUID(), kind: 'decision', messageId: null, clientId: null },
    ...{ toewijzingNummer: null, referenceHash: null, since: '2026-11-02', pending: false },
    metAt: isMet ? new Date('2026-11-05T10:00:00Z') : null,
    metBy: null,
    taken: isMet ? 3 : null,
    voidReason: status === 'void' ? 'refused' : null,
    ...given,
    ...{ municipality, provider, status, dueOn, debtor },
    creditor: debtor === municipality ? provider : municipality,
  };
  await pool.query(
    `insert into term (id, kind, municipality, provider, debtor, creditor, message_id, client_id,
      toewijzing_nummer, reference_hash, since, due_on, met_at, met_by, pending, taken, status, void_reason)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
    [
      ...[term.id, term.kind, term.municipality, term.provider, term.debtor, term.creditor],
      ...[term.messageId, term.clientId, term.toewijzingNummer, term.referenceHash, term.since],
      ...[term.dueOn, term.metAt, term.metBy, term.pending, term.taken, term.status],
      term.voidReason,
    ],
  );
  return term.id;
}

/** How many terms of a pair ended how. */
export interface PlantedCount {
  readonly municipality?: string;
  readonly provider?: string;
  readonly kind?: Term['kind'];
  readonly byGemeente?: boolean;
  /** `yyyy-mm`. */
  readonly month?: string;
  /** By status, and by the days that it took: how many. */
  readonly inTime?: Readonly<Record<number, number>>;
  readonly late?: Readonly<Record<number, number>>;
  readonly missed?: number;
}

/** Writes counts as the gateway does. */
export async function plantCounts(pool: Pool, given: PlantedCount): Promise<void> {
  const { municipality = '0363', provider = '12345678', kind = 'decision' } = given;
  const { byGemeente = true, month = '2026-11', inTime = {}, late = {}, missed = 0 } = given;
  const rows = [
    ...Object.entries(inTime).map(([taken, count]) => ['in-time', Number(taken), count] as const),
    ...Object.entries(late).map(([taken, count]) => ['late', Number(taken), count] as const),
    ...(missed > 0 ? [['missed', -1, missed] as const] : []),
  ];
  for (const row of rows)
    await pool.query(
      `insert into term_count (municipality, provider, kind, by_gemeente, month, status, taken, count)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [municipality, provider, kind, byGemeente, `${month}-01`, ...row],
    );
}
