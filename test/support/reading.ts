import { readFile } from 'node:fs/promises';

/**
 * The modules that show a person or a party what is kept of children: what messages say, what the ledger
 * knows, and who looked at it. What they export takes the call that it is for, and writes the row of the
 * access log itself. Judging, rebuilding and verifying read without: see `test/architecture.test.ts`.
 */
export const reading: readonly string[] = [
  'src/messages/intake/dry-run.ts',
  'src/messages/views/messages.ts',
  'src/messages/views/disclosures.ts',
  'src/messages/views/declarations.ts',
  'src/messages/drafts/drafts.ts',
  'src/ledger/views/allocations.ts',
  'src/ledger/import/import.ts',
  'src/ledger/import/prestatie-import.ts',
  'src/ledger/views/open-requests.ts',
  'src/parties/access-log/log.ts',
  'src/region/terms/views.ts',
  'src/region/report/counterparties.ts',
  'src/region/report/views.ts',
  'src/region/signals/views.ts',
  'src/ledger/conversion/read.ts',
  'src/ledger/goals/views.ts',
  'src/operations/search.ts',
];

/** What these modules export besides, and why that needs no row. */
export const readingNothing: Readonly<Record<string, string>> = {
  'Messages.list': 'who wrote what type to whom, and when: nothing of a child',
  'Messages.get': 'the same of one message, with codes of rules and where they were broken',
  'Allocations.idsOf': 'ids of allocations that the caller named by their number',
  'Terms.waiting': 'a number',
  'Terms.retourenOwed': 'a number',
  'Terms.answersDue':
    'by when messages are to be answered that the caller sees: nothing of a child',
  'Terms.openDeliveries':
    'by when starts and stops are due, of children whom the caller has just read',
  'Disclosures.openUntil': 'whether its caller gave a reason to read a message, and until when',
  'Drafts.requestsAnswered': 'how requests were answered that the caller sees: nothing of a child',
  hasRows: 'whether an aanbieder has any',
  sharedBy: 'what a source says itself, before anything is looked up',
};

/** Something that can be called from outside its module. */
export interface Exported {
  /** `dryRun`, or `Messages.content`. */
  readonly name: string;
  /** It cannot be called without saying for whom. */
  readonly takesCall: boolean;
}

/** The functions that a module exports, and the methods of classes that it exports. */
export async function exportsOf(file: string): Promise<Exported[]> {
  return exportedIn(await readFile(new URL(`../../${file}`, import.meta.url), 'utf8'));
}

/** The same, of a source as the formatter of this project writes it. */
export function exportedIn(source: string): Exported[] {
  const found: Exported[] = [];
  const add = (name: string, from: number) =>
    found.push({ name, takesCall: /^call: Call$/m.test(parametersAt(source, from)) });
  for (const match of source.matchAll(/^export (?:async )?function\*? (\w+)(?:<.*?>)?\(/gm))
    add(match[1] as string, match.index + match[0].length);
  for (const match of source.matchAll(/^export const (\w+) = (?:async )?\(/gm))
    add(match[1] as string, match.index + match[0].length);
  for (const match of source.matchAll(/^export class (\w+)[\s\S]*?^}/gm))
    for (const method of match[0].matchAll(/^ {2}(?:static )?(?:async )?\*?(\w+)(?:<.*?>)?\(/gm))
      if (method[1] !== 'constructor')
        add(`${match[1]}.${method[1]}`, match.index + method.index + method[0].length);
  return found;
}

/** The text in the parentheses that were opened just before, one parameter to a line. */
function parametersAt(source: string, from: number): string {
  let depth = 1;
  let text = '';
  for (const sign of source.slice(from)) {
    if ('([{'.includes(sign)) depth += 1;
    if (')]}'.includes(sign)) depth -= 1;
    if (depth === 0) break;
    text += depth === 1 && sign === ',' ? '\n' : sign;
  }
  return text.replaceAll(/^\s+/gm, '');
}
