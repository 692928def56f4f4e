import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gatewayWords } from '../../src/texts/cli/gateway-words.ts';
import { Commands } from '../support/commands.ts';
import { freePort } from '../support/free-port.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { jw315 } from '../support/messages.ts';

/** Words that are in English sentences, and in no Dutch one. */
const english =
  /\b(the|this|there|is no|are|with|and|or|not|cannot|from|key|file|stands|set|taken|message|what|answers|address|check|choose|take)\b/i;

const commands = new Commands();
let gateway: TestGateway;
let folder: string;
let message: string;
let wrong: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  folder = await mkdtemp(join(tmpdir(), 'ijw-gateway-'));
  message = join(folder, 'bericht.xml');
  wrong = join(folder, 'fout.xml');
  await writeFile(message, jw315());
  await writeFile(wrong, jw315().replace(/<Geslacht>\d</, '<Geslacht>7<'));
  await writeFile(join(folder, 'tekst.txt'), 'geen XML');
});
afterAll(async () => {
  await commands.stop();
  await gateway.remove();
  await rm(folder, { recursive: true });
});

/** Parts of a line that are no sentence: paths, addresses, ids, settings, codes. */
const names = /https?:\S+|\/\S+|[A-Z]+(?:_[A-Z]+)+|\bijw \S+( --\w+)?|`[^`]*`|\([^)]*\)/g;

async function said(words: readonly string[], settings: Record<string, string>): Promise<string> {
  const { stdout, stderr, reads } = await commands.run({ words, settings });
  return `${reads}\n${stdout}\n${stderr}`.replace(names, '');
}

test('what a party reads about its messages is in one language, also what goes wrong around them', async () => {
  const party = await gateway.party('12345678');
  await gateway.party('0363');
  const key = party.authorization.Authorization?.replace('Bearer ', '') ?? '';
  const here = { IJW_GATEWAY: gateway.address, IJW_KEY: key };
  const server = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const other = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const settings: Record<string, string>[] = [
    here,
    {},
    { ...here, IJW_KEY_FILE: message },
    { ...here, IJW_KEY: 'a b' },
    { ...here, IJW_KEY: '', IJW_KEY_FILE: join(folder, 'weg.key') },
    { ...here, IJW_KEY: `ijw_${'0'.repeat(12)}_${'A'.repeat(43)}` },
    { ...here, IJW_KEY: 'geentoken' },
    { ...here, IJW_GATEWAY: 'gateway' },
    { ...here, IJW_GATEWAY: `http://127.0.0.1:${await freePort()}` },
    { ...here, IJW_GATEWAY: other },
  ];
  try {
    for (const file of [message, wrong, join(folder, 'weg.xml'), join(folder, 'tekst.txt'), folder])
      for (const words of [['post', '--wait'], ['validate'], ['validate', '--gateway']])
        for (const some of words.length === 1 || file !== message ? [here] : settings) {
          const text = await said([...words, file], some);
          expect(text, `${words.join(' ')} ${file}`).not.toMatch(english);
          expect(text.trim()).not.toBe('');
        }
  } finally {
    server.close();
  }
});

test('every sentence about the gateway is there in both languages', () => {
  for (const [name, dutch] of Object.entries(gatewayWords.nl)) {
    const text =
      typeof dutch === 'string' ? dutch : (dutch as (...all: string[]) => string)('', '', '');
    expect(text.replace(names, ''), name).not.toMatch(english);
  }
});
