import type { FormFault, Lacking } from '../messages/drafts/forms.ts';
import type { DraftFault } from '../problem.ts';
import type { Language } from './problem-text.ts';

type Sentence = Readonly<Record<Language, string>>;

/** Why a form cannot become a draft, and what to do. */
const ofForms: Readonly<Record<FormFault, Sentence>> = {
  'declaration-unanswered': {
    nl: 'Deze declaratie heeft nog geen antwoord (JW325). Declareer pas opnieuw als u weet wat er is afgewezen.',
    en: 'This declaration has no answer (JW325) yet. Declare anew when you know what was refused.',
  },
  'nothing-refused': {
    nl: 'Van deze declaratie is niets afgewezen. Er is niets om opnieuw te declareren.',
    en: 'Nothing of this declaration was refused. There is nothing to declare anew.',
  },
  'declared-anew': {
    nl: 'Alles wat van deze declaratie is afgewezen, is al opnieuw gedeclareerd. Wacht op het antwoord van de gemeente.',
    en: 'All that was refused of this declaration was declared anew already. Wait for the answer of the gemeente.',
  },
  'reference-unknown': {
    nl: 'Deze referentie staat niet in het verzoek. Neem de referentie precies over uit het verzoek.',
    en: 'The request does not have this reference. Copy it from the request.',
  },
  'reference-decided': {
    nl: 'Over deze referentie is al besloten, of hij staat hier twee keer. Haal dit besluit weg uit uw aanvraag.',
    en: 'This reference was decided already, or is here twice. Take this decision out.',
  },
  'number-taken': {
    nl: 'Dit ToewijzingNummer is al gebruikt. Kies een ander nummer, of laat het weg: de gateway kiest er dan een.',
    en: 'This ToewijzingNummer is used already. Choose another one, or leave it out: the gateway then chooses one.',
  },
  'whole-request': {
    nl: 'Een JW317 kent u helemaal toe, precies zoals de aanbieder vraagt. Laat uw afwijking weg, of wijs het verzoek af.',
    en: 'A JW317 is allocated whole, just as the aanbieder asks. Leave out the deviation, or refuse the request.',
  },
  'nothing-to-change': {
    nl: 'Hier staat niets in om te doen. Bij een start of stop: vul `reports` of `removes` in. Bij een verzoek om wijziging: noem een nieuw product, of een wijziging die echt iets verandert.',
    en: 'There is nothing in it to do. Of a start or stop: fill in `reports` or `removes`. Of a request for change: name a new product, or a change that does change something.',
  },
  'no-current-allocation': {
    nl: 'Dit is nu geen toewijzing van deze cliënt. Zoek de toewijzingen op met `GET /v1/allocations`.',
    en: 'This is no current allocation of this client. Look them up with `GET /v1/allocations`.',
  },
  'no-such-delivery': {
    nl: 'Deze start of stop is niet gemeld, of is al verwijderd. Een melding telt pas als de gemeente die met een retour heeft goedgekeurd. Kijk bij de toewijzing welke meldingen er zijn.',
    en: 'This start or stop was not reported, or was removed already. It counts as reported only after the gemeente approved it by its retour. The allocation shows what was reported.',
  },
  'stop-stands': {
    nl: 'Bij deze start is een stop gemeld. Verwijder eerst de stop met een JW307.',
    en: 'A stop of this start was reported. Remove the stop first, with a JW307.',
  },
  'already-started': {
    nl: 'Er is al een start gemeld. Meld eerst een stop, of verbeter de start die er is.',
    en: 'A start was reported already. Report a stop first, or correct that start.',
  },
  'not-started': {
    nl: 'Er is nog geen start gemeld. Meld eerst de start met een JW305.',
    en: 'No start was reported yet. Report the start first, with a JW305.',
  },
  'not-refused-on-residence': {
    nl: 'De gemeente heeft dit niet afgewezen om de woonplaats van het kind. Maak een nieuw verzoek met een JW315.',
    en: 'The gemeente did not refuse this on the residence of the child. Make a new request, with a JW315.',
  },
  'address-unsafe': {
    nl: 'Het adres van deze cliënt moet geheim blijven. Laat een medewerker nagaan welk adres veilig is, en vul dat in bij `clientDetails`.',
    en: 'The address of this client is to be kept secret. Let a person find out which address is safe, and fill that in as `clientDetails`.',
  },
  'ledger-incomplete': {
    nl: 'In een JW301 horen alle toewijzingen van de cliënt bij deze aanbieder. Weet u dat de gateway die allemaal kent? Leg dat dan vast met `PUT /v1/complete-ledgers/{aanbieder}`.',
    en: 'A JW301 has all allocations of the client at this aanbieder. If you know that the gateway has all of these, say so with `PUT /v1/complete-ledgers/{aanbieder}`.',
  },
  'wanted-date': {
    nl: 'Op deze dag kan de wijziging niet ingaan. Kies een andere dag, of laat de datum weg: de gateway vult dan de eerste dag in die mag.',
    en: 'The change cannot begin on this day. Choose another one, or leave it out: the gateway then fills in the first day that is allowed.',
  },
};

/** What a draft lacks, and what to do. */
const ofDrafts: Readonly<Record<Lacking['code'], Sentence>> = {
  address: {
    nl: 'Het adres van de cliënt ontbreekt. Vul bij de contactgegevens een adres in.',
    en: 'The address of the client is missing. Fill in an address among its contacts.',
  },
  gezagsdrager: {
    nl: 'Er staat geen ouder of voogd met gezag in. Vul die in bij de relaties.',
    en: 'There is no parent or guardian with authority in it. Fill one in among the relations.',
  },
  client: {
    nl: 'De geboortedatum, het geslacht of de naam van de cliënt ontbreekt. Vul alle drie in.',
    en: 'The date of birth, the sex or the name of the client is missing. Fill in all three.',
  },
  'address-unsafe': ofForms['address-unsafe'],
};

const sentences = new Map<string, Sentence>(Object.entries({ ...ofForms, ...ofDrafts }));

/** What to do about a fault of a form, or about what a draft lacks. */
export function draftFaultSentence({ code }: DraftFault, language: Language): string {
  return sentences.get(code)?.[language] ?? code;
}
