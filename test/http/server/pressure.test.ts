import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Caller, startTestGateway } from '../../support/gateway.ts';

test('a process that cannot keep up says so, and that it is alive', async () => {
  const gateway = await startTestGateway();
  try {
    const nobody = new Caller(gateway.address);
    const underPressure = async () => {
      // The process does nothing else for longer than is allowed, again and again: for longer than
      // two of the spans over which the mean is taken, so that one of them lies within.
      for (let i = 0; i < 9; i++) {
        const end = performance.now() + 1500;
        while (performance.now() < end);
        await sleep(1);
      }
      const { status, headers, body } = await nobody.get('/v1/rules');
      const alive = await nobody.get('/health/live');
      return [status, headers.get('retry-after'), body.type, alive.status];
    };
    await expect
      .poll(underPressure, { timeout: 100_000 })
      .toEqual([503, '5', '/docs/problems/busy', 200]);
    await expect.poll(async () => (await nobody.get('/v1/rules')).status).toBe(200);
  } finally {
    await gateway.remove();
  }
});
