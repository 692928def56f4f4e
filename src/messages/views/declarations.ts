import { childrenOfDeclaration, sumsOfDeclarations } from '../../ledger/declarations/sums.ts';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { parseBericht } from '../../standard/messages/parse.ts';
import type { Store } from '../../store/database.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import type { OnNotBelieved } from '../../store/keys/row-mac.ts';
import { unnamed } from '../../store/statement.ts';
import { type MatchedPrestatie, type MessageFindings, matched } from './declaration-matched.ts';
import { lendDeclaration } from './lent.ts';
import { listMessages, type MessageQuery } from './message-list.ts';
import type { MessageSummary } from './message-summary.ts';
import { findingsOf } from './message-table.ts';

export const declarationStates = ['open', 'answered', 'refused'] as const;

/** A declaration (JW323), as its aanbieder and its gemeente see it. */
export interface DeclarationItem {
  readonly id: string;
  readonly aanbieder: string;
  readonly gemeente: string;
  /** DeclaratiePeriode, `yyyy-mm`; null where it is not known. */
  readonly month: string | null;
  readonly state: (typeof declarationStates)[number];
  /** Prestaties, and sums in whole cents; null where the ledger has nothing of it. */
  readonly prestaties: number | null;
  readonly declaredCents: number | null;
  readonly grantedCents: number | null;
  readonly refusedCents: number | null;
  readonly receivedAt: Date;
  /** The JW325. */
  readonly answerId: string | null;
}

export interface DeclarationQuery {
  /** The gemeente or aanbieder on the other side. */
  readonly counterparty?: string;
  readonly month?: string;
  readonly state?: DeclarationItem['state'];
  readonly limit: number;
  readonly after?: NonNullable<MessageQuery['after']>;
}

/** A declaration with what was decided of each Prestatie. Personal. */
export interface DeclarationSeen {
  readonly id: string;
  readonly aanbieder: string;
  readonly gemeente: string;
  readonly declaratieNummer: string;
  /** DeclaratiePeriode, `yyyy-mm`. */
  readonly month: string;
  readonly state: DeclarationItem['state'];
  readonly declaredCents: number;
  readonly grantedCents: number;
  readonly refusedCents: number;
  readonly answerId: string | null;
  readonly prestaties: readonly MatchedPrestatie[];
}

const findings = unnamed<{ declaration: string; answer: string | null }>(`
  select ${findingsOf('$declaration::uuid')} as declaration, ${findingsOf('$answer::uuid')} as answer`);

/** What became of declarations, for the aanbieder that sent them and the gemeente that received them. */
export class Declarations {
  readonly #store: Pick<Store, 'pool'>;
  readonly #keys: KeyRing;
  readonly #onNotBelieved: OnNotBelieved;

  constructor(store: Pick<Store, 'pool'>, keys: KeyRing, onNotBelieved: OnNotBelieved) {
    this.#store = store;
    this.#keys = keys;
    this.#onNotBelieved = onNotBelieved;
  }

  /**
   * A page of declarations, the one that changed last first. It may be short, or empty, with more to come. It has nothing of
   * one child, but for a declaration of one; the access log has that it was read.
   *
   * @throws {Problem} `forbidden` for who is no party
   */
  async list(
    call: Call,
    query: DeclarationQuery,
  ): Promise<{ items: DeclarationItem[]; next: MessageQuery['after'] }> {
    const { pool } = this.#store;
    const { counterparty, month, state, limit, after } = query;
    const found = await listMessages(
      pool,
      this.#keys.rows,
      call.principal,
      {
        ...{ type: 'JW323', newestFirst: true, limit },
        ...(counterparty !== undefined && { counterparty }),
        ...(after && { after }),
      },
      this.#onNotBelieved,
    );
    const seen = found.items.filter(({ status }) => shown.has(status));
    const sums = await sumsOfDeclarations(
      pool,
      seen.map(({ id }) => id),
    );
    const items = seen
      .map((one) => itemOf(one, sums.get(one.id)))
      .filter((one) => month === undefined || one.month === month)
      .filter((one) => state === undefined || one.state === state);
    const { limit: _, after: __, ...filters } = query;
    const detail = { filters: Object.keys(filters).sort(), items: items.length };
    await noteAccess(pool, this.#keys.rows, entryOf(call, 'list-declarations', { detail }));
    return { items, next: found.next };
  }

  /**
   * A declaration beside its JW325: of each Prestatie whether it was granted, also where the JW325 does not return it, and
   * why it was refused. The children are in the access log before this returns.
   *
   * @throws {Problem} `not-found`, also for one of others; `forgotten`
   */
  async get(call: Call, id: string): Promise<DeclarationSeen> {
    const { pool } = this.#store;
    const { actsFor } = call.principal;
    const lent = await lendDeclaration(
      pool,
      this.#keys,
      id,
      ({ sender, recipient, reached }) =>
        actsFor.includes(sender) || (reached && actsFor.includes(recipient)),
    );
    const { sender: aanbieder, recipient: gemeente } = lent.declaration;
    const party = actsFor.includes(aanbieder) ? aanbieder : gemeente;
    const wish = {
      ...{ party, counterparty: party === aanbieder ? gemeente : aanbieder, messageId: id },
      clientIds: await childrenOfDeclaration(pool, id),
    };
    await noteAccess(pool, this.#keys.rows, entryOf(call, 'read-declaration', wish));
    const declaration = parseBericht('JW323', lent.declaration.bytes);
    const answer = lent.answer && parseBericht('JW325', lent.answer.bytes);
    const answerId = lent.answer?.id ?? null;
    const { rows } = await pool.query<{
      declaration: MessageFindings;
      answer: MessageFindings;
    }>(findings({ declaration: id, answer: answerId }));
    const said = rows[0] ?? { declaration: [], answer: [] };
    const { declaratieNummer, declaratiePeriode } = declaration.declaratie;
    return {
      ...{ id, aanbieder, gemeente, answerId, declaratieNummer },
      month: declaratiePeriode.begindatum.slice(0, 7),
      ...matched(declaration, answer, said),
    };
  }
}

/** Statuses of declarations that came to their gemeente. */
const shown: ReadonlySet<string> = new Set(['accepted', 'delivered', 'rejected']);

function itemOf(
  { id, sender, recipient, status, receivedAt, answerId }: MessageSummary,
  sums: Awaited<ReturnType<typeof sumsOfDeclarations>> extends ReadonlyMap<string, infer S>
    ? S | undefined
    : never,
): DeclarationItem {
  const byMessage = status === 'rejected' ? 'refused' : answerId === null ? 'open' : 'answered';
  return {
    ...{ id, aanbieder: sender, gemeente: recipient ?? '' },
    month: sums?.month ?? null,
    state: sums?.state ?? byMessage,
    prestaties: sums?.prestaties ?? null,
    declaredCents: sums?.declaredCents ?? null,
    grantedCents: sums?.grantedCents ?? null,
    refusedCents: sums?.refusedCents ?? null,
    ...{ receivedAt, answerId },
  };
}
