import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  type ConsoleWorld,
  type Kind,
  sendMessages,
  startConsoleWorld,
} from '../../support/console-world.ts';
import { root } from '../../support/sources.ts';

/** The pictures: what they are called, who looks at what, and how. */
const pictures: readonly {
  readonly name: string;
  readonly kind: Kind;
  /** An address, or what makes it of the data of the test. */
  readonly path: string | ((world: ConsoleWorld) => string);
  readonly narrow?: boolean;
  readonly tall?: boolean;
  readonly dark?: boolean;
}[] = [
  { name: 'state', kind: 'operator', path: '/console/state', tall: true },
  { name: 'mailbox', kind: 'gemeente', path: '/console/mailbox' },
  { name: 'mailbox-narrow', kind: 'gemeente', path: '/console/mailbox', narrow: true, dark: true },
  { name: 'log', kind: 'auditor', path: '/console/log', dark: true },
  {
    ...{ name: 'timeline', kind: 'gemeente' },
    path: ({ allocations }) => `/console/children/${allocations.child}`,
  },
  {
    ...{ name: 'conversion', kind: 'contract-manager', tall: true },
    path: ({ conversion }) => `/console/conversions/${conversion}`,
  },
  { name: 'contracts', kind: 'contract-manager', path: '/console/contracts' },
  { name: 'new-party', kind: 'administrator', path: '/console/parties/new' },
];

/** Bytes of a picture at most: they are in the repository. */
const largest = 150 * 1024;

test('the pictures of docs/pictures/ are made, and are small', async () => {
  await using world = await startConsoleWorld();
  await sendMessages(world.aanbieder, 4);
  const folder = join(root, 'docs/pictures');
  await mkdir(folder, { recursive: true });
  for (const { name, kind, path, narrow, tall, dark } of pictures) {
    await using opened = await world.open(world.keys[kind], {
      viewport: narrow ? { width: 375, height: 700 } : { width: 1100, height: tall ? 900 : 620 },
      colorScheme: dark ? 'dark' : 'light',
    });
    const file = join(folder, `${name}.png`);
    const address = typeof path === 'string' ? path : path(world);
    await opened.page.goto(world.gateway.address + address);
    await opened.page.screenshot({ path: file });
    expect((await stat(file)).size, name).toBeLessThan(largest);
  }
});
