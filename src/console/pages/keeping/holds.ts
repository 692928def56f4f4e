import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anyParty } from '../../../parties/directory/codes.ts';
import { Problem } from '../../../problem.ts';
import {
  type HoldTarget,
  type LegalHold,
  liftHold,
  listHolds,
  placeHold,
} from '../../../retention/legal-holds.ts';
import { keepingWords as say } from '../../../texts/console/keeping-words.ts';
import { momentText } from '../../../texts/console/written.ts';
import type { Language } from '../../../texts/problem-text.ts';
import { choiceField, type Faults, faultSummary, textField, tokenField } from '../../frame/form.ts';
import { type Html, html } from '../../frame/html.ts';
import { emptyList } from '../../frame/list.ts';
import { momentHtml } from '../../frame/moment.ts';
import { languageOf } from '../../frame/page.ts';
import { reasonFault } from '../../frame/reason.ts';
import { table } from '../../frame/table.ts';
import type { Viewer } from '../../viewer.ts';
import { type PageParts, pageConfig } from '../parts.ts';

const Typed = Type.String({ default: '', maxLength: 2000 });
const body = Type.Object({
  ...{ token: Typed, 'hold-kind': Typed },
  ...{ 'hold-target': Typed, 'hold-reason': Typed },
});
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const kinds = ['message', 'client', 'party'] as const;

/** A hold that was typed and not placed, and what is wrong with it. */
export interface TypedHold {
  readonly kind: string;
  readonly target: string;
  readonly reason: string;
  readonly faults: Faults;
}

/** A form for a hold on a message that the address names; undefined where it names none. */
export function holdOn(message: string | undefined): TypedHold | undefined {
  const target = message?.toLowerCase() ?? '';
  if (!uuid.test(target)) return undefined;
  return { kind: 'message', target, reason: '', faults: new Map() };
}

/** Places and lifts holds. @param again shows the page again with what was typed */
export const holdForms =
  (
    again: (
      request: FastifyRequest,
      reply: FastifyReply,
      typed: TypedHold,
    ) => Promise<FastifyReply>,
  ): FastifyPluginAsyncTypebox<PageParts> =>
  async (app, parts) => {
    const config = pageConfig(parts, ['administrator']);
    const { macs, publicAddress } = parts;
    const { pool } = parts.store;
    app.post(
      '/console/keeping/holds',
      { config, schema: { hide: true, body } },
      async (request, reply) => {
        const { viewer } = request;
        const language = languageOf(request);
        const { target, typed } = wishOf(request.body, language);
        if (!target) return again(request, reply, typed);
        const fault = (text: string) =>
          again(request, reply, { ...typed, faults: new Map([['hold-target', text]]) });
        // A form that comes twice keeps the same thing once; of two at the same instant both do, which does no harm.
        if (await isHeld(parts, target)) return fault(say.already[language]);
        try {
          await placeHold(pool, macs, viewer.call, target, typed.reason);
        } catch (error) {
          if (!(error instanceof Problem) || error.code !== 'nothing-to-hold') throw error;
          return fault(say.nothing[language]);
        }
        return reply.redirect(publicAddress.at('/console/keeping?done=placed'), 303);
      },
    );
    app.post(
      '/console/keeping/holds/:id/lift',
      { config, schema: { hide: true, params } },
      async (request, reply) => {
        await liftHold(pool, macs, request.viewer.call, request.params.id.toLowerCase());
        return reply.redirect(publicAddress.at('/console/keeping?done=lifted'), 303);
      },
    );
  };

/** Whether one of the newest holds in force is on this. */
async function isHeld({ store, macs }: PageParts, target: HoldTarget): Promise<boolean> {
  const { items } = await listHolds(store.pool, macs, { limit: 100, inForce: true });
  const wanted = { message: null, client: null, party: null, ...target };
  return items.some((hold) => kinds.every((kind) => hold[kind] === wanted[kind]));
}

