import { type Money, minus, nothing, sum } from '../../money.ts';
import { countedOn } from '../../volume.ts';
import type { DeclaredOn, GrantedPrestatie } from './declared-past.ts';
import { keyOf } from './repeated.ts';

/** What is granted on one allocation so far. Each question takes the same time, however much was granted. */
export class Tally {
  readonly #eenheid: string | undefined;
  readonly #debits = new Map<string | undefined, GrantedPrestatie[]>();
  readonly #credited = new Set<string | undefined>();
  /** Debits that were not credited, by product and period. */
  readonly #standing = new Map<string, number>();
  readonly #months = new Map<string, bigint>();
  #volume = 0n;
  #amount: Money = nothing;

  constructor({ omvang, granted }: DeclaredOn) {
    this.#eenheid = omvang?.eenheid;
    for (const prestatie of granted) this.add(prestatie);
  }

  /** Counts a Prestatie that is granted; a credit takes off. */
  add(prestatie: GrantedPrestatie): void {
    const { referentieNummer, vorigReferentieNummer, debetCredit, bedrag } = prestatie;
    const isDebit = debetCredit === 'D';
    if (isDebit) {
      const same = this.#debits.get(referentieNummer);
      if (same) same.push(prestatie);
      else this.#debits.set(referentieNummer, [prestatie]);
    } else this.#credited.add(vorigReferentieNummer);
    const key = periodKey(prestatie);
    this.#standing.set(key, (this.#standing.get(key) ?? 0) + (isDebit ? 1 : -1));
    const counted = this.counted(prestatie) ?? 0n;
    const volume = isDebit ? counted : -counted;
    const month = monthOf(prestatie);
    this.#months.set(month, (this.#months.get(month) ?? 0n) + volume);
    this.#volume += volume;
    this.#amount = isDebit ? sum([this.#amount, bedrag]) : minus(this.#amount, bedrag);
  }

  /** A volume as it counts on the allocation; undefined where its Eenheid cannot be compared, or there is no Omvang. */
  counted(delivered: Pick<GrantedPrestatie, 'volume' | 'eenheid'>): bigint | undefined {
    return countedOn(this.#eenheid, delivered);
  }

  /** Granted in the calendar month of a ProductPeriode, as {@link counted}. */
  volumeIn(prestatie: Pick<GrantedPrestatie, 'begin'>): bigint {
    return this.#months.get(monthOf(prestatie)) ?? 0n;
  }

  get volume(): bigint {
    return this.#volume;
  }

  get amount(): Money {
    return this.#amount;
  }

  /** Whether a debit for the same product and ProductPeriode stands, and was not credited. */
  has(prestatie: GrantedPrestatie): boolean {
    return (this.#standing.get(periodKey(prestatie)) ?? 0) > 0;
  }

  /** The debits with a ReferentieNummer; more than one only where references were used again. */
  debits(referentieNummer: string | undefined): readonly GrantedPrestatie[] {
    return this.#debits.get(referentieNummer) ?? [];
  }

  isCredited(referentieNummer: string | undefined): boolean {
    return this.#credited.has(referentieNummer);
  }
}

function periodKey({ product, begin, end }: GrantedPrestatie): string {
  return keyOf(product.categorie, product.code, begin, end);
}

/** `yyyy-mm`; a ProductPeriode lies in one month. */
function monthOf({ begin }: Pick<GrantedPrestatie, 'begin'>): string {
  return begin.slice(0, -3);
}
