import { type Command, Option } from 'commander';
import type { KeptVerification } from '../../operations/verifications/model.ts';
import { listVerifications } from '../../operations/verifications/read.ts';
import { type VerifiedKind, verifiedKinds } from '../../store/verification-tables.ts';
import { addPage, messageId } from '../options.ts';
import { more, type Printed, print, table } from '../print.ts';
import { withKeys } from '../session.ts';

interface Page extends Printed {
  readonly limit: number;
  readonly after?: string;
  readonly what?: VerifiedKind;
}

const help = `
The gateway verifies once a day (VERIFY_AT); the console and \`ijw verify\` do so when asked. Results are kept for a year.
not-believed: somebody changed the result in the database.`;

/** `ijw verifications`: what was verified, when, and what was found. */
export function defineVerifications(verifications: Command): void {
  addPage(
    verifications
      .command('list', { isDefault: true })
      .description('what was verified and what was found, newest first (the default)')
      .addOption(new Option('--what <kind>', 'only these').choices(verifiedKinds))
      .addHelpText('after', help),
    messageId,
  ).action(list);
}

async function list({ json, limit, after, what }: Page): Promise<void> {
  const page = { limit, ...(after && { before: after }), ...(what && { what }) };
  const found = await withKeys(({ pool }, keys) => listVerifications(pool, keys.rows, page));
  print(found, { ...(json && { json }) }, ({ items, next }) => {
    if (items.length === 0) return 'Nothing was verified yet.';
    const header = ['begun', 'what', 'of', 'state', 'done', 'of all', 'first fault', 'by'];
    return table(header, items.map(cellsOf)) + more(next);
  });
}

function cellsOf(one: KeptVerification): unknown[] {
  const { begunAt, what, municipality, state, done, total, by } = one;
  return [begunAt, what, municipality ?? 'all', state, done, total, faultOf(one), by];
}

function faultOf({ fault, failedCode }: KeptVerification): string | null {
  if (!fault) return failedCode;
  const { kind, municipality, number, table: of, id } = fault;
  return [kind, municipality, number, of, id].filter((part) => part !== null).join(' ');
}
