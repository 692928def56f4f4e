#!/usr/bin/env node
import { Command } from 'commander';
import { pino } from 'pino';
import { readConfig } from '../config.ts';
import { openDatabase, version } from '../gateway.ts';
import { createAdministratorKey } from '../parties/api-keys.ts';

const program = new Command('ijw')
  .description('The gateway for iJw messages, from a terminal. Settings come from the environment.')
  .version(version);

program
  .command('operators')
  .description("administrators' keys")
  .command('create')
  .description('make a key for an administrator and print it, this once')
  .action(async () => {
    const { store, leave } = await openDatabase(
      readConfig({ ENCRYPTION_KEY: 'not needed here', ...process.env }),
      pino({ level: 'silent' }),
    );
    try {
      const { key } = await createAdministratorKey(store.db);
      console.log(key);
      if (process.stdout.isTTY)
        console.error('Keep it now: only its hash is stored. Use it as Authorization: Bearer ...');
    } finally {
      await leave();
    }
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
