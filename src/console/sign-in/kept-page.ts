import type { FastifyReply, FastifyRequest } from 'fastify';
import { errorCode } from '../../store/database.ts';
import {
  choiceLabels,
  emptyValue,
  fieldLabels,
  keptDoes,
  keptPages,
  workLabels,
} from '../../texts/console/kept-words.ts';
import { formWords } from '../../texts/pages/sign-in-words.ts';
import type { Language } from '../../texts/problem-text.ts';
import { type Html, html } from '../frame/html.ts';
import { sendPage } from '../frame/page.ts';
import { isUuid, keptId, pathOf } from './keeping.ts';
import { hiddenField, hiddenFields, sendMessage, switchForm } from './pages.ts';
import type { SignInParts } from './parts.ts';
import { fieldOf } from './typed.ts';
import { startPath } from './where.ts';

/** Fields that nobody typed. */
const notTyped = [
  ...['token', 'once', 'to', 'kept'],
  // Of pages of messages, answers and drafts.
  ...['after', 'ids', 'version', 'seen', 'details', 'add'],
];
const maybeSecret = /key|password|pem|secret|sleutel|wachtwoord/i;
/** As many for each value: their number says nothing. */
const dots = '••••••••';

/** What somebody had typed, with a button that sends it after all. */
export async function showKept(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: SignInParts,
): Promise<FastifyReply> {
  const { viewer, session } = request;
  const { id } = request.params as { id: string };
  const words = formWords[viewer.language];
  const { at } = parts.publicAddress;
  const link = [at(startPath), words.back] as const;
  const kept = await keptId(parts, id, session.person);
  const form = kept && (await parts.keptForms.find(kept, session.person));
  if (!form)
    return sendMessage(request, reply, { title: words.title, lines: [words.keptGone], link }, 404);
  if (form.as !== viewer.chosen.id) {
    const made = viewer.choices.find((one) => one.id === form.as);
    const lines = [made ? words.otherRole : words.noLongerMay];
    const before = words.switchBack;
    // What can only be copied is shown.
    const more = made
      ? switchForm(request, parts, made, { before, kept: id })
      : html`${typedHtml(form.fields, viewer.language)}`;
    return sendMessage(request, reply, { title: words.keptTitle, lines, link, more });
  }
  const { does, page } = purposeOf(form.path);
  const onward = page ? ([at(page.path), keptPages[page.word][viewer.language]] as const) : link;
  const main = html`<p>${words.kept}</p>
${typedHtml(form.fields, viewer.language)}<p>${keptDoes[does][viewer.language]}</p>
<form class="form" method="post" action="${at(form.path)}">
${hiddenFields({ token: viewer.formToken, kept })}${form.fields.map(([name, value]) => hiddenField(name, value))}
<p class="buttons"><button class="strong">${words.send}</button></p></form>
<p><a href="${onward[0]}">${onward[1]}</a></p>`;
  return sendPage(request, reply, { title: words.keptTitle, main });
}

/** What was typed, field by field: each with its label. */
function typedHtml(
  fields: readonly (readonly [name: string, value: string])[],
  language: Language,
): Html | undefined {
  const typed = fields.filter(([name]) => !notTyped.includes(name));
  if (typed.length === 0) return undefined;
  const rows = typed.map(([name, value]) => {
    const known = nameOf(name);
    const labels = known === name ? fieldLabels : workLabels;
    const label = ownOf(labels, known)?.[language] ?? name;
    return html`<dt>${label}</dt><dd>${valueHtml(known, value, language)}</dd>\n`;
  });
  return html`<dl>\n${rows}</dl>\n`;
}

/** By what a field is known: `begin` of `begin-0`, and the element of a path in a message. */
function nameOf(name: string): string {
  return name.replace(/-\d+$/, '').split('.').at(-1) ?? name;
}

