import type {
  AllocationEvent,
  AnsweredEvent,
  MessageEvent,
  RequestedEvent,
  StartEvent,
  StopEvent,
  ToegewezenProduct,
} from '../../../src/ledger/model/events.ts';
import type { Fact } from '../../../src/region/terms/fact.ts';
import { type Draft, settled } from '../../../src/region/terms/settle.ts';
import { dutchDate } from '../../../src/standard/calendar.ts';
import type { WorkingDays } from '../../../src/standard/working-days.ts';

export const usual: WorkingDays = { equalised: new Set() };

let messages = 0;

/** An event of a message that was posted and accepted at one moment, about one child. */
export function fact(at: string, event: MessageEvent, different: Partial<Fact> = {}): Fact {
  messages += 1;
  const sentAt = new Date(at);
  return {
    event,
    municipality: '0363',
    provider: '12345678',
    messageId: `message ${messages}`,
    receivedOn: dutchDate(sentAt),
    sentAt,
    dagtekening: dutchDate(sentAt),
    isPending: false,
    isImported: false,
    ...different,
  };
}

/** Imported at a moment: nobody knows when it was sent. */
export function imported(at: string, event: MessageEvent): Fact {
  return fact(at, event, { messageId: null, dagtekening: null, isImported: true });
}

export function requested(reference: string, categorie = '45'): RequestedEvent {
  return {
    kind: 'requested',
    type: 'JW315',
    path: 'p',
    effective: '2026-06-01',
    content: {
      referentieAanbieder: reference,
      product: { categorie },
      toewijzingIngangsdatum: '2026-06-01',
      verwijzer: { type: '02' },
    },
  };
}

export function changeRequested(reference: string): RequestedEvent {
  const content = { referentieAanbieder: reference, redenVerzoek: '1' };
  return { kind: 'requested', type: 'JW317', path: 'p', effective: '2026-06-01', content };
}

/** A JW319: refused (1) for a reason, or under investigation (2). */
export function answered(
  reference: string,
  verzoekAntwoord: string,
  reason?: string,
): AnsweredEvent {
  return {
    kind: 'answered',
    path: 'p',
    effective: '2026-06-01',
    content: {
      referentieAanbieder: reference,
      verzoekAntwoord,
      ...(reason !== undefined && { redenAfwijzingVerzoek: reason }),
    },
  };
}

export function allocated(
  number: string,
  content: Partial<ToegewezenProduct> = {},
  kind: AllocationEvent['kind'] = 'allocated',
): AllocationEvent {
  return {
    kind,
    path: 'p',
    effective: '2026-06-01',
    toewijzingNummer: number,
    content: {
      toewijzingNummer: number,
      toewijzingsdatum: '2026-05-20',
      toewijzingstijd: '10:00:00',
      ingangsdatum: '2026-06-01',
      ...content,
    },
  };
}

export function started(
  number: string,
  begindatum: string,
  kind: StartEvent['kind'] = 'started',
): StartEvent {
  return {
    kind,
    path: 'p',
    effective: begindatum,
    toewijzingNummer: number,
    content: { toewijzingNummer: number, begindatum, statusAanlevering: '1' },
  };
}

export function stopped(
  number: string,
  begindatum: string,
  einddatum: string,
  redenBeeindiging = '31',
  kind: StopEvent['kind'] = 'stopped',
): StopEvent {
  return {
    kind,
    path: 'p',
    effective: einddatum,
    toewijzingNummer: number,
    content: {
      toewijzingNummer: number,
      begindatum,
      statusAanlevering: '1',
      redenBeeindiging,
      einddatum,
    },
  };
}

/** Terms as `decision 2026-05-08 in-time 3`: kind, due day, status, days taken or why it is void. */
export function words(drafts: readonly Draft[], today: string, calendar = usual): string[] {
  return drafts.map((draft) => {
    const term = settled(draft, { calendar, today });
    if (!term) return `${draft.kind} never`;
    const { kind, dueOn, status, taken, voidReason, pending } = term;
    const last = voidReason ?? taken;
    return [
      kind,
      dueOn,
      status,
      ...(last === null ? [] : [last]),
      ...(pending ? ['pending'] : []),
    ].join(' ');
  });
}