function wishOf(
  typedIn: Readonly<Record<'hold-kind' | 'hold-target' | 'hold-reason', string>>,
  language: Language,
): { readonly target: HoldTarget | undefined; readonly typed: TypedHold } {
  const kind = typedIn['hold-kind'];
  const target = typedIn['hold-target'].trim().toLowerCase();
  const reason = typedIn['hold-reason'].trim();
  const chosen = kinds.find((one) => one === kind) ?? 'message';
  const faults = new Map<string, string>();
  const fits = chosen === 'party' ? anyParty.test(target) : uuid.test(target);
  if (!fits)
    faults.set('hold-target', (chosen === 'party' ? say.partyMissing : say.idMissing)[language]);
  const wrong = reasonFault(reason);
  if (wrong) faults.set('hold-reason', wrong[language]);
  const typed = { kind: chosen, target, reason, faults };
  if (faults.size > 0) return { target: undefined, typed };
  if (chosen === 'message') return { target: { message: target }, typed };
  return { target: chosen === 'client' ? { client: target } : { party: target }, typed };
}

/** The holds, newest first; an administrator can lift those in force. */
export function holdsHtml(
  holds: readonly LegalHold[],
  about: {
    readonly all: boolean;
    readonly viewer: Viewer;
    readonly at: (path: string) => string;
    readonly canLift: boolean;
  },
): Html {
  const { all, viewer, at, canLift } = about;
  const { language } = viewer;
  const other = html`<p><a href="${at('/console/keeping')}${all ? '' : '?holds=all'}">${(all ? say.onlyInForce : say.allHolds)[language]}</a></p>\n`;
  if (holds.length === 0)
    return html`<h2>${say.holds[language]}</h2>\n${emptyList(say.noHolds[language])}${other}`;
  const lift = (hold: LegalHold) => hold.liftedAt === null && liftHtml(hold, viewer, at);
  return html`${table<LegalHold>({
    caption: say.holds[language],
    columns: [
      { head: say.what[language], cell: (hold) => targetHtml(hold, language) },
      { head: say.reason[language], cell: ({ reason }) => reason },
      { head: say.placed[language], cell: ({ placedAt }) => momentHtml(placedAt, language) },
      { head: say.by[language], cell: ({ placedBy }) => html`<code>${placedBy}</code>` },
      { head: say.state[language], cell: (hold) => stateText(hold, language) },
      ...(canLift ? [{ head: say.lift[language], cell: lift }] : []),
    ],
    rows: holds,
  })}${other}`;
}

function targetHtml(hold: LegalHold, language: Language): Html {
  const kind = kinds.find((one) => hold[one] !== null) ?? 'message';
  return html`${say.targets[kind][language]} <code>${hold[kind]}</code>`;
}

function stateText({ liftedAt, liftedBy }: LegalHold, language: Language): string {
  if (!liftedAt) return say.inForce[language];
  return say.lifted[language]
    .replace('{at}', momentText(liftedAt, language))
    .replace('{by}', () => liftedBy ?? '');
}

function liftHtml({ id, reason }: LegalHold, viewer: Viewer, at: (path: string) => string): Html {
  const { language } = viewer;
  return html`<details><summary>${say.lift[language]} <span class="unseen">${reason}</span></summary>
<form class="form" method="post" action="${at(`/console/keeping/holds/${id}/lift`)}">
${tokenField(viewer)}<p>${say.liftAbout[language]}</p>
<p class="buttons"><button>${say.lift[language]}</button></p></form></details>
`;
}

/** The form that places a hold. */
export function placeHtml(viewer: Viewer, action: string, typed?: TypedHold): Html {
  const { language } = viewer;
  const faults: Faults = typed?.faults ?? new Map<string, string>();
  const options = kinds.map((kind) => ({ value: kind, word: say.targets[kind][language] }));
  return html`<details${typed && html` open`}><summary>${say.place[language]}</summary>
${faultSummary(faults, language)}<form class="form" method="post" action="${action}" novalidate>
${tokenField(viewer)}<p>${say.placeAbout[language]}</p>
${choiceField({ name: 'hold-kind', label: say.kind[language], value: typed?.kind ?? 'message', options })}${textField(
  {
    ...{ name: 'hold-target', label: say.id[language], hint: say.idHint[language] },
    ...{ value: typed?.target, maxLength: 36, required: true, fault: faults.get('hold-target') },
  },
)}${textField({
  ...{ name: 'hold-reason', label: say.reason[language], hint: say.reasonHint[language] },
  ...{ value: typed?.reason, maxLength: 500, required: true, fault: faults.get('hold-reason') },
})}<p class="buttons"><button class="strong">${say.place[language]}</button></p>
</form></details>
`;
}
