import { setTimeout as sleep } from 'node:timers/promises';
import { type FastifyPluginAsyncTypebox, Type } from '@fastify/type-provider-typebox';
import { Problem } from '../problem.ts';
import type { AppParts } from './parts.ts';
import { problems } from './schemas.ts';

const State = Type.Object({ status: Type.Literal('ok') }, { title: 'Health', description: 'Yes' });

/** Who looks whether it is well does not wait as long as somebody with a message, in milliseconds. */
const readyMs = 5000;

/** What machines ask: is it alive, can it keep a message. */
export const machines: FastifyPluginAsyncTypebox<AppParts> = async (app, { store, stopping }) => {
  app.get(
    '/health/live',
    {
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
      schema: {
        tags: ['Health'],
        summary: 'Postgres can keep a message',
        response: { 200: State, ...problems('stopping', 'busy', 'unavailable') },
      },
    },
    async () => {
      if (stopping()) throw new Problem('stopping');
      // One question at a time, however many ask: nobody counts these calls.
      asked ??= mayWrite().finally(() => {
        asked = undefined;
      });
      const may = await Promise.race([asked, sleep(readyMs, false, { ref: false })]);
      if (!may) throw new Problem('unavailable');
      return { status: 'ok' } as const;
    },
  );
};
