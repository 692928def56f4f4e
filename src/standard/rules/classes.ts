import type { BerichtOf, Contact, Prestatie } from '../messages/berichten.ts';
import { each, inside, type Located, located } from './place.ts';

/** Where the classes that several rules look at stand in the messages that have them. */

/** Every Client of a message; a declaration has many. */
export function clienten(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315' | 'JW317' | 'JW323' | 'JW325'>,
): Located<{ readonly bsn: string }>[] {
  switch (bericht.type) {
    case 'JW323':
    case 'JW325':
      return declaratieClienten(bericht);
    default: {
      const client = inside(
        located<{ readonly client: { readonly bsn: string } }>(bericht),
        'client',
      );
      return client ? [client] : [];
    }
  }
}

/** The clients of a declaration or of its answer. */
export function declaratieClienten(bericht: BerichtOf<'JW323' | 'JW325'>) {
  if (bericht.type === 'JW323') {
    const declaratie = inside(located(bericht), 'declaratie');
    return each(declaratie && inside(declaratie, 'clienten'), 'client');
  }
  const antwoord = inside(located(bericht), 'declaratieAntwoord');
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
  return prestaties(bericht)
    .map((prestatie) => inside(prestatie, 'productPeriode'))
    .filter((periode) => periode !== undefined);
}

/** Every period of a declaration or of its answer; DeclaratiePeriode, which no answer has, first. */
export function declaratiePerioden(bericht: BerichtOf<'JW323' | 'JW325'>) {
  const declaratie = bericht.type === 'JW323' && inside(located(bericht), 'declaratie');
  const declared = declaratie && inside(declaratie, 'declaratiePeriode');
  return [...(declared ? [declared] : []), ...productPerioden(bericht)];
}

/** Every Relatie of the client. */
export function relaties(bericht: BerichtOf<'JW301'>) {
  const client = inside(located(bericht), 'client');
  return each(client && inside(client, 'relaties'), 'relatie');
}

/** The Contacts of the client itself. */
export function contacten(bericht: BerichtOf<'JW301'>) {
  const client = inside(located(bericht), 'client');
  return each(client && inside(client, 'contactgegevens'), 'contact');
}

/** Every Contact: those of the relations, and those of the client. */
export function alleContacten(bericht: BerichtOf<'JW301'>): Located<Contact>[] {
  const vanRelaties = relaties(bericht).map((relatie) => inside(relatie, 'contact'));
  return [...vanRelaties.filter((contact) => contact !== undefined), ...contacten(bericht)];
}

/** The dates of birth in a message: of the client, and in a JW301 of relations who have one. */
export function geboortedata(
  bericht: BerichtOf<'JW301' | 'JW305' | 'JW307' | 'JW315'>,
): Located<Geboortedatum>[] {
  const client = inside(located(bericht), 'client');
  const van = bericht.type === 'JW301' ? relaties(bericht) : [];
  const found = [
    client && inside(client, 'geboortedatum'),
    ...van.map((relatie) => inside(relatie, 'geboortedatum')),
  ];
  return found.filter((geboortedatum) => geboortedatum !== undefined);
}

interface Geboortedatum {
  readonly datum: string;
  readonly datumGebruik?: string;
}

export function startProducten(bericht: BerichtOf<'JW305'>) {
  const client = inside(located(bericht), 'client');
  return each(client && inside(client, 'startProducten'), 'startProduct');
}

export function stopProducten(bericht: BerichtOf<'JW307'>) {
  const client = inside(located(bericht), 'client');
  return each(client && inside(client, 'stopProducten'), 'stopProduct');
}
