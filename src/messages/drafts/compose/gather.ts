import {
  canDeclareAnew,
  lastDeclaredMonth,
  type RefusedPrestatie,
} from '../../../ledger/declarations/standing.ts';
import {
  type AllocationPlace,
  allocatingMessages,
  allocationOfAanbieder,
  type CaseState,
  readCase,
  usedNumbers,
} from '../../../ledger/views/case-state.ts';
import { knownByBsn } from '../../../ledger/views/known.ts';
import { kindOf, type PartyKind } from '../../../parties/directory/codes.ts';
import type { Call } from '../../../parties/principal.ts';
import { Problem } from '../../../problem.ts';
import type { Decision } from '../../../standard/answers/decisions.ts';
import { dutchDate } from '../../../standard/calendar.ts';
import type { BerichtOf } from '../../../standard/messages/berichten.ts';
import { parseBericht } from '../../../standard/messages/parse.ts';
import { normalNumber } from '../../../standard/rules/engine/past.ts';
import { type GemeenteNow, gemeenteNow } from '../../views/gemeente.ts';
import { type LentMessage, lendDeclaration, lendMessage, lendNewest } from '../../views/lent.ts';
import type { ComposeParts, KnownDetails } from '../composing.ts';
import type { ClientDetails } from '../forms.ts';
import { isUnsafe } from './client.ts';
import { randomNumber } from './setting.ts';

/** Reads what drafts are composed of. Shows nothing to anybody. */
export class Gather {
  readonly #parts: ComposeParts;
  readonly #actsFor: readonly string[];
  readonly #today: string;
  /** The code of the party itself, which is Afzender. */
  readonly party: string;

  /**
   * @param kind what the party must be
   * @throws {Problem} `not-found` for another, which has no such messages
   */
  constructor(parts: ComposeParts, { principal }: Call, kind: PartyKind, now: Date) {
    const { party, actsFor } = principal;
    if (party === undefined || kindOf(party) !== kind) throw new Problem('not-found');
    this.#parts = parts;
    this.#actsFor = actsFor;
    this.#today = dutchDate(now);
    this.party = party;
  }

