import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type ApiKey,
  createStaffKey,
  listKeys,
  revokeKey,
  type StaffRole,
  staffRoles,
} from '../../parties/api-keys.ts';
import { actorName, moment } from '../options.ts';
import { json, table } from '../print.ts';
import { callAtTerminal, exitCodes, withStore } from '../session.ts';

const roleHelp = `
administrator  makes parties and their keys, and does all that an operator does
operator       sees what stands where, replays and gives up; makes no keys
auditor        verifies the ledger`;

/** `ijw operators`: the keys of those who keep the gateway. Those of parties are made over HTTP. */
export function addOperators(program: Command): void {
  const operators = program
    .command('operators')
    .description('keys of administrators, operators and auditors')
    .addHelpText('after', exitCodes);

  operators
    .command('create')
    .description('make a key and print it, this once')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(staffRoles).default('administrator'),
    )
    .option('--name <name>', 'who uses it, for the list', actorName)
    .option('--expires <moment>', 'from when on it no longer works', moment)
    .addHelpText('after', roleHelp)
    .addHelpText('after', exitCodes)
    .action(create);

  operators
    .command('list')
    .description('the keys, revoked and expired ones included')
    .option('--json', 'JSON, for scripts')
    .addHelpText('after', exitCodes)
    .action(list);

  operators
    .command('revoke')
    .description('take a key back for good; it works nowhere within a second')
    .argument('<prefix>', 'of the key, as `ijw operators list` shows it', prefix)
    .addHelpText('after', exitCodes)
    .action(revoke);
}

async function create(options: { role: StaffRole; name?: string; expires?: Date }): Promise<void> {
  const { role, name, expires } = options;
  const wish = { ...(name && { name }), ...(expires && { expiresAt: expires }) };
  const { key } = await withStore((store) =>
    createStaffKey(store.db, callAtTerminal(), role, wish),
  );
  console.log(key);
  if (process.stdout.isTTY)
    console.error('Keep it now: only its hash is stored. Use it as Authorization: Bearer ...');
}

async function list(options: { json?: boolean }): Promise<void> {
  const keys = await withStore((store) => listKeys(store.db, null));
  if (options.json) return console.log(json(keys));
  if (keys.length === 0) return console.log('There is no key.');
  const header = ['prefix', 'role', 'name', 'created', 'last used', 'expires', 'revoked'];
  console.log(table(header, keys.map(cellsOf)));
}

function cellsOf(key: ApiKey): unknown[] {
  const { prefix, role, name, createdAt, lastUsedAt, expiresAt, revokedAt } = key;
  return [prefix, role, name, createdAt, lastUsedAt, expiresAt, revokedAt];
}

async function revoke(wanted: string): Promise<void> {
  await withStore(async ({ db }) => {
    const key = (await listKeys(db, null)).find(({ prefix }) => prefix === wanted);
    if (!key)
      throw new Error(
        `No administrator, operator or auditor has the key ${wanted}. Keys of parties are revoked over HTTP: DELETE /v1/parties/{code}/api-keys/{id}.`,
      );
    const { role, revokedAt } = await revokeKey(db, callAtTerminal(), null, key.id);
    console.log(`Revoked the key ${wanted} of an ${role}, at ${revokedAt?.toISOString()}.`);
  });
}

/** Not a whole key, which would stay in the history of the shell. */
function prefix(text: string): string {
  if (!/^ijw_[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('A prefix is ijw_ and 12 digits or letters a to f.');
  return text;
}
