import type { BerichtOf } from '../../messages/berichten.ts';
import { clientOf, declaratieClienten } from '../engine/classes.ts';
import type { DeclaredPast } from '../engine/declared-past.ts';
import { at } from '../engine/located.ts';
import { type Rule, type RuleContext, rule } from '../engine/rule.ts';
import { servicesOf } from '../engine/services.ts';
import { atAanbieder, referred } from './past-changes.ts';

/** Whose the allocations are that a message is about. */
export const pastClients: readonly Rule[] = [
  rule({
    code: 'TR304',
    level: 3,
    retourCode: '8187',
    messages: ['JW317', 'JW323', 'JW325'],
    berichtklasse: 'Client.Bsn',
    sentence: {
      nl: 'Dit Bsn hoort niet bij de toewijzingen die voor deze cliënt worden genoemd: een ToewijzingNummer is van een andere cliënt. In een JW325 staat dit Bsn niet in de declaratie. Controleer het Bsn en de nummers.',
      en: 'This Bsn does not go with the allocations that are named for this client: a ToewijzingNummer belongs to another client. In a JW325 this Bsn is not in the declaration. Check the Bsn and the numbers.',
    },
    reading: {
      nl: 'In een JW323 is één toewijzing van een andere cliënt genoeg om de Client af te wijzen, met al zijn prestaties. Nummers die de gemeente niet kent, tellen hier niet mee (TR338). In een JW325 moet het Bsn in de JW323 staan die wordt beantwoord.',
      en: 'In a JW323 one allocation of another client is enough to refuse the Client, with all its services. Numbers that the gemeente does not know do not count here (TR338). In a JW325 the Bsn must be that of a client of the JW323 that it answers.',
    },
    needsPast: { JW317: 'past', JW323: 'declared', JW325: 'answered' },
    check: (bericht, context) => {
      switch (bericht.type) {
        case 'JW317':
          return requestedOfOther(bericht, context);
        case 'JW323':
          return context.declared ? declaredOfOther(bericht, context.declared) : [];
        case 'JW325':
          return answeredOfOther(bericht, context);
      }
    },
  }),
];

function requestedOfOther(bericht: BerichtOf<'JW317'>, { past }: RuleContext): string[] {
  if (!past) return [];
  const known = atAanbieder(past);
  const other = [...referred(bericht)].some((number) => known.get(number)?.ofClient === false);
  return other ? [at(clientOf(bericht), 'bsn')] : [];
}

function declaredOfOther(bericht: BerichtOf<'JW323'>, declared: DeclaredPast): string[] {
  const found = new Set<string>();
  for (const { client, allocation } of servicesOf(bericht, declared))
    if (allocation && allocation.client !== declared.clients.get(client.value.bsn))
      found.add(at(client, 'bsn'));
  return [...found];
}

function answeredOfOther(bericht: BerichtOf<'JW325'>, { answered }: RuleContext): string[] {
  const { declaration } = answered ?? {};
  if (!declaration) return [];
  const declared = new Set(declaratieClienten(declaration).map(({ value }) => value.bsn));
  return declaratieClienten(bericht)
    .filter(({ value }) => !declared.has(value.bsn))
    .map((client) => at(client, 'bsn'));
}