  /** A gemeente today. */
  gemeente(code: string): Promise<GemeenteNow> {
    const { pool, keys } = this.#parts;
    return gemeenteNow(pool, keys.rows, code, this.#today);
  }

  /** A request that the party got. @throws {Problem} `not-found`, `forgotten` */
  async received(
    id: string,
  ): Promise<{ message: LentMessage; bericht: BerichtOf<'JW315' | 'JW317'> }> {
    const { pool, keys } = this.#parts;
    const message = await lendMessage(pool, keys, id, ({ type, recipient }) => {
      return (type === 'JW315' || type === 'JW317') && this.#actsFor.includes(recipient);
    });
    const type = message.type === 'JW317' ? 'JW317' : 'JW315';
    return { message, bericht: parseBericht(type, message.bytes) };
  }

  /** A JW315 that the party sent. @throws {Problem} `not-found`, `forgotten` */
  async sent(id: string): Promise<BerichtOf<'JW315'>> {
    const { pool, keys } = this.#parts;
    const { bytes } = await lendMessage(
      pool,
      keys,
      id,
      ({ type, sender }) => type === 'JW315' && this.#actsFor.includes(sender),
    );
    return parseBericht('JW315', bytes);
  }

  /** A declaration that the party sent, and the JW325 on it. @throws {Problem} `not-found`, `forgotten` */
  async declared(
    id: string,
  ): Promise<{ declaration: BerichtOf<'JW323'>; answer: BerichtOf<'JW325'> | undefined }> {
    const { pool, keys } = this.#parts;
    const lent = await lendDeclaration(pool, keys, id, ({ sender }) =>
      this.#actsFor.includes(sender),
    );
    return {
      declaration: parseBericht('JW323', lent.declaration.bytes),
      answer: lent.answer && parseBericht('JW325', lent.answer.bytes),
    };
  }

  /** Which of these Prestaties, that a gemeente refused, can be declared anew; and the last month that was declared. */
  async anew(
    gemeente: string,
    decisions: readonly Decision[],
  ): Promise<{ refused: readonly Decision[]; lastMonth: string | undefined }> {
    const { pool, keys } = this.#parts;
    const between = { gemeente, aanbieder: this.party, today: this.#today };
    const can = await canDeclareAnew(pool, keys, between, decisions.map(refusedOf));
    return {
      refused: decisions.filter((_, index) => can[index]),
      lastMonth: await lastDeclaredMonth(pool, between),
    };
  }

  /** The random id of a child that the party knows; null for others. */
  async childOf(bsn: string): Promise<string | null> {
    const { pool, keys } = this.#parts;
    return (await knownByBsn(pool, keys.clientHash(bsn), this.#actsFor)) ?? null;
  }

  /** What is true of a child at an aanbieder; undefined where nothing is known. */
  async caseOf(
    clientId: string | null,
    provider: string,
    gemeenten: readonly string[],
  ): Promise<CaseState | undefined> {
    const { pool, keys } = this.#parts;
    if (clientId === null) return undefined;
    return readCase(pool, keys, { clientId, provider, gemeenten });
  }

  /** An allocation of the party, an aanbieder. @throws {Problem} `not-found` */
  async allocation(id: string): Promise<AllocationPlace> {
    const place = await allocationOfAanbieder(this.#parts.pool, this.#actsFor, id);
    if (!place) throw new Problem('not-found');
    return place;
  }

  /** Which of these numbers the gemeenten used. */
  usedNumbers(
    gemeenten: readonly string[],
    numbers: readonly string[],
  ): Promise<ReadonlySet<string>> {
    return usedNumbers(this.#parts.pool, gemeenten, numbers);
  }

  /** Numbers that the gemeenten have not used. @param besides others that may not be among them */
  async freshNumbers(
    gemeenten: readonly string[],
    count: number,
    besides: readonly string[],
  ): Promise<string[]> {
    const found = new Set<string>();
    while (found.size < count) {
      const drawn = Array.from({ length: count - found.size }, randomNumber);
      const used = await this.usedNumbers(gemeenten, drawn);
      for (const one of drawn) if (!used.has(one) && !besides.includes(one)) found.add(one);
    }
    return [...found];
  }

  /**
   * The Client of the newest JW301 about a child whose content is kept.
   *
   * @param provider of those to this aanbieder; null of those to any
   */
  async newestAllocation(
    clientId: string,
    gemeenten: readonly string[],
    provider: string | null,
  ): Promise<{ client: BerichtOf<'JW301'>['client']; receivedAt: Date } | undefined> {
    const { pool, keys } = this.#parts;
    const ids = await allocatingMessages(pool, clientId, gemeenten, provider);
    const newest = await lendNewest(pool, keys, ids);
    if (!newest) return undefined;
    return {
      client: parseBericht('JW301', newest.bytes).client,
      receivedAt: newest.receivedAt,
    };
  }

  /**
   * What a gemeente knows of a child: the newest of what it typed or imported, and of its newest JW301. Where one of the
   * two says that the address is secret it stays so, whatever was imported since, until a person typed another.
   */
  async details(
    { code, family }: GemeenteNow,
    clientId: string | null,
  ): Promise<{ known: KnownDetails | null; secret: boolean }> {
    if (clientId === null) return { known: null, secret: false };
    const kept = await this.#parts.keptDetails(code, clientId);
    const newest = await this.newestAllocation(clientId, family, null);
    return newestDetails(kept, newest);
  }
}

/**
 * The newest of what a gemeente typed or imported, and of its newest JW301; and whether one of the two says that the address
 * is secret.
 */
export function newestDetails(
  kept: KnownDetails | undefined,
  newest: { readonly client: BerichtOf<'JW301'>['client']; readonly receivedAt: Date } | undefined,
): { known: KnownDetails | null; secret: boolean } {
  const said = newest && detailsIn(newest.client);
  const isTypedSince =
    kept?.source === 'typed' && newest !== undefined && kept.recordedAt > newest.receivedAt;
  const secret =
    (kept !== undefined && isUnsafe(kept.details)) ||
    (said !== undefined && !isTypedSince && isUnsafe(said));
  if (!newest || !said || (kept && kept.recordedAt > newest.receivedAt))
    return { known: kept ?? null, secret };
  return { known: { details: said, source: 'jw301', recordedAt: newest.receivedAt }, secret };
}

function refusedOf({ prestatie }: Decision): RefusedPrestatie {
  const { productReferentie, productPeriode, productCategorie: categorie } = prestatie;
  const { vorigReferentieNummer } = productReferentie;
  return {
    toewijzingNummer: normalNumber(prestatie.toewijzingNummer),
    ...{ categorie, code: prestatie.productCode },
    ...{ begin: productPeriode.begindatum, end: productPeriode.einddatum },
    ...(vorigReferentieNummer !== undefined && { vorigReferentieNummer }),
  };
}

function detailsIn({
  bsn: _,
  toegewezenProducten: __,
  ...details
}: BerichtOf<'JW301'>['client']): ClientDetails {
  return details;
}
