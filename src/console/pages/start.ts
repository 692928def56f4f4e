import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { anyRole } from '../../http/server/access.ts';
import { menuOf } from '../menu.ts';
import { type PageParts, pageConfig, plainPage } from './parts.ts';

/** The address of the console: it leads to the first page of the menu, or to the session where there is none. */
export const startPage: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const options = { config: pageConfig(parts, anyRole), schema: plainPage };
  app.get('/console', options, (request, reply) => {
    const [first = '/console/session'] = menuOf(request.viewer.chosen);
    return reply.redirect(parts.publicAddress.at(first), 303);
  });
};
