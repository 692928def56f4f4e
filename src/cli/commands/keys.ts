import type { Command } from 'commander';
import { type Config, readConfig } from '../../config.ts';
import { masterKeysOf } from '../../open-database.ts';
import type { Store } from '../../store/database.ts';
import { KeyRing } from '../../store/keys.ts';
import { removePreviousMasterKey, replaceLocalMasterKey } from '../../store/local-secrets.ts';
import { asOnlyRotation, type Rotated, rotateMasterKey } from '../../store/rotation.ts';
import { drawBar } from '../bar.ts';
import { json } from '../print.ts';
import { exitCodes, notAllWell, withStore } from '../session.ts';

const rotateHelp = `
With DATABASE_URL: make a key (openssl rand -hex 32), give all processes the new one in ENCRYPTION_KEY and
the old one in PREVIOUS_ENCRYPTION_KEY, restart them one by one, run this with the same two, and then take
PREVIOUS_ENCRYPTION_KEY out. On the embedded Postgres it makes the new key itself, in DATA_DIR.

The gateway may run meanwhile. Stopped halfway, run it again: until it is done the old key is needed too.
It ends with 2 when there are data keys that neither key opens, and names them.`;

const noPrevious =
  'PREVIOUS_ENCRYPTION_KEY is not set. To rotate, give a new key in ENCRYPTION_KEY and the one until now in PREVIOUS_ENCRYPTION_KEY, to all processes of the gateway and to this command.';

/** `ijw keys`: the master key that everything is encrypted under. */
export function addKeys(program: Command): void {
  program
    .command('keys')
    .description('the master key that everything is encrypted under')
    .command('rotate')
    .description('put everything under a new master key, while the gateway runs')
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', rotateHelp)
    .addHelpText('after', exitCodes)
    .action(rotate);
}

async function rotate({ json: asJson }: { json?: boolean }): Promise<void> {
  const config = readConfig(process.env);
  if (config.encryptionKey && !config.previousEncryptionKey) throw new Error(noPrevious);
  const result = await withStore((store) =>
    asOnlyRotation(store.pool, () => rotateAlone(store, config)),
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  console.log(asJson ? json(result) : textOf(result));
  if (result.unreadable.length > 0) process.exitCode = notAllWell;
}

async function rotateAlone(store: Store, config: Config): Promise<Rotated> {
  const local = !config.encryptionKey;
  const source = await masterKeysOf(config);
  // Refuses a wrong key before anything is changed, and makes the named keys that there are not yet.
  await KeyRing.open(store.db, source);
  if (local) await replaceLocalMasterKey(config.dataDir);
  const { current, previous } = source();
  if (!previous) throw new Error(noPrevious);
  const result = await rotateMasterKey(
    store,
    { current, previous },
    process.stderr.isTTY ? { onProgress: (done, total) => drawBar(done, total, 'keys') } : {},
  );
  if (local) await removePreviousMasterKey(config.dataDir);
  return result;
}

function textOf({ keys, rewrapped, unreadable }: Rotated): string {
  return [
    ...unreadable.map((id) => `${id} has a data key that neither master key opens; it was left`),
    `Done: ${keys} data keys, ${rewrapped} of them put under the new master key now.`,
    'The previous key is no longer used. Keep it as long as you keep backups from before.',
  ].join('\n');
}
