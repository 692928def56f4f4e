import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IdParams } from '../../../http/server/schemas.ts';
import type { OperationRequest } from '../../../operations/candidates.ts';
import { actorOf } from '../../../parties/actor.ts';
import { Problem, type ProblemCode } from '../../../problem.ts';
import { findBsnInText } from '../../../standard/bsn-in-text.ts';
import { messageWords as say } from '../../../texts/console/message-words.ts';
import type { Words } from '../../../texts/console/words.ts';
import { languageOf, sendPage } from '../../frame/page.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { actions, type Typed } from './forms.ts';
import { messageContent, readMessage } from './page.ts';

const Text = Type.String({ default: '', maxLength: 2000 });
const schemaOf = (action: Typed['action']) => ({
  hide: true,
  params: IdParams,
  body: Type.Object({ token: Text, once: Text, [`reason-${action}`]: Text }),
});

/** Problems of a message that changed while somebody looked at it. */
const changedMeanwhile: ReadonlySet<ProblemCode> = new Set([
  ...(['not-failed', 'nothing-selected', 'unknown-messages', 'idempotency-key-reused'] as const),
]);

/** What operators do with one message: each with a reason, and once, however often its form comes. */
export const messageActions: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, ['operator', 'administrator']);
  for (const action of actions)
    app.post(
      `/console/messages/:id/${action}`,
      { config, schema: schemaOf(action) },
      async (request, reply) => {
        const id = request.params.id.toLowerCase();
        const body: Readonly<Record<string, string>> = request.body;
        const reason = body[`reason-${action}`]?.trim() ?? '';
        const once = body.once?.slice(0, 255) ?? '';
        const fault = faultOf(reason);
        if (fault) return askAgain(request, reply, parts, { id, action, reason, fault });
        try {
          await carryOut(request, parts, { id, action, reason, once });
        } catch (error) {
          if (!(error instanceof Problem) || !changedMeanwhile.has(error.code)) throw error;
          return showChanged(request, reply, parts, id);
        }
        return reply.redirect(
          parts.publicAddress.at(`/console/messages/${id}?done=${action}`),
          303,
        );
      },
    );
};

interface Wish {
  readonly id: string;
  readonly action: Typed['action'];
  readonly reason: string;
  /** The key of the form. */
  readonly once: string;
}

async function carryOut(
  { principal }: FastifyRequest,
  { operations, store }: PageParts,
  { id, action, reason, once }: Wish,
): Promise<void> {
  const actor = actorOf(principal);
  if (action === 'dismissal') {
    await operations.dismiss(id, reason, actor);
    return;
  }
  const { message } = await readMessage(store.pool, id);
  const request: OperationRequest | undefined =
    action === 'replay'
      ? { kind: 'replay', reason, ids: [id] }
      : message.recipient === null
        ? undefined
        : { kind: 'redelivery', reason, ids: [id], party: message.recipient };
  if (!request) throw new Problem('nothing-selected');
  await operations.start(request, actor, once || undefined);
}

/** As the API has it: something is said, without a NUL, in 500 characters, and nothing that looks like a BSN. */
function faultOf(reason: string): Words | undefined {
  if (reason === '' || reason.length > 500 || reason.includes('\u0000')) return say.reasonMissing;
  return findBsnInText(reason) ? say.reasonHasBsn : undefined;
}

async function askAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { id, action, reason, fault }: Omit<Wish, 'once'> & { readonly fault: Words },
): Promise<FastifyReply> {
  const language = languageOf(request);
  const faults = new Map([[`reason-${action}`, fault[language]]]);
  const shown = await readMessage(parts.store.pool, id);
  const typed = { action, reason, faults };
  const content = messageContent(shown, request.viewer, parts.publicAddress.at, language, {
    typed,
  });
  return sendPage(request, reply, content, 400);
}

async function showChanged(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  id: string,
): Promise<FastifyReply> {
  const language = languageOf(request);
  const shown = await readMessage(parts.store.pool, id);
  const content = messageContent(shown, request.viewer, parts.publicAddress.at, language, {
    notice: say.notAnyMore[language],
  });
  return sendPage(request, reply, content, 409);
}
