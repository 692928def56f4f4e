import type { Command } from 'commander';
import { declareComplete, listComplete, withdrawComplete } from '../../messages/drafts/complete.ts';
import { dutchTime } from '../moments.ts';
import { aanbiederCode, gemeenteCode } from '../options.ts';
import { type Printed, print, table } from '../print.ts';
import { callAtTerminal, withKeys } from '../session.ts';

/** `ijw drafts`: for which aanbieders a gemeente has all of its allocations here, so that JW301s are drafted. */
export function defineDrafts(drafts: Command): void {
  drafts
    .command('complete')
    .description('say that the gateway has all allocations of a gemeente to an aanbieder')
    .argument('<gemeente>', 'code of 4 digits', gemeenteCode)
    .argument('<aanbieder>', 'code of 8 digits', aanbiederCode)
    .action(complete);

  drafts
    .command('incomplete')
    .description('take that back: no JW301 to this aanbieder is drafted any more')
    .argument('<gemeente>', 'code of 4 digits', gemeenteCode)
    .argument('<aanbieder>', 'code of 8 digits', aanbiederCode)
    .action(incomplete);

  drafts
    .command('completed')
    .description('print for which aanbieders a gemeente said so')
    .argument('<gemeente>', 'code of 4 digits', gemeenteCode)
    .action(completed);
}

async function complete(gemeente: string, aanbieder: string, options: Printed): Promise<void> {
  const { declared, created } = await withKeys(({ pool }, { rows }) =>
    declareComplete(pool, rows, callAtTerminal(), gemeente, aanbieder),
  );
  print({ ...declared, created }, options, () =>
    created
      ? `JW301s of ${gemeente} to ${aanbieder} are drafted from now on.
It is stated that the ledger has all allocations of ${gemeente} to ${aanbieder}.`
      : `It was said before, on ${dutchTime(declared.declaredAt)}.`,
  );
}

async function incomplete(gemeente: string, aanbieder: string, options: Printed): Promise<void> {
  const declared = await withKeys(({ pool }, { rows }) =>
    withdrawComplete(pool, rows, callAtTerminal(), gemeente, aanbieder),
  );
  print(declared, options, () => `No JW301 of ${gemeente} to ${aanbieder} is drafted any more.`);
}

async function completed(gemeente: string, options: Printed): Promise<void> {
  const items = await withKeys(({ pool }, { rows }) => listComplete(pool, rows, gemeente));
  print({ items }, options, () =>
    items.length === 0
      ? 'There is none.'
      : table(
          ['aanbieder', 'since', 'said by'],
          items.map(({ aanbieder, declaredAt, declaredBy }) => [
            ...[aanbieder, declaredAt, declaredBy],
          ]),
        ),
  );
}
