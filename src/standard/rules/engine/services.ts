import type { BerichtOf, Prestatie } from '../../messages/berichten.ts';
import { declaratieClienten } from './classes.ts';
import type { DeclaredOn, DeclaredPast } from './declared-past.ts';
import { each, inside, type Located } from './located.ts';
import { normalNumber } from './past.ts';
import { keyOf } from './repeated.ts';
import { type Rule, type RuleContext, rule } from './rule.ts';

/** A Prestatie of a declaration, with whose it is. */
export interface Service extends Located<Prestatie> {
  readonly client: Located<{ readonly bsn: string }>;
  /** Its allocation; undefined when this gemeente has none with its number for this aanbieder (TR338). */
  readonly allocation: DeclaredOn | undefined;
}

/** A Prestatie on an allocation that is known. */
export interface AllocatedService extends Service {
  readonly allocation: DeclaredOn;
}

/** Every Prestatie, in the order of the message. */
export function servicesOf(bericht: BerichtOf<'JW323'>, { allocations }: DeclaredPast): Service[] {
  const found: Service[] = [];
  for (const client of declaratieClienten(bericht))
    for (const prestatie of each(inside(client, 'prestaties'), 'prestatie')) {
      const number = normalNumber(prestatie.value.toewijzingNummer);
      found.push({ ...prestatie, client, allocation: allocations.get(number) });
    }
  return found;
}

/** Every Prestatie of a declaration or of its answer, with the Bsn of its client. */
export function prestatiesByBsn(
  bericht: BerichtOf<'JW323' | 'JW325'>,
): { readonly bsn: string; readonly prestatie: Located<Prestatie> }[] {
  const found: { bsn: string; prestatie: Located<Prestatie> }[] = [];
  for (const client of declaratieClienten(bericht))
    for (const prestatie of each(inside(client, 'prestaties'), 'prestatie'))
      found.push({ bsn: client.value.bsn, prestatie });
  return found;
}

/** What a Prestatie is known by in its message: its ProductReferentie below the Bsn of its client (TR101). */
export function referenceKey(bsn: string, { productReferentie }: Prestatie): string {
  const { referentieNummer, vorigReferentieNummer } = productReferentie;
  return keyOf(bsn, referentieNummer, vorigReferentieNummer);
}

/** Whether a Prestatie takes an earlier one back. */
export function isCredit({ value }: Located<Prestatie>): boolean {
  return value.ingediendBedrag.debetCredit === 'C';
}

export function isAllocated(service: Service): service is AllocatedService {
  return service.allocation !== undefined;
}

/**
 * Every Prestatie that declares something on an allocation that is known. What is about the care itself is asked of
 * these alone: credits are refused on technical grounds only (IV085), and of an unknown allocation there is nothing to
 * ask but its number.
 */
export function allocatedDebits(
  bericht: BerichtOf<'JW323'>,
  declared: DeclaredPast,
): AllocatedService[] {
  return servicesOf(bericht, declared).filter(isAllocated).filter(isDebit);
}

export function isDebit(prestatie: Located<Prestatie>): boolean {
  return !isCredit(prestatie);
}

/**
 * Defines a rule that compares a JW323 with what was declared and granted before; without a {@link DeclaredPast} it finds
 * nothing.
 */
export function declaredRule(
  definition: Omit<Rule, 'messages' | 'needsPast' | 'check'> & {
    readonly check: (
      bericht: BerichtOf<'JW323'>,
      declared: DeclaredPast,
      context: RuleContext,
    ) => Iterable<string>;
  },
): Rule {
  return rule({
    ...definition,
    messages: ['JW323'],
    needsPast: 'declared',
    check: (bericht, context) =>
      context.declared ? definition.check(bericht, context.declared, context) : [],
  });
}

/** The end of the reading of a rule that finds and does not refuse while the past is not complete ({@link Rule.needsAll}). */
export const whileIncomplete = {
  nl: 'Zolang de gateway niet alles kent wat eerder is gedeclareerd en toegekend, is dit alleen een melding en wijst de gateway niets af.',
  en: 'While the gateway does not know all that was declared and granted before, it tells this and refuses nothing.',
} as const;
