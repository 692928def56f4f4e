import { signalWords } from '../report-texts.ts';
import { allocationWords, deliveryWords } from './allocation-words.ts';
import { changeReasons, stopReasons } from './amount-words.ts';
import { answerWords } from './answer-words.ts';
import { completeWords } from './complete-words.ts';
import { revertWords } from './conversion-new-words.ts';
import { draftWords } from './draft-words.ts';
import { fieldWords } from './field-words.ts';
import { consenterWords, consentFormWords, goalWords, textReaderWords } from './goal-words.ts';
import { keepingWords } from './keeping-words.ts';
import { messageWords } from './message-words.ts';
import {
  keyWords,
  partyPageWords,
  partySettingsWords,
  permissionWords,
} from './party-page-words.ts';
import { kindWords, newPartyWords } from './party-words.ts';
import { retourWords } from './retour-words.ts';
import { closeReasonWords, signalPageWords } from './signal-page-words.ts';
import { type Words, words } from './words.ts';

// Words for what somebody had typed in a form that was not carried out.

/** What the fields of forms are called, by their names. */
export const fieldLabels: Readonly<Record<string, Words>> = {
  kind: newPartyWords.kind,
  code: newPartyWords.code,
  name: newPartyWords.name,
  'reason-replay': messageWords.reason,
  'reason-redelivery': messageWords.reason,
  'reason-dismissal': messageWords.reason,
  bsn: allocationWords.bsn,
  'start-what': deliveryWords.what,
  'start-begin': deliveryWords.begin,
  'stop-what': deliveryWords.what,
  'stop-end': deliveryWords.end,
  'stop-reason': deliveryWords.reason,
  'change-reason': deliveryWords.changeReason,
  'change-from': deliveryWords.from,
  'change-until': deliveryWords.until,
  'change-volume': deliveryWords.volumeAsked,
  'change-budget': deliveryWords.budget,
  'signal-kind': signalPageWords.kind,
  'signal-segment': signalPageWords.segment,
  'signal-gemeenten': signalPageWords.gemeentenLabel,
  'signal-text': signalPageWords.textLabel,
  'signal-answer': signalPageWords.answerLabel,
  'signal-reason': signalPageWords.reason,
  'signal-last': signalPageWords.lastText,
  'signal-other': signalPageWords.linkLabel,
  'hold-kind': keepingWords.kind,
  'hold-target': keepingWords.id,
  'hold-reason': keepingWords.reason,
  'settings-name': partySettingsWords.name,
  'settings-region': partySettingsWords.region,
  'settings-until': partySettingsWords.until,
  'settings-successor': partySettingsWords.successor,
  'settings-retour': partyPageWords.retourBy,
  'settings-level3': partyPageWords.level3,
  'settings-declarations': partyPageWords.declarations,
  'certificate-name': keyWords.nameLabel,
  'certificate-pem': keyWords.pem,
  'mandate-to': permissionWords.mandatary,
  'mandate-types': permissionWords.typesLabel,
  'mandate-from': permissionWords.fromLabel,
  'mandate-until': permissionWords.untilLabel,
  'designation-to': permissionWords.office,
  'designation-from': permissionWords.fromLabel,
  'designation-until': permissionWords.untilLabel,
  'goal-domain': goalWords.domain,
  'goal-set': goalWords.setOn,
  'goal-evaluate': goalWords.evaluateOn,
  'goal-outcome': goalWords.outcome,
  'goal-ended': goalWords.outcomeOn,
  'goal-text': goalWords.text,
  'goal-outcome-text': goalWords.outcomeText,
  'consent-by': goalWords.consentBy,
  'consent-on': goalWords.consentOn,
  'consent-how': goalWords.consentHow,
  'consent-with': goalWords.consentWith,
  'complete-aanbieder': completeWords.code,
  'complete-sure': completeWords.sure,
  'revert-reason': revertWords.reason,
  'revert-declared': revertWords.declared,
  complete: answerWords.complete.title,
  verdict: retourWords.verdict,
  fault: retourWords.faults,
  rule: retourWords.rule,
  place: retourWords.place,
  confirmed: draftWords.confirm,
};

/** The same for fields of answers and drafts, without the numbers and paths that tell one from another. */
export const workLabels: Readonly<Record<string, Words>> = {
  ...fieldWords,
  ...draftWords.labels,
  decision: answerWords.decision,
  reason: answerWords.reason,
  begin: answerWords.begin,
  end: answerWords.end,
  remark: answerWords.remark,
};

