import type { AccessAction } from '../../../parties/access-log/entry.ts';
import type { Visit, Visits } from '../../../parties/access-log/visits.ts';
import { dayBefore } from '../../../standard/calendar.ts';
import { actionWords } from '../../../texts/console/action-words.ts';
import { logWords, seenWords as say } from '../../../texts/console/page-words.ts';
import { countText, dayText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList, type Filters, hrefOf, isFiltered } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { partyHtml } from '../../frame/party.ts';
import { table } from '../../frame/table.ts';
import { actorHtml, roleText } from './log-table.ts';

/** Who saw a child by day, and what is needed to show that. */
export interface VisitsShown {
  readonly visits: Visits;
  readonly names: ReadonlyMap<string, string>;
  readonly keys: ReadonlyMap<string, string>;
  /** Those of the address, without the search. */
  readonly filters: Filters;
  readonly sealed: string;
  /** What stands in an address for a person. */
  readonly sealWho: (visit: Visit) => string;
}

/** Who saw a child: a row for each person and day, which leads to the rows of the log. */
export function visitsHtml(shown: VisitsShown, language: Language): Html {
  const { visits, names, keys, filters, sealed, sealWho } = shown;
  const { items, next, cutDay } = visits;
  if (items.length === 0) {
    const none =
      next !== null ? say.moreBehind : isFiltered(filters) ? logWords.emptyHere : logWords.empty;
    return emptyList(none[language]);
  }
  const rows = (visit: Visit) =>
    hrefOf({
      ...{ ...filters, search: sealed, rows: 'yes', who: sealWho(visit) },
      ...{ since: visit.day, until: visit.day },
    });
  return html`${cutDay !== null && cutHtml(cutDay, shown, language)}${table<Visit>({
    caption: say.perDay[language],
    columns: [
      {
        head: say.day[language],
        cell: (visit) =>
          html`<a href="${rows(visit)}">${dayText(visit.day, language)}<span class="unseen">: ${say.open[language]}</span></a>`,
      },
      { head: logWords.actor[language], cell: ({ actor }) => actorHtml(actor, keys, language) },
      { head: logWords.role[language], cell: ({ role }) => roleText(role, language) },
      {
        head: say.forWhom[language],
        cell: ({ actorParty }) => actorParty && partyHtml(actorParty, names),
      },
      {
        head: say.times[language],
        cell: ({ count }) => countText(count, language),
        numeric: true,
      },
      { head: say.what[language], cell: ({ actions }) => actionsText(actions, language) },
      { head: say.last[language], cell: ({ last }) => momentHtml(last, language) },
    ],
    rows: items,
    list: true,
  })}`;
}

/** What was done, most often first: `bericht gelezen (12), toewijzing gelezen`. */
function actionsText(actions: ReadonlyMap<AccessAction, number>, language: Language): string {
  return [...actions]
    .sort(([, one], [, other]) => other - one)
    .map(([action, count]) => {
      const word = actionWords[action][language];
      return count > 1 ? `${word} (${countText(count, language)})` : word;
    })
    .join(', ');
}

/** A day with more rows than are counted, and the way past it. */
function cutHtml(day: string, { visits, filters, sealed }: VisitsShown, language: Language): Html {
  const count = visits.items.reduce((sum, one) => sum + one.count, 0);
  const text = say.cutDay[language]
    .replace('{day}', dayText(day, language))
    .replace('{n}', countText(count, language));
  const past = hrefOf({ ...filters, search: sealed, until: dayBefore(day) });
  return html`<div class="utrecht-alert"><p>${text} <a href="${past}">${say.skipDay[language]}</a></p></div>\n`;
}
