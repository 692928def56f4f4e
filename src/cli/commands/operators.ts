import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type ApiKey,
  createStaffKey,
  listKeys,
  revokeKey,
  type StaffRole,
  staffRoles,
} from '../../parties/credentials/api-keys.ts';
import { actorName, moment } from '../options.ts';
import { type Printed, print, table } from '../print.ts';
import { writeSecret } from '../secret-file.ts';
import { callAtTerminal, withKeys } from '../session.ts';

const roleHelp = `
administrator  makes parties and their keys, and does all that an operator does
operator       sees the state of messages, replays and dismisses; makes no keys
auditor        verifies the ledger`;

/** `ijw operators`: the keys of administrators, operators and auditors. For keys of parties see `ijw keys`. */
export function defineOperators(operators: Command): void {
  operators
    .command('create')
    .description('make a key and print it, this once')
    .addOption(
      new Option('--role <role>', 'what it may do').choices(staffRoles).default('administrator'),
    )
    .option('--name <name>', 'who uses it, for the list', actorName)
    .option('--expires <moment>', 'from when on it no longer works', moment)
    .option('--out <file>', 'write it into a new file that only you may read, instead')
    .addHelpText('after', roleHelp)
    .action(create);

  operators.command('list').description('the keys, revoked and expired ones included').action(list);

  operators
    .command('revoke')
    .description('take a key back for good; it works nowhere within a second')
    .argument('<prefix>', 'of the key, as `ijw operators list` shows it', prefix)
    .action(revoke);
}

async function create({
  role,
  out,
  json,
  ...wish
}: Printed & { role: StaffRole; name?: string; expires?: Date; out?: string }): Promise<void> {
  const { name, expires } = wish;
  const make = () =>
    withKeys(({ db }, { rows }) =>
      createStaffKey(db, rows, callAtTerminal(), role, {
        ...(name && { name }),
        ...(expires && { expiresAt: expires }),
      }),
    );
  if (out !== undefined) {
    const { key, ...made } = await writeSecret(out, make, (one) => one.key);
    print({ ...made, file: out }, { json }, () => `The key ${key.slice(0, 16)} is in ${out}.`);
    return;
  }
  print(await make(), { json }, ({ key }) => key);
  if (process.stdout.isTTY) console.error('Keep it now: only its hash is stored.');
}

async function list(options: Printed): Promise<void> {
  const items = await withKeys(({ db }, { rows }) => listKeys(db, rows, null));
  print({ items, next: null }, options, () => {
    if (items.length === 0) return 'There is no key.';
    const header = ['prefix', 'role', 'name', 'created', 'last used', 'expires', 'revoked'];
    return table(header, items.map(cellsOf));
  });
}

function cellsOf(key: ApiKey): unknown[] {
  const { prefix, role, name, createdAt, lastUsedAt, expiresAt, revokedAt } = key;
  return [prefix, role, name, createdAt, lastUsedAt, expiresAt, revokedAt];
}

async function revoke(wanted: string, options: Printed): Promise<void> {
  const revoked = await withKeys(async ({ db }, { rows }) => {
    const key = (await listKeys(db, rows, null)).find(({ prefix }) => prefix === wanted);
    if (!key)
      throw new Error(
        `No administrator, operator or auditor has the key ${wanted}. Keys of parties: \`ijw keys revoke\`.`,
      );
    return revokeKey(db, rows, callAtTerminal(), null, key.id);
  });
  print(revoked, options, ({ role }) => `Revoked the key ${wanted} of an ${role}.`);
}

/** Reads the prefix of a key. A whole key is refused: it would stay in the history of the shell. */
function prefix(text: string): string {
  if (!/^ijw_[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('A prefix is ijw_ and 12 digits or letters a to f.');
  return text;
}
