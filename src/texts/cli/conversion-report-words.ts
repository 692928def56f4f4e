import type { PostStep } from '../../ledger/conversion/report.ts';
import type { Language } from '../problem-text.ts';

/** The texts of what became of a conversion, in a terminal. */
export interface ReportWords {
  readonly conversion: string;
  readonly commit: string;
  readonly revert: string;
  readonly messages: string;
  readonly nothing: string;
  /** In a few words; of a revert `approved` is another word. */
  readonly steps: Readonly<Record<PostStep, string>>;
  readonly takenBack: string;
  readonly pairTitle: string;
  readonly pairHeader: readonly [gemeente: string, aanbieder: string];
  /** Above the reasons of messages with this step. */
  readonly whyTitles: Readonly<Record<'refused' | 'failed' | 'held-back', string>>;
  readonly whyHeader: readonly [gemeente: string, aanbieder: string, count: string, why: string];
  /** How many wait for an answer of their aanbieder. */
  readonly awaiting: (count: number) => string;
  /** How many the gateway could not process. */
  readonly stuck: (count: number) => string;
}

const dutch: ReportWords = {
  ...{ conversion: 'omzetting', commit: 'verzending', revert: 'terugdraaiing' },
  ...{ messages: 'berichten', nothing: 'Er is nog niets verstuurd.' },
  steps: {
    ...{ waiting: 'wacht', posting: 'gaat nu', sent: 'zonder antwoord', approved: 'goedgekeurd' },
    ...{ refused: 'afgekeurd', failed: 'mislukt', 'held-back': 'tegengehouden' },
    ...{ stopped: 'gestopt', reverted: 'teruggedraaid' },
  },
  takenBack: 'teruggedraaid',
  pairTitle: 'Per gemeente en aanbieder:',
  pairHeader: ['gemeente', 'aanbieder'],
  whyTitles: {
    refused: 'Afgekeurd:',
    failed: 'Mislukt:',
    'held-back': 'Tegengehouden (een bericht kan meer redenen hebben):',
  },
  whyHeader: ['gemeente', 'aanbieder', 'aantal', 'waarom'],
  awaiting: (count) =>
    count === 1
      ? '1 bericht wacht op antwoord van de aanbieder.'
      : `${count} berichten wachten op antwoord van de aanbieder.`,
  stuck: (count) =>
    `${count} ${count === 1 ? 'bericht kon' : 'berichten konden'} niet worden verwerkt. Bekijk waarom met \`ijw queue\`, en laat het daarna opnieuw doen met \`ijw replay\`.`,
};

const english: ReportWords = {
  ...{ conversion: 'conversion', commit: 'commit', revert: 'revert' },
  ...{ messages: 'messages', nothing: 'Nothing was sent yet.' },
  steps: {
    ...{ waiting: 'waiting', posting: 'going now', sent: 'unanswered', approved: 'approved' },
    ...{ refused: 'refused', failed: 'failed', 'held-back': 'held back' },
    ...{ stopped: 'stopped', reverted: 'taken back' },
  },
  takenBack: 'taken back',
  pairTitle: 'Per gemeente and aanbieder:',
  pairHeader: ['gemeente', 'aanbieder'],
  whyTitles: {
    refused: 'Refused:',
    failed: 'Failed:',
    'held-back': 'Held back (a message may have several reasons):',
  },
  whyHeader: ['gemeente', 'aanbieder', 'count', 'why'],
  awaiting: (count) =>
    count === 1
      ? '1 message waits for an answer of the aanbieder.'
      : `${count} messages wait for an answer of the aanbieder.`,
  stuck: (count) =>
    `${count} message${count === 1 ? '' : 's'} could not be processed. Find out why with \`ijw queue\`, and let it be done again with \`ijw replay\`.`,
};

export const reportWords: Readonly<Record<Language, ReportWords>> = { nl: dutch, en: english };
