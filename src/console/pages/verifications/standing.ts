import type { KeptVerification } from '../../../operations/verifications/model.ts';
import type { Standing } from '../../../operations/verifications/read.ts';
import { keyNames } from '../../../parties/credentials/key-names.ts';
import { partyNames } from '../../../parties/directory/party-list.ts';
import {
  verificationWords as say,
  verifiedWords,
} from '../../../texts/console/verification-words.ts';
import { countSentence, countText, momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { type Html, html } from '../../frame/html.ts';
import { exactMomentHtml } from '../../frame/moment.ts';
import { sentence } from '../../frame/sentence.ts';
import type { PageParts } from '../parts.ts';
import { faultInWords, filled } from './faults.ts';

/** Names that stand on the page: of keys by their prefix, and of gemeenten by their code. */
export interface Names {
  readonly keys: ReadonlyMap<string, string>;
  readonly parties: ReadonlyMap<string, string>;
}

/** The names of who began these, and of the gemeenten of their chains. */
export async function namesOf(
  { store: { pool } }: PageParts,
  shown: readonly (KeptVerification | null)[],
): Promise<Names> {
  const all = shown.filter((one) => one !== null);
  const [keys, parties] = await Promise.all([
    keyNames(
      pool,
      all.map(({ by }) => by),
    ),
    partyNames(
      pool,
      all.flatMap(({ municipality, fault }) =>
        [municipality, fault?.municipality].flatMap((code) => (code && code !== '-' ? [code] : [])),
      ),
    ),
  ]);
  return { keys, parties };
}

/** Who began it, in words. */
export function whoText({ by }: KeptVerification, { keys }: Names, language: Language): string {
  if (by === 'gateway') return say.gateway[language];
  if (by.startsWith('cli:')) return `${by.slice('cli:'.length)}, ${say.terminal[language]}`;
  return keys.get(by) ?? by;
}

/** How far it came, and how much was wrong. */
export function farText(one: KeptVerification, language: Language): string {
  const { right, faults } = verifiedWords[one.what];
  const done = countSentence(one.done, right, language);
  return one.faultCount > 0 ? `${done}, ${countSentence(one.faultCount, faults, language)}` : done;
}

/**
 * How a kind is. While one runs it says how far that is, and asks for itself again every few seconds.
 *
 * @param at the address of a path
 */
export function standingHtml(
  standing: Standing,
  names: Names,
  at: (path: string) => string,
  language: Language,
): Html {
  const { what, running } = standing;
  const again = html` hx-get="${at('/console/verifications/progress')}?what=${what}" hx-trigger="every 3s" hx-swap="outerHTML" aria-live="off"`;
  return html`<div${running && again}>${running && progressHtml(running, names, at, language)}${verdictHtml(standing, names, language)}</div>`;
}

function progressHtml(
  running: KeptVerification,
  names: Names,
  at: (path: string) => string,
  language: Language,
): Html {
  const { what, begunAt, done, total } = running;
  const unit = verifiedWords[what].unit[language];
  const counted = {
    ...{ unit, done: countText(done, language) },
    total: countText(total, language),
  };
  const text = filled((total > 0 ? say.part : say.starting)[language], counted);
  const by = whoText(running, names, language);
  const begun = filled(say.runningFor[language], { at: momentText(begunAt, language), by });
  const part = total > 0 && html` value="${Math.min(done, total)}" max="${total}"`;
  return html`<div class="utrecht-alert"><div><p><strong>${say.running[language]}.</strong> ${text} ${begun} <a href="${at('/console/verifications')}">${say.reload[language]}</a></p>
<progress aria-label="${say.running[language]}: ${verifiedWords[what].name[language]}"${part}></progress></div></div>
`;
}

const looks = { sound: 'ok', faulty: 'error', 'not-believed': 'error', never: 'warning' } as const;

function verdictHtml(standing: Standing, names: Names, language: Language): Html {
  const { what, verdict, by } = standing;
  const own = verifiedWords[what];
  const texts = { sound: own.sound, faulty: own.faulty, never: own.never };
  const text = verdict === 'not-believed' ? own.notBelieved : texts[verdict];
  return html`<div class="utrecht-alert utrecht-alert--${looks[verdict]}"><p><strong>${text[language]}</strong></p></div>
${by && factsHtml(standing, by, names, language)}`;
}

function factsHtml(
  { verdict, lastSound }: Standing,
  by: KeptVerification,
  names: Names,
  language: Language,
): Html {
  const said = faultInWords(by, names.parties, language);
  const sound = lastSound?.endedAt
    ? exactMomentHtml(lastSound.endedAt, language)
    : say.neverSound[language];
  const chain = by.municipality && (names.parties.get(by.municipality) ?? by.municipality);
  return html`<dl>
<dt>${say.at[language]}</dt><dd>${by.endedAt && exactMomentHtml(by.endedAt, language)}</dd>
<dt>${say.far[language]}</dt><dd>${farText(by, language)}${chain && html` (${say.chainOf[language]} ${chain})`}</dd>
<dt>${say.by[language]}</dt><dd><span class="wraps">${whoText(by, names, language)}</span></dd>
${verdict !== 'sound' && html`<dt>${say.lastSound[language]}</dt><dd>${sound}</dd>\n`}${
  said &&
  html`<dt>${say.firstFault[language]}</dt><dd>${sentence(said.fault)}</dd>
<dt>${say.mayMean[language]}</dt><dd>${sentence(said.meaning)}</dd>
<dt>${say.whatToDo[language]}</dt><dd><ol>${said.steps.map((step) => html`<li>${sentence(step)}</li>`)}</ol></dd>
`
}</dl>
`;
}
