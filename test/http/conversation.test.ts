import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/app/config.ts';
import { startGateway } from '../../src/app/gateway.ts';
import { type PlayedStep, playConversation } from '../../src/cli/conversation.ts';

test('the whole conversation goes over HTTP on the embedded defaults, twice, also after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ijw-gateway-conversation-'));
  try {
    // The second is below a path of a proxy, past which it is called.
    for (const path of ['', '/ijw']) {
      const gateway = await startGateway(
        readConfig({
          ...{ DATA_DIR: dataDir, PORT: '0' },
          ...(path && { PUBLIC_URL: `https://gateway.example${path}` }),
        }),
        pino({ level: 'silent' }),
      );
      const key = gateway.operator?.key ?? '';
      const steps: PlayedStep[] = [];
      const { entries } = await playConversation(gateway.address ?? '', key, (step) =>
        steps.push(step),
      );
      await gateway.stop();

      expect(steps.map((step) => step.type)).toEqual(
        'JW315 JW316 JW319 JW320 JW301 JW302 JW305 JW306 JW307 JW308 JW305 JW306 JW307 JW308'.split(
          ' ',
        ),
      );
      // All of it became true by the retouren, and the ledger has it in order.
      expect(entries.map(({ kind }) => kind).join(' ')).toBe(
        'requested answered allocated started stopped started stopped',
      );
      expect(new Set(steps.map((step) => step.statusAtEnd))).toEqual(new Set(['delivered']));
      // Every retour is linked to the message before it.
      for (const [index, step] of steps.entries())
        expect(step.answers).toBe(
          index % 2 ? `${path}/v1/messages/${steps[index - 1]?.id}` : undefined,
        );
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
});
