import { counting, words } from './words.ts';

/** Words of "Bewaren". */
export const keepingWords = {
  title: words('Bewaren', 'Keeping'),
  about: words(
    'Wat de gateway elke nacht vergeet omdat de bewaartermijn voorbij is, en wat langer blijft voor een onderzoek of rechtszaak.',
    'What the gateway forgets each night because its term is over, and what stays longer for an inquiry or a lawsuit.',
  ),
  holds: words('Langer bewaren', 'Legal holds'),
  noHolds: words(
    'Niets wordt langer bewaard dan de bewaartermijn.',
    'Nothing is kept longer than its term.',
  ),
  onlyInForce: words('Toon alleen wat nu geldt', 'Show only those in force'),
  allHolds: words('Toon ook wat is opgeheven', 'Show those that were lifted too'),
  what: words('Wat', 'What'),
  targets: {
    message: words('bericht', 'message'),
    client: words('kind', 'child'),
    party: words('partij', 'party'),
  },
  reason: words('Reden', 'Reason'),
  placed: words('Sinds', 'Since'),
  by: words('Door', 'By'),
  state: words('Stand', 'State'),
  inForce: words('geldt', 'in force'),
  lifted: words('opgeheven op {at} door {by}', 'lifted at {at} by {by}'),
  lift: words('Opheffen', 'Lift'),
  liftAbout: words(
    'Wat over zijn bewaartermijn is, wordt bij de volgende nacht vergeten, tenzij iets anders het bewaart. Vergeten is niet terug te draaien.',
    'What is over its term is forgotten the next night, unless something else keeps it. Forgetting cannot be undone.',
  ),
  place: words('Iets langer bewaren', 'Keep something longer'),
  placeAbout: words(
    'Van een bericht blijft dat bericht; van een kind zijn toewijzingen en de berichten erover; van een partij alles wat zij stuurde en kreeg. De partijen krijgen geen bericht.',
    'Of a message that message stays; of a child its allocations and the messages about it; of a party all that it sent and received. Parties are not informed.',
  ),
  kind: words('Waarvan', 'Of what'),
  id: words('Nummer of code', 'Id or code'),
  idHint: words(
    'Van een bericht en een kind het nummer zoals de gateway het toont (01a20563-…), van een partij de code.',
    'Of a message and a child the id as the gateway shows it (01a20563-…), of a party its code.',
  ),
  reasonHint: words(
    'Bijvoorbeeld het nummer van de zaak. Geen persoonsgegevens.',
    'For example the number of the case. No personal data.',
  ),
  idMissing: words(
    'Vul een nummer van 36 tekens in, zoals 01a20563-607e-7aa1-b735-07c007c906ff.',
    'Enter an id of 36 characters, as 01a20563-607e-7aa1-b735-07c007c906ff.',
  ),
  partyMissing: words(
    'Vul een code van 4, 8 of 20 cijfers in.',
    'Enter a code of 4, 8 or 20 digits.',
  ),
  nothing: words(
    'Dit is er niet, of het is al vergeten. Kijk het nummer na.',
    'This is not there, or was forgotten already. Check the id.',
  ),
  already: words(
    'Dit wordt al bewaard: het staat in de lijst.',
    'This is kept already: it stands in the list.',
  ),
  done: {
    placed: words('Dit wordt nu bewaard.', 'This is kept now.'),
    lifted: words('Dit wordt niet meer langer bewaard.', 'This is not kept longer any more.'),
  },
  forgettings: words('Wat per dag is vergeten', 'What was forgotten, by day'),
  noForgettings: words(
    'Er is nog niets vergeten: de gateway doet dat elke nacht.',
    'Nothing was forgotten yet: the gateway does so each night.',
  ),
  day: words('Dag', 'Day'),
  messages: words('Berichten', 'Messages'),
  refused: words('Geweigerde', 'Refused'),
  children: words('Kinderen', 'Children'),
  months: words('Maanden van het logboek', 'Months of the log'),
  held: words('Bewaard', 'Kept'),
  waiting: words('Nog niet klaar', 'Not finished'),
  busy: words('loopt nog, of is halverwege gestopt', 'goes on, or stopped halfway'),
  terms: words('Bewaartermijnen', 'Terms'),
  termOf: {
    payloadDays: counting(
      words('berichten 1 dag', 'messages 1 day'),
      words('berichten {n} dagen', 'messages {n} days'),
    ),
    refusedDays: counting(
      words('geweigerde berichten 1 dag', 'refused messages 1 day'),
      words('geweigerde berichten {n} dagen', 'refused messages {n} days'),
    ),
    accessLogMonths: counting(
      words('logboek 1 maand', 'access log 1 month'),
      words('logboek {n} maanden', 'access log {n} months'),
    ),
    ledgerYears: counting(
      words('grootboek 1 jaar', 'ledger 1 year'),
      words('grootboek {n} jaar', 'ledger {n} years'),
    ),
  },
  items: words('Vergeten op {day}', 'Forgotten on {day}'),
  itemsAbout: words(
    'De nummers van wat op deze dag is vergeten. Van de inhoud is niets over.',
    'The ids of what was forgotten on this day. Nothing of the content is left.',
  ),
  noItems: words('Op deze dag is niets vergeten.', 'Nothing was forgotten on this day.'),
  noItemsHere: words('Hier staat niets meer.', 'Nothing more stands here.'),
  itemKinds: {
    message: words('bericht', 'message'),
    refused: words('geweigerd bericht', 'refused message'),
    client: words('kind', 'child'),
  },
} as const;