function valueHtml(name: string, value: string, language: Language): Html {
  if (value.trim() === '') return html`<span class="soft">${emptyValue[language]}</span>`;
  if (maybeSecret.test(name)) return html`${dots}`;
  const word = ownOf(ownOf(choiceLabels, name) ?? {}, value)?.[language];
  return value.includes('\n') ? html`<pre>${value}</pre>` : html`${word ?? value}`;
}

function ownOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

interface Purpose {
  readonly does: keyof typeof keptDoes;
  /** Where the form is. */
  readonly page?: { readonly path: string; readonly word: keyof typeof keptPages };
}

/** Forms of who works on messages: the path of each, what it does, and what its page is. */
const ofWork: readonly (readonly [RegExp, keyof typeof keptDoes, keyof typeof keptPages])[] = [
  [/^\/console\/messages\/[0-9a-f-]{36}\/answer$/i, 'answer', 'message'],
  [/^\/console\/messages\/[0-9a-f-]{36}\/retour$/i, 'retour', 'message'],
  [/^\/console\/messages\/[0-9a-f-]{36}\/open$/i, 'open', 'message'],
  [/^\/console\/messages\/[0-9a-f-]{36}\/elsewhere$/i, 'repair', 'message'],
  [/^\/console\/messages\/[0-9a-f-]{36}\/repair$/i, 'repair', 'message'],
  [/^\/console\/mailbox\/acknowledgements$/, 'acknowledgement', 'mailbox'],
  [/^\/console\/drafts\/[0-9a-f-]{36}\/change$/i, 'change', 'draft'],
  [/^\/console\/drafts\/[0-9a-f-]{36}\/renewal$/i, 'renewal', 'draft'],
  [/^\/console\/drafts\/[0-9a-f-]{36}\/sending$/i, 'sending', 'draft'],
  [/^\/console\/drafts\/[0-9a-f-]{36}\/discarding$/i, 'discarding', 'draft'],
];

/** What a form does, by the path to which it goes. */
function purposeOf(path: string): Purpose {
  if (path === '/console/parties')
    return { does: 'party', page: { path: '/console/parties/new', word: 'party' } };
  if (path === '/console/session/others')
    return { does: 'other-sessions', page: { path: '/console/session', word: 'session' } };
  if (path === '/console/allocations/searches')
    return { does: 'search', page: { path: '/console/allocations', word: 'allocations' } };
  const [, allocation] =
    /^(\/console\/allocations\/[0-9a-f-]{36})\/(?:start|stop|change)$/i.exec(path) ?? [];
  if (allocation) return { does: 'draft', page: { path: allocation, word: 'allocation' } };
  const work = ofWork.find(([pattern]) => pattern.test(path));
  if (work) {
    const [, does, word] = work;
    const own = path.replace(
      /\/(open|repair|elsewhere|acknowledgements|change|renewal|sending|discarding)$/,
      '',
    );
    return { does, page: { path: own, word } };
  }
  const [, message, action] =
    /^(\/console\/messages\/[0-9a-f-]{36})\/(replay|redelivery|dismissal)$/i.exec(path) ?? [];
  if (!message) return { does: 'other' };
  const does = action as 'replay' | 'redelivery' | 'dismissal';
  return { does, page: { path: message, word: 'message' } };
}

/**
 * Deletes what was kept once it was sent and carried out, so that it is not offered again. When that fails the person is
 * told of what was carried out all the same; what was kept is over by itself after ten minutes.
 */
export async function forgetSent(
  request: FastifyRequest,
  reply: FastifyReply,
  { keptForms }: SignInParts,
): Promise<void> {
  const { session, method } = request;
  // A switch to another role takes along what was kept.
  if (!session || method !== 'POST' || reply.statusCode >= 400) return;
  if (pathOf(request) === '/console/role') return;
  const kept = fieldOf(request.body, 'kept');
  if (kept === undefined || !isUuid(kept)) return;
  try {
    await keptForms.forget(kept, session.person);
  } catch (error) {
    request.log.error(
      { part: 'console', code: errorCode(error) },
      'what was kept of a form is there still',
    );
  }
}
