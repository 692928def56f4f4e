import { type Cause, causeOf, type Waiting } from '../messages/views/cause.ts';
import type { Language } from './problem-text.ts';

type Sentences = Readonly<Record<Cause, Readonly<Record<Language, string>>>>;

const itself = {
  nl: 'U hoeft niets te doen: de gateway probeert het automatisch opnieuw.',
  en: 'There is nothing to do: the gateway tries again by itself.',
};
const byOperator = {
  nl: 'Stuur het bericht niet opnieuw: een operator lost de oorzaak op en laat het bericht daarna opnieuw verwerken, of schrijft het af en geeft daarbij de reden.',
  en: 'Do not send it again: an operator fixes the cause and has this message processed again, or gives it up and says why.',
};

function then(nl: string, en: string, next: Readonly<Record<Language, string>>) {
  return { nl: `${nl} ${next.nl}`, en: `${en} ${next.en}` };
}

const waiting: Sentences = {
  turn: {
    nl: 'Dit bericht is opgeslagen en wacht op zijn beurt. U hoeft niets te doen: de gateway beoordeelt het automatisch.',
    en: 'This message is kept and waits for its turn. There is nothing to do: the gateway judges it by itself.',
  },
  held: {
    nl: 'Een eerder bericht over dezelfde cliënt is mislukt. U hoeft niets te doen: dit bericht gaat verder als een operator dat bericht opnieuw heeft laten verwerken of heeft afgeschreven.',
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
    nl: 'De controle van dit bericht brak af of duurde te lang. De gateway probeert het automatisch opnieuw. Lukt het drie keer niet, dan beslist een operator wat er met dit bericht gebeurt.',
    en: 'Checking this message broke off or took too long. The gateway tries again by itself; when it fails three times, an operator decides what happens to this message.',
  },
  overtaken: then(
    'Tijdens de controle van dit bericht kwamen er steeds andere berichten over dezelfde cliënt tussendoor.',
    'While this message was checked, others were processed again and again.',
    itself,
  ),
  'too-complex': then(
    'Dit bericht is te groot of te ingewikkeld om in één keer te controleren.',
    'This message is too large or too complex to be checked at once.',
    itself,
  ),
  rule: then(
    'Door een fout in de gateway kon dit bericht niet aan een van de regels worden getoetst.',
    'Because of a fault of the gateway this message could not be checked by one of the rules.',
    itself,
  ),
  content: then(
    'De gateway kan de opgeslagen inhoud van dit bericht nu niet lezen.',
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
    'De database weigerde de gegevens die de gateway van dit bericht moest opslaan.',
    'The database refused what the gateway had to keep of this message.',
    byOperator,
  ),
  judgement: then(
    'De controle van dit bericht is drie keer afgebroken of duurde drie keer te lang.',
    'Checking this message broke off or took too long, three times.',
    byOperator,
  ),
  'too-complex': {
    nl: 'Dit bericht is te groot of te ingewikkeld om te controleren. Een operator beslist wat er met het bericht gebeurt. Schrijft de operator het af, verdeel de inhoud dan over meer berichten, elk met een eigen Identificatie.',
    en: 'This message is too large or too complex to be checked. An operator decides what happens to it: when it is given up, divide it over more messages, each with an Identificatie of its own.',
  },
  rule: then(
    'Door een fout in de gateway kon dit bericht niet aan een van de regels worden getoetst.',
    'Because of a fault of the gateway this message could not be checked by one of the rules.',
    byOperator,
  ),
  content: {
    nl: 'De gateway kan de opgeslagen inhoud van dit bericht niet meer lezen. Een operator zoekt uit hoe dat komt. Schrijft de operator het bericht af, stuur het dan opnieuw met een nieuwe Identificatie.',
    en: 'The gateway can no longer read the content that it kept of this message. An operator finds out why: when it is given up, send it again with a new Identificatie.',
  },
  defect: then(
    'Door een fout in de gateway is dit bericht niet verwerkt.',
    'Because of a fault of the gateway this message was not processed.',
    byOperator,
  ),
};

/** Why a message waits, and what happens next. */
export function waitingSentence(cause: Cause, language: Language): string {
  return waiting[cause][language];
}

/** Why a message failed, and what to do. */
export function failedSentence(cause: Cause, language: Language): string {
  return failed[cause][language];
}

/** Why a message waits, for its sender: without inner details. */
export function describeWaiting({ cause, tries, nextTryAt }: Waiting, language: Language) {
  return { cause, message: waitingSentence(cause, language), tries, nextTryAt };
}

/** Why a message waits, for operators. */
export function describeWaitingForOperators(waiting: Waiting, language: Language) {
  return { ...describeWaiting(waiting, language), lastError: waiting.lastError };
}

/** Why processing gave up, and what to do. @param code with which it failed */
export function describeFailure(code: string | null, language: Language) {
  const cause = causeOf(code ?? 'unknown');
  return { cause, message: failedSentence(cause, language) };
}
