import type { Config } from '../../app/config.ts';
import { masterKeysOf } from '../../app/open-database.ts';
import type { Store } from '../../store/database.ts';
import { removePreviousMasterKey, replaceLocalMasterKey } from '../../store/keys/local-secrets.ts';
import { asOnlyRotation, type Rotated, rotateMasterKey } from '../../store/keys/rotation.ts';
import { ProgressBar } from '../bar.ts';
import { endings, WrongUsage } from '../ending.ts';
import { type Printed, print } from '../print.ts';
import { openKeys, settings, withStore } from '../session.ts';

const noPrevious =
  'PREVIOUS_ENCRYPTION_KEY is not set. To rotate, give a new key in ENCRYPTION_KEY and the one until now in PREVIOUS_ENCRYPTION_KEY, to all processes of the gateway and to this command.';

/** `ijw keys rotate`: puts everything under a new master key. */
export async function rotate(options: Printed): Promise<void> {
  const config = settings();
  if (config.encryptionKey && !config.previousEncryptionKey) throw new WrongUsage(noPrevious);
  const result = await withStore((store, { dataDir }) =>
    asOnlyRotation(store.pool, () => rotateAlone(store, { ...config, dataDir })),
  );
  print(result, options, textOf);
  if (result.unreadable.length > 0) process.exitCode = endings.notAllWell;
}

async function rotateAlone(store: Store, config: Config): Promise<Rotated> {
  const local = !config.encryptionKey;
  // Refuses a wrong key before anything is changed, and makes named keys that do not exist yet.
  await openKeys(store, config);
  const source = await masterKeysOf(config);
  if (local) await replaceLocalMasterKey(config.dataDir);
  const { current, previous } = source();
  if (!previous) throw new WrongUsage(noPrevious);
  using progress = new ProgressBar();
  const result = await rotateMasterKey(store, { current, previous }, progress.shown('keys'));
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
