#!/usr/bin/env node
import { Command } from 'commander';
import { createAdministratorKey } from '../parties/api-keys.ts';
import { version } from '../version.ts';
import { addLedger } from './commands/ledger.ts';
import { addMessages } from './commands/messages.ts';
import { addProducts } from './commands/products.ts';
import { addQueue } from './commands/queue.ts';
import { addRedeliver, addReplay } from './commands/replay.ts';
import { addSpic } from './commands/spic.ts';
import { addValidate } from './commands/validate.ts';
import { exitCodes, sentenceOf, withStore } from './session.ts';

const program = new Command('ijw')
  .description('The gateway for iJw messages, from a terminal.')
  .version(version)
  .addHelpText('after', exitCodes);

program
  .command('operators')
  .description("administrators' keys")
  .command('create')
  .description('make a key for an administrator and print it, this once')
  .action(async () => {
    const { key } = await withStore((store) => createAdministratorKey(store.db));
    console.log(key);
    if (process.stdout.isTTY)
      console.error('Keep it now: only its hash is stored. Use it as Authorization: Bearer ...');
  });
addMessages(program);
addReplay(program);
addRedeliver(program);
addQueue(program);
addLedger(program);
addSpic(program);
addProducts(program);
addValidate(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(sentenceOf(error));
  process.exit(1);
}
