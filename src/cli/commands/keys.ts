import { type Command, InvalidArgumentError } from 'commander';
import { reading, WrongUsage } from '../ending.ts';
import { type Gateway, openGateway } from '../gateway.ts';
import { line, moment, partyCode } from '../options.ts';
import { at, type Printed, print, table } from '../print.ts';
import { writeSecret } from '../secret-file.ts';

/** A key or certificate in an answer of the gateway; never the key itself. */
interface Key {
  readonly id: string;
  readonly kind: string;
  readonly prefix: string;
  readonly name: string | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
}

const rotateHelp = `
With DATABASE_URL: make a key (openssl rand -hex 32), give all processes the new one in ENCRYPTION_KEY and
the old one in PREVIOUS_ENCRYPTION_KEY, restart them one by one, run this with the same two, and then take
PREVIOUS_ENCRYPTION_KEY out. On the embedded Postgres it makes the new key itself, in DATA_DIR.

The gateway may run meanwhile. Stopped halfway, run it again: until it is done the old key is needed too.
It ends with 1 when there are data keys that neither key opens, and names them.`;

/** `ijw keys`: the keys and certificates of parties, and the master key. */
export function defineKeys(keys: Command): void {
  keys
    .command('list', { isDefault: true })
    .description('the keys and certificates of a party, revoked and expired ones too (the default)')
    .argument('[code]', 'of the party', partyCode)
    .action(list);

  keys
    .command('make')
    .description('make a key for a party and print it, this once')
    .argument('<code>', 'of the party', partyCode)
    .option('--name <name>', 'which software or department uses it, for the list', line(200))
    .option('--expires <moment>', 'from when on it no longer works', moment)
    .option('--out <file>', 'write it into a new file that only you may read, instead')
    .action(make);

  keys
    .command('revoke')
    .description('take a key or certificate back for good; it works nowhere within a second')
    .argument('<code>', 'of the party', partyCode)
    .argument('<prefix>', 'of the key, as `ijw keys list` shows it', prefix)
    .action(revoke);

  reading('database', keys.command('rotate'))
    .description('put everything under a new master key, while the gateway runs')
    .addHelpText('after', rotateHelp)
    .action(async (options: Printed) => (await import('./rotate.ts')).rotate(options));
}

async function list(code: string | undefined, options: Printed): Promise<void> {
  if (code === undefined)
    throw new WrongUsage('Say of which party, as `ijw keys 0363`. See `ijw keys --help`.');
  const keys = await keysOf(await openGateway('administrator'), code);
  print({ items: keys, next: null }, options, ({ items }) => {
    const header = ['prefix', 'kind', 'name', 'created', 'last used', 'expires', 'revoked'];
    return items.length > 0 ? table(header, items.map(cellsOf)) : 'There is no key.';
  });
}

function cellsOf(key: Key): unknown[] {
  const { prefix, kind, name, createdAt, lastUsedAt, expiresAt, revokedAt } = key;
  return [prefix, kind, name, at(createdAt), at(lastUsedAt), at(expiresAt), at(revokedAt)];
}

async function make(
  code: string,
  { json, ...wish }: Printed & { name?: string; expires?: Date; out?: string },
): Promise<void> {
  const { name, expires, out } = wish;
  const gateway = await openGateway('administrator');
  const ask = () =>
    gateway.ask<{ key: string }>('POST', `/v1/parties/${code}/api-keys`, {
      json: { ...(name && { name }), ...(expires && { expiresAt: expires.toISOString() }) },
    });
  if (out !== undefined) {
    const { key, ...made } = await writeSecret(out, ask, (one) => one.key);
    print({ ...made, file: out }, { json }, () => `The key ${key.slice(0, 16)} is in ${out}.`);
    return;
  }
  print(await ask(), { json }, ({ key }) => key);
  if (process.stdout.isTTY) console.error('Keep it now: only its hash is stored.');
}

async function revoke(code: string, wanted: string, options: Printed): Promise<void> {
  const gateway = await openGateway('administrator');
  const found = (await keysOf(gateway, code)).filter((key) => key.prefix === wanted);
  const [key] = found;
  if (!key) throw new Error(`${code} has no key or certificate ${wanted}. See \`ijw keys list\`.`);
  const revoked = await gateway.ask<Key>('DELETE', `/v1/parties/${code}/api-keys/${key.id}`);
  print(revoked, options, () => `Revoked ${wanted} of ${code}.`);
}

function keysOf(gateway: Gateway, code: string): Promise<readonly Key[]> {
  return gateway.all<Key>(`/v1/parties/${code}/api-keys`);
}

/** Reads the prefix of a key. A whole key is refused: it would stay in the history of the shell. */
function prefix(text: string): string {
  if (!/^(ijw|cert)_[0-9a-f]{12}$/.test(text))
    throw new InvalidArgumentError('Give the prefix that `ijw keys list` shows, not the key.');
  return text;
}
