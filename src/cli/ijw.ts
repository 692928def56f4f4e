#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '../version.ts';
import { addAccessLog } from './commands/access-log.ts';
import { addForgetting } from './commands/forgetting.ts';
import { addKeys } from './commands/keys.ts';
import { addLedger } from './commands/ledger.ts';
import { addMessages } from './commands/messages.ts';
import { addOperators } from './commands/operators.ts';
import { addProducts } from './commands/products.ts';
import { addQueue } from './commands/queue.ts';
import { addRedeliver, addReplay } from './commands/replay.ts';
import { addSpic } from './commands/spic.ts';
import { addValidate } from './commands/validate.ts';
import { exitCodes, sentenceOf } from './session.ts';

const program = new Command('ijw')
  .description('The gateway for iJw messages, from a terminal.')
  .version(version)
  .addHelpText('after', exitCodes);

addOperators(program);
addKeys(program);
addMessages(program);
addReplay(program);
addRedeliver(program);
addQueue(program);
addLedger(program);
addAccessLog(program);
addForgetting(program);
addSpic(program);
addProducts(program);
addValidate(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(sentenceOf(error));
  process.exit(1);
}
