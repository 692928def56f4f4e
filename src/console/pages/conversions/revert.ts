import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { RowParams } from '../../../http/conversions/conversion-schemas.ts';
import { Problem } from '../../../problem.ts';
import { revertWords as say } from '../../../texts/console/conversion-new-words.ts';
import { languageOf } from '../../frame/page.ts';
import { reasonFault } from '../../frame/reason.ts';
import { type PageParts, pageConfig } from '../parts.ts';
import { sendRow } from './row.ts';
import { orNotFound, pathOf, roles } from './side.ts';

const Typed = Type.String({ default: '', maxLength: 2000 });
const body = Type.Object({
  ...{ token: Typed, 'revert-reason': Typed, 'revert-declared': Typed, rows: Typed },
});

/** Takes back what was converted of a child: as many rows as the page said, or nothing. Pressing twice does it once. */
export const conversionRevert: FastifyPluginAsyncTypebox<PageParts> = async (app, parts) => {
  const config = pageConfig(parts, roles);
  const schema = { hide: true, params: RowParams, body };
  const { at } = parts.publicAddress;
  app.post(
    '/console/conversions/:number/rows/:row/revert',
    { config, schema },
    async (request, reply) => {
      const { number, row } = request.params;
      const { viewer } = request;
      const language = languageOf(request);
      const reason = request.body['revert-reason'].trim();
      const declared = request.body['revert-declared'] === 'yes';
      const faults = new Map<string, string>();
      const wrong = reasonFault(reason);
      if (wrong) faults.set('revert-reason', wrong[language]);
      if (!declared) faults.set('revert-declared', say.declaredMissing[language]);
      if (faults.size > 0)
        return sendRow(request, reply, parts, number, row, {
          revert: { reason, declared, faults },
        });
      const rows = Number(request.body.rows);
      const wish = { row, reason, rows };
      try {
        await orNotFound(parts.conversionCommits.revert(viewer.call, number, wish));
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'not-converted') throw error;
        return reply.redirect(at(pathOf(number, `/rows/${row}?done=changed`)), 303);
      }
      return reply.redirect(at(pathOf(number, '?done=reverting')), 303);
    },
  );
};
