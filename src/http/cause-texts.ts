import type { Cause } from '../exchange/cause.ts';
import type { Language } from './problem-text.ts';

type Sentences = Readonly<Record<Cause, Readonly<Record<Language, string>>>>;

const itself = {
  nl: 'U hoeft niets te doen: de gateway probeert het vanzelf opnieuw.',
  en: 'There is nothing to do: the gateway tries again by itself.',
};
const byOperator = {
  nl: 'Stuur het niet opnieuw: een operator lost de oorzaak op en laat dit bericht daarna opnieuw verwerken, of schrijft het af en zegt waarom.',
  en: 'Do not send it again: an operator mends the cause and has this message processed again, or gives it up and says why.',
};

function then(nl: string, en: string, next: Readonly<Record<Language, string>>) {
  return { nl: `${nl} ${next.nl}`, en: `${en} ${next.en}` };
}

const waiting: Sentences = {
  turn: {
    nl: 'Dit bericht is bewaard en wacht op zijn beurt. U hoeft niets te doen: de gateway beoordeelt het vanzelf.',
    en: 'This message is kept and waits for its turn. There is nothing to do: the gateway judges it by itself.',
  },
  held: {
    nl: 'Een eerder bericht in dezelfde rij is mislukt. Dit bericht gaat vanzelf verder als dat bericht opnieuw is verwerkt of is afgeschreven.',
    en: 'An earlier message in the same line failed. This message goes on by itself when that one is processed again or given up.',
  },
  database: then(
    'Door een storing in de database kon de gateway dit bericht nog niet verwerken.',
    'Because of trouble with the database the gateway could not process this message yet.',
    itself,
  ),
  busy: then(
    'De gateway is al bezig met andere berichten van deze afzender.',
    'The gateway is at work on other messages of this sender.',
    itself,
  ),
  checker: then(
    'Het onderdeel van de gateway dat berichten controleert, draait nu niet.',
    'The part of the gateway that checks messages does not run now.',
    itself,
  ),
  judgement: {
    nl: 'De controle van dit bericht brak af of duurde te lang. De gateway probeert het vanzelf opnieuw; lukt het drie keer niet, dan beslist een operator wat er met dit bericht gebeurt.',
    en: 'Checking this message broke off or took too long. The gateway tries again by itself; when it fails three times, an operator decides what happens to this message.',
  },
  overtaken: then(
    'Tijdens de controle van dit bericht werden er steeds andere berichten verwerkt.',
    'While this message was checked, others were processed again and again.',
    itself,
  ),
  'too-complex': then(
    'Dit bericht is te groot of te ingewikkeld om in één keer te controleren.',
    'This message is too large or too complex to be checked at once.',
    itself,
  ),
  rule: then(
    'Door een fout in de gateway kon een regel niet worden getoetst.',
    'Because of a fault of the gateway a rule could not be asked.',
    itself,
  ),
  content: then(
    'De gateway kan de bewaarde inhoud van dit bericht nu niet lezen.',
    'The gateway cannot read the content that it kept of this message now.',
    itself,
  ),
  defect: then(
    'Door een fout in de gateway is dit bericht nog niet verwerkt.',
    'Because of a fault of the gateway this message is not processed yet.',
    itself,
  ),
};

const failed: Sentences = {
  ...waiting,
  database: then(
    'De database weigerde wat de gateway van dit bericht moest bewaren.',
    'The database refused what the gateway had to keep of this message.',
    byOperator,
  ),
  judgement: then(
    'De controle van dit bericht brak drie keer af of duurde te lang.',
    'Checking this message broke off or took too long, three times.',
    byOperator,
  ),
  'too-complex': {
    nl: 'Dit bericht is te groot of te ingewikkeld om te controleren. Een operator beslist wat ermee gebeurt: schrijft die het af, verdeel het dan over meer berichten met elk een eigen Identificatie.',
    en: 'This message is too large or too complex to be checked. An operator decides what happens to it: when it is given up, divide it over more messages, each with an Identificatie of its own.',
  },
  rule: then(
    'Door een fout in de gateway kon een regel niet worden getoetst.',
    'Because of a fault of the gateway a rule could not be asked.',
    byOperator,
  ),
  content: {
    nl: 'De gateway kan de bewaarde inhoud van dit bericht niet meer lezen. Een operator zoekt uit hoe dat komt: schrijft die het af, stuur het dan opnieuw met een nieuwe Identificatie.',
    en: 'The gateway can no longer read the content that it kept of this message. An operator finds out why: when it is given up, send it again with a new Identificatie.',
  },
  defect: then(
    'Door een fout in de gateway is dit bericht niet verwerkt.',
    'Because of a fault of the gateway this message was not processed.',
    byOperator,
  ),
};

/** What is the matter with a message that waits, and what happens next. */
export function waitingSentence(cause: Cause, language: Language): string {
  return waiting[cause][language];
}

/** What is the matter with a message that failed, and what to do. */
export function failedSentence(cause: Cause, language: Language): string {
  return failed[cause][language];
}
