import type { BerichtOf, Contact, Prestatie } from '../../messages/berichten.ts';
import { each, inside, type Located, located } from './located.ts';

/** The classes that several rules check, in the messages that have them. */

/** The one Client of a message about a child. */
export function clientOf<T extends 'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317'>(
  bericht: BerichtOf<T>,
): Located<BerichtOf<T>['client']> {
  return inside(located(bericht), 'client') as Located<BerichtOf<T>['client']>;
}

/** The answer to a request. */
export function antwoordOf(bericht: BerichtOf<'JW319'>) {
  return inside(located(bericht), 'antwoord');
}

export function declaratieOf(bericht: BerichtOf<'JW323'>) {
  return inside(located(bericht), 'declaratie');
}

/** The DeclaratieAntwoord of a JW325; undefined when the declaration was refused on its Header. */
export function declaratieAntwoordOf(bericht: BerichtOf<'JW325'>) {
  return inside(located(bericht), 'declaratieAntwoord');
}

/** What a request for change asks, as a whole. */
export function verzoekOf(bericht: BerichtOf<'JW317'>) {
  return inside(clientOf(bericht), 'verzoek');
}

/** Every Client of a message; a declaration has many. */
export function clienten(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323' | 'JW325'>,
): Located<{ readonly bsn: string }>[] {
  switch (bericht.type) {
    case 'JW323':
    case 'JW325':
      return declaratieClienten(bericht);
    default:
      return [clientOf(bericht)];
  }
}

/** The clients of a declaration or of its answer. */
export function declaratieClienten(bericht: BerichtOf<'JW323' | 'JW325'>) {
  if (bericht.type === 'JW323') return each(inside(declaratieOf(bericht), 'clienten'), 'client');
  const antwoord = declaratieAntwoordOf(bericht);
  return each(antwoord && inside(antwoord, 'clienten'), 'client');
}

/** Every Prestatie of a declaration or of its answer. */
export function prestaties(bericht: BerichtOf<'JW323' | 'JW325'>): Located<Prestatie>[] {
  const found: Located<Prestatie>[] = [];
  for (const client of declaratieClienten(bericht))
    for (const prestatie of each(inside(client, 'prestaties'), 'prestatie')) found.push(prestatie);
  return found;
}

/** The period of every Prestatie. */
export function productPerioden(bericht: BerichtOf<'JW323' | 'JW325'>) {
  return prestaties(bericht).map((prestatie) => inside(prestatie, 'productPeriode'));
}

/** Every period of a declaration or of its answer; DeclaratiePeriode, which no answer has, first. */
export function declaratiePerioden(bericht: BerichtOf<'JW323' | 'JW325'>) {
  const declared =
    bericht.type === 'JW323' ? [inside(declaratieOf(bericht), 'declaratiePeriode')] : [];
  return [...declared, ...productPerioden(bericht)];
}

/** Every Relatie of the client. */
export function relaties(bericht: BerichtOf<'JW301'>) {
  return each(inside(clientOf(bericht), 'relaties'), 'relatie');
}

/** The Contacts of the client itself. */
export function contacten(bericht: BerichtOf<'JW301'>) {
  return each(inside(clientOf(bericht), 'contactgegevens'), 'contact');
}

/** Every Contact: those of the relations, and those of the client. */
export function alleContacten(bericht: BerichtOf<'JW301'>): Located<Contact>[] {
  const vanRelaties = relaties(bericht).map((relatie) => inside(relatie, 'contact'));
  return [...vanRelaties, ...contacten(bericht)];
}

/** The dates of birth in a message: of the client, and in a JW301 of relations who have one. */
export function geboortedata(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315'>,
): Located<Geboortedatum>[] {
  const van = bericht.type === 'JW301' ? relaties(bericht) : [];
  const found = [
    inside(clientOf(bericht), 'geboortedatum'),
    ...van.map((relatie) => inside(relatie, 'geboortedatum')),
  ];
  return found.filter((geboortedatum) => geboortedatum !== undefined);
}

interface Geboortedatum {
  readonly datum: string;
  readonly datumGebruik?: string;
}

export function startProducten(bericht: BerichtOf<'JW305'>) {
  return each(inside(clientOf(bericht), 'startProducten'), 'startProduct');
}

export function stopProducten(bericht: BerichtOf<'JW307'>) {
  return each(inside(clientOf(bericht), 'stopProducten'), 'stopProduct');
}

/** Allocations that a request for change wants to stay as they are. */
export function ongewijzigdeProducten(bericht: BerichtOf<'JW317'>) {
  return each(inside(verzoekOf(bericht), 'ongewijzigdeProducten'), 'ongewijzigdProduct');
}