/** What choices are called, by the names of their fields and their values. */
export const choiceLabels: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  kind: kindWords,
  'start-what': { new: deliveryWords.newStart },
  'stop-what': { new: deliveryWords.newStop },
  'stop-reason': stopReasons,
  'change-reason': changeReasons,
  decision: answerWords.choices,
  verdict: retourWords.verdicts,
  complete: { yes: words('ja', 'yes') },
  'consent-by': consenterWords,
  'consent-how': consentFormWords,
  'consent-with': textReaderWords,
  'complete-sure': { yes: words('ja', 'yes') },
  'revert-declared': { yes: words('ja', 'yes') },
  confirmed: { yes: words('ja', 'yes') },
  'signal-kind': signalWords,
  'signal-reason': closeReasonWords,
  'hold-kind': keepingWords.targets,
  'settings-retour': partyPageWords.retourByWords,
  'settings-level3': partyPageWords.level3Words,
  'settings-declarations': partyPageWords.declarationsWords,
};

/** What happens when a form is sent after all. */
export const keptDoes = {
  party: words(
    'Als u dit verstuurt, wordt deze partij toegevoegd en krijgt ze een sleutel.',
    'When you send this, the party is added and gets a key.',
  ),
  replay: words(
    'Als u dit verstuurt, verwerkt de gateway het bericht opnieuw.',
    'When you send this, the gateway processes the message again.',
  ),
  redelivery: words(
    'Als u dit verstuurt, komt het bericht nog een keer in het postvak van de ontvanger.',
    'When you send this, the message comes into the mailbox of its recipient once more.',
  ),
  dismissal: words(
    'Als u dit verstuurt, wordt het bericht afgeschreven. Dat kunt u niet ongedaan maken.',
    'When you send this, the message is given up. You cannot undo that.',
  ),
  draft: words(
    'Als u dit verstuurt, maakt de gateway een concept. Er gaat nog geen bericht weg.',
    'When you send this, the gateway makes a draft. No message is sent yet.',
  ),
  search: words(
    'Als u dit verstuurt, zoekt de gateway de toewijzingen van dit kind.',
    'When you send this, the gateway finds the allocations of this child.',
  ),
  answer: words(
    'Als u dit verstuurt, wordt er een concept van uw besluit gemaakt. Er gaat nog niets weg.',
    'When you send this, a draft of your decision is made. Nothing goes yet.',
  ),
  retour: words(
    'Als u dit verstuurt, gaat de retour meteen weg. Dat kunt u niet ongedaan maken.',
    'When you send this, the retour goes at once. You cannot undo that.',
  ),
  open: words(
    'Als u dit verstuurt, wordt het bericht getoond. Dat komt in het logboek.',
    'When you send this, the message is shown. That is written in the access log.',
  ),
  repair: words(
    'Als u dit verstuurt, wordt er een nieuw concept gemaakt. Er gaat nog niets weg.',
    'When you send this, another draft is made. Nothing goes yet.',
  ),
  acknowledgement: words(
    'Als u dit verstuurt, gaan de berichten uit uw postvak.',
    'When you send this, the messages leave your mailbox.',
  ),
  change: words(
    'Als u dit verstuurt, wordt het concept gewijzigd. Er gaat nog niets weg.',
    'When you send this, the draft is changed. Nothing goes yet.',
  ),
  renewal: words(
    'Als u dit verstuurt, wordt het concept opnieuw opgesteld. Er gaat nog niets weg.',
    'When you send this, the draft is made again. Nothing goes yet.',
  ),
  sending: words(
    'Als u dit verstuurt, gaat het bericht weg. Dat kunt u niet ongedaan maken.',
    'When you send this, the message goes. You cannot undo that.',
  ),
  discarding: words(
    'Als u dit verstuurt, gaat het concept voorgoed weg.',
    'When you send this, the draft goes for good.',
  ),
  'other-sessions': words(
    'Als u dit verstuurt, wordt u overal uitgelogd, behalve hier.',
    'When you send this, you are signed out everywhere but here.',
  ),
  other: words(
    'Als u dit verstuurt, gebeurt wat op de pagina van het formulier stond.',
    'When you send this, what the page of the form said will happen.',
  ),
} as const;

/** The way back to the page of a form. */
export const keptPages = {
  party: words('Naar de pagina “Partij toevoegen”', 'To the page “Add a party”'),
  message: words('Naar de pagina van het bericht', 'To the page of the message'),
  allocation: words('Naar de toewijzing', 'To the allocation'),
  allocations: words('Naar de pagina “Toewijzingen”', 'To the page “Allocations”'),
  mailbox: words('Naar het postvak', 'To the mailbox'),
  draft: words('Naar het concept', 'To the draft'),
  session: words('Naar de pagina “Uw sessie”', 'To the page “Your session”'),
} as const;

/** What stands for a value that is left empty. */
export const emptyValue = words('niet ingevuld', 'not filled in');
