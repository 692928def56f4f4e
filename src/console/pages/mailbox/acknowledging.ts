import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { pageRows } from '../../frame/list.ts';
import { type PageParts, pageConfig } from '../parts.ts';

const Text = Type.String({ default: '', maxLength: 200 });
const Id = Type.String({ format: 'uuid' });
const Place = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: 0 });

/** Acknowledges messages: they leave the mailbox. A form that comes twice does it once. */
export function acknowledging(
  app: Parameters<FastifyPluginAsyncTypebox<PageParts>>[0],
  parts: PageParts,
): void {
  const { at } = parts.publicAddress;
  app.post(
    '/console/mailbox/acknowledgements',
    {
      config: pageConfig(parts, ['party']),
      schema: {
        hide: true,
        body: Type.Object({
          ...{ token: Text, to: Text, after: Place },
          ids: Type.Union([Id, Type.Array(Id, { minItems: 1, maxItems: pageRows })]),
        }),
      },
    },
    async (request, reply) => {
      const { ids: asked, to, after } = request.body;
      const ids = [asked].flat();
      const { acknowledged } = await parts.mailbox.acknowledge(request.principal, ids);
      const place = after ? `&after=${after}` : '';
      const next =
        to === 'message' && ids.length === 1
          ? `/console/messages/${ids[0]}?done=${acknowledged.length > 0 ? 'acknowledged' : ''}`
          : `/console/mailbox?done=${acknowledged.length}${place}`;
      return reply.redirect(at(next), 303);
    },
  );
}
