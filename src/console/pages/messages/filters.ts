import type { MessageFilter } from '../../../operations/filter.ts';
import { anyParty } from '../../../parties/directory/codes.ts';
import { endOfDutchDay } from '../../../region/terms/due-moment.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { messageStatuses } from '../../../store/tables.ts';
import { listWords } from '../../../texts/console/frame-words.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { berichtWords } from '../../../texts/console/page-words.ts';
import { statusWords } from '../../../texts/console/status-words.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { typedDay } from '../../frame/day.ts';
import { choiceField, textField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { type Filters, filterForm } from '../../frame/list.ts';
import { Filter } from '../parts.ts';

/** The filters of messages in an address. */
export const messageFilters = {
  ...{ status: Filter, type: Filter, party: Filter, since: Filter, until: Filter },
  ...{ code: Filter, held: Filter },
};

/** Filters as they were typed. */
export type AskedMessages = Readonly<Partial<Record<keyof typeof messageFilters, string>>>;

/** What was asked of a list of messages. */
export interface ReadFilters {
  readonly filter: MessageFilter;
  /** What is wrong with which field. */
  readonly faults: ReadonlyMap<string, string>;
  /** The same for the address of another page. */
  readonly filters: Filters;
}

/** A day that was understood, as the Dutch write it; anything else as it was typed. */
function dayTyped(date: string | undefined): string | undefined {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date ?? '') ?? [];
  return year ? `${day}-${month}-${year}` : date;
}

/** Reads the filters of a list of messages. */
export function readFilters(asked: AskedMessages, language: Language): ReadFilters {
  const status = messageStatuses.find((one) => one === asked.status);
  const type = Object.keys(berichtWords).find((one) => one === asked.type);
  const party = asked.party?.trim();
  const [from, to] = [asked.since, asked.until].map((one) => one?.trim());
  const [since, until] = [from, to].map((one) => (one ? typedDay(one) : undefined));
  // These two come from links of other pages only.
  const code = /^[A-Za-z0-9_-]{1,64}$/.exec(asked.code ?? '')?.[0];
  const held = asked.held === 'yes' ? 'yes' : undefined;
  const faults = new Map<string, string>();
  if (asked.status && !status) faults.set('status', say.statusUnfit[language]);
  if (asked.type && !type) faults.set('type', say.typeUnfit[language]);
  if (party && !anyParty.test(party)) faults.set('party', say.partyUnfit[language]);
  if (from && !since) faults.set('since', say.dayUnfit[language]);
  if (to && !until) faults.set('until', say.dayUnfit[language]);
  if (since && until && until < since) faults.set('until', say.reversed[language]);
  const filter: MessageFilter = {
    ...(status && { status }),
    ...(type && { type }),
    ...(party && { party }),
    ...(since && { from: endOfDutchDay(dayBefore(since)) }),
    ...(until && { to: endOfDutchDay(until) }),
    ...(code && { errorCode: code }),
    ...(held && { held: true }),
  };
  const days = { since: since ?? from, until: until ?? to };
  return { filter, faults, filters: { status, type, party, ...days, code, held } };
}

/** The form with the filters of a list of messages. @param status whether one chooses a status too */
export function filtersHtml(
  { filters, faults }: ReadFilters,
  language: Language,
  { status = true }: { readonly status?: boolean } = {},
): Html {
  const any = { value: '', word: listWords.any[language] };
  const statuses = messageStatuses.map((one) => ({
    value: one,
    word: statusWords[one].word[language],
  }));
  const types = Object.entries(berichtWords).map(([code, word]) => ({
    value: code,
    word: `${code} ${word[language]}`,
  }));
  const choice = (name: 'status' | 'type', options: typeof statuses | typeof types) =>
    choiceField({
      ...{ name, label: say[name][language], value: filters[name], fault: faults.get(name) },
      options: [any, ...options],
    });
  const typed = (name: 'party' | 'since' | 'until', digits: boolean) =>
    textField({
      ...{ name, label: say[name][language], fault: faults.get(name) },
      value: name === 'party' ? filters[name] : dayTyped(filters[name]),
      ...{ type: 'search', maxLength: 200, digits },
    });
  const hidden = (name: 'code' | 'held') =>
    html`${filters[name] && html`<input type="hidden" name="${name}" value="${filters[name]}">`}`;
  const fields = [
    ...(status ? [choice('status', statuses)] : []),
    choice('type', types),
    ...[typed('party', true), typed('since', false), typed('until', false)],
    ...[hidden('code'), hidden('held')],
  ];
  return html`${filterForm(fields, filters, language)}${narrowedHtml(filters, language)}`;
}

/** What narrows the list down and has no field. */
function narrowedHtml({ code, held }: Filters, language: Language): Html {
  const [before, after] = say.onlyCode[language].split('{code}');
  return html`${code && html`<p>${before}<code>${code}</code>${after}</p>\n`}${held && html`<p>${say.onlyHeld[language]}</p>\n`}`;
}
