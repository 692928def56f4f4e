import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '../../problem.ts';
import type { AppParts } from '../server/parts.ts';
import { problems } from '../server/schemas.ts';

const State = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'Yes' });

/** A health check must get an answer sooner than a request would time out, in milliseconds. */
const readyMs = 5000;

/** Health checks for machines: whether the process is alive, and whether it can keep a message. */
export const machines: FastifyPluginAsyncTypebox<AppParts> = async (app, { store, stopping }) => {
  app.get(
    '/health/live',
    {
      config: { access: 'anyone', dutch: 'Het proces draait' },
      schema: { tags: ['Health'], summary: 'The process runs', response: { 200: State } },
    },
    async () => ({ status: 'ok' }) as const,
  );

  let asked: Promise<boolean> | undefined;
  const mayWrite = async () => {
    const { rows } = await store.pool.query<{ readonly: string }>(
      "select current_setting('transaction_read_only') as readonly",
    );
    return rows[0]?.readonly === 'off';
  };
  app.get(
    '/health/ready',
    {
      config: { access: 'anyone', dutch: 'De database kan een bericht bewaren' },
      schema: {
        tags: ['Health'],
        summary: 'Postgres can keep a message',
        response: { 200: State, ...problems('stopping', 'busy', 'unavailable') },
      },
    },
    async () => {
      if (stopping()) throw new Problem('stopping');
      // All calls share one query, because these calls have no rate limit.
      asked ??= mayWrite().finally(() => {
        asked = undefined;
      });
      const may = await Promise.race([asked, sleep(readyMs, false, { ref: false })]);
      if (!may) throw new Problem('unavailable');
      return { status: 'ok' } as const;
    },
  );
};
