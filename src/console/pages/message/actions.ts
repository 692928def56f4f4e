import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { callOf } from '../../../http/server/caller.ts';
import { IdParams } from '../../../http/server/schemas.ts';
import type { OperationRequest } from '../../../operations/candidates.ts';
import { findMessage } from '../../../operations/overview.ts';
import { actorOf } from '../../../parties/actor.ts';
import { Problem, type ProblemCode } from '../../../problem.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import { languageOf } from '../../frame/page.ts';
import { reasonFault } from '../../frame/reason.ts';
import { backTo } from '../messages/back.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { actions, type Typed } from './forms.ts';
import { sendMessagePage } from './page.ts';

const Text = Type.String({ default: '', maxLength: 2000 });
const schemaOf = (action: Typed['action']) => ({
  hide: true,
  params: IdParams,
  body: Type.Object({ token: Text, once: Text, back: Text, [`reason-${action}`]: Text }),
});

/** Problems of a message that changed while somebody looked at it. */
const changedMeanwhile: ReadonlySet<ProblemCode> = new Set([
  ...(['not-failed', 'nothing-selected', 'unknown-messages', 'idempotency-key-reused'] as const),
]);

/** What operators do with one message: each with a reason, and once, however often its form comes. */
export const messageActions: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  // What is opened is for operators alone: see `http/operations`.
  const all = [...actions, 'disclosure'] as const;
  for (const action of all) {
    const roles =
      action === 'disclosure' ? (['operator'] as const) : (['operator', 'administrator'] as const);
    const config = pageConfig(parts, roles);
    app.post(
      `/console/messages/:id/${action}`,
      { config, schema: schemaOf(action) },
      async (request, reply) => {
        const id = request.params.id.toLowerCase();
        const language = languageOf(request);
        const body: Readonly<Record<string, string>> = request.body;
        const reason = body[`reason-${action}`]?.trim() ?? '';
        const once = body.once?.slice(0, 255) ?? '';
        const back = body.back || undefined;
        const fault = reasonFault(reason);
        if (fault) {
          const faults = new Map([[`reason-${action}`, fault[language]]]);
          const typed = { action, reason, faults };
          return sendMessagePage(request, reply, parts, { id, typed, back }, 400);
        }
        try {
          await carryOut(request, parts, { id, action, reason, once });
        } catch (error) {
          if (!(error instanceof Problem) || !changedMeanwhile.has(error.code)) throw error;
          const notice = say.notAnyMore[language];
          return sendMessagePage(request, reply, parts, { id, notice, back }, 409);
        }
        const done = action === 'disclosure' ? undefined : action;
        const to = backTo(`/console/messages/${id}`, { done, back });
        return reply.redirect(parts.publicAddress.at(to), 303);
      },
    );
  }
};

interface Wish {
  readonly id: string;
  readonly action: Typed['action'];
  readonly reason: string;
  /** The key of the form. */
  readonly once: string;
}

async function carryOut(
  request: FastifyRequest,
  { operations, disclosures, store }: PageParts,
  { id, action, reason, once }: Wish,
): Promise<void> {
  const actor = actorOf(request.principal);
  if (action === 'disclosure') {
    // A form that comes twice finds it open.
    if (await disclosures.openUntil(request.principal, id)) return;
    await disclosures.open(callOf(request), id, reason);
    return;
  }
  if (action === 'dismissal') {
    await operations.dismiss(id, reason, actor);
    return;
  }
  const message = await findMessage(store.pool, id);
  const wish: OperationRequest | undefined =
    action === 'replay'
      ? { kind: 'replay', reason, ids: [id] }
      : message.recipient === null
        ? undefined
        : { kind: 'redelivery', reason, ids: [id], party: message.recipient };
  if (!wish) throw new Problem('nothing-selected');
  await operations.start(wish, actor, once || undefined);
}
