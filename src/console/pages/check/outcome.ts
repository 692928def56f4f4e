import type { FastifyReply, FastifyRequest } from 'fastify';
import { triedOut } from '../../../http/messages/tried-out.ts';
import { callerGone, callOf } from '../../../http/server/caller.ts';
import { ArchiveFault } from '../../../messages/archive/zip-archive.ts';
import type { DryRun, DryRunFinding } from '../../../messages/intake/dry-run.ts';
import { SessionOver } from '../../../parties/sessions/session.ts';
import { Problem } from '../../../problem.ts';
import type { BerichtType } from '../../../standard/catalogue.ts';
import { errorCode } from '../../../store/errors.ts';
import type { PageParts } from '../parts.ts';
import type { Entry, EntryFault } from './entries.ts';

/** How long the messages of one form may take: a browser waits no longer for its page. */
const mostMs = 60_000;
/** How often the session of who waits is looked at. */
const lookAgainMs = 5000;
/** Findings of one message that are kept: one of a megabyte may have thousands. */
const mostFindings = 50;

/**
 * What became of a message:
 * - `good`: nothing is wrong; `advised`: the gateway has a remark, which stops nothing
 * - `rejectable`: it can be sent, and its rules would reject it then
 * - `refusable`: a post would be refused; `no-xml`, `no-message`: because of what it is
 * - `sent`; `sent-before`: the gateway had it
 * - `unreadable`: the file cannot be read
 * - `left`: it was not looked at; `unsure`: it is not known whether it was sent
 */
export type Outcome =
  | (Judged & {
      readonly kind: 'good' | 'advised' | 'rejectable' | 'refusable' | 'no-xml' | 'no-message';
    })
  | { readonly kind: 'sent' | 'sent-before'; readonly id: string; readonly type: BerichtType }
  | { readonly kind: 'refused'; readonly problem: Problem; readonly type: BerichtType | undefined }
  | { readonly kind: 'unreadable'; readonly fault: EntryFault }
  | { readonly kind: 'left' | 'unsure' };

/** A message that was tried out. */
export interface Judged {
  readonly type: BerichtType | undefined;
  /** The code of the party that would get it. */
  readonly recipient: string | undefined;
  /** The first; with how many there are. */
  readonly findings: readonly DryRunFinding[];
  readonly count: number;
}

/** Told of each message when it is done, while its bytes are still there. */
export type OnOutcome = (entry: Entry, outcome: Outcome, bytes: Buffer | undefined) => void;

/**
 * Tries messages out, one after the other, and sends those that are good when that is asked. What was sent stays sent,
 * whatever happens to those after it: the same form again finds it as sent.
 *
 * @throws {SessionOver} when the session ends meanwhile
 * @throws {Problem} when it is too busy for the first one
 */
export async function handleAll(
  request: FastifyRequest,
  reply: FastifyReply,
  parts: PageParts,
  { entries, send, on }: { entries: readonly Entry[]; send: boolean; on: OnOutcome },
): Promise<void> {
  const until = performance.now() + mostMs;
  const gone = callerGone(reply);
  let looked = performance.now();
  let stopped = false;
  for (const [index, entry] of entries.entries()) {
    const now = performance.now();
    if (!stopped && now - looked > lookAgainMs) {
      await request.authenticateAgain();
      looked = now;
    }
    if (stopped || now > until || gone.aborted) {
      on(entry, { kind: 'left' }, undefined);
      continue;
    }
    try {
      await handle(request, parts, entry, send, on);
    } catch (error) {
      // Nothing was done yet: the page says what is the matter.
      if (error instanceof SessionOver || index === 0) throw error;
      if (!(error instanceof Problem))
        request.log.error(
          { part: 'console', code: errorCode(error) },
          'files were not all handled',
        );
      stopped = true;
      on(entry, { kind: send ? 'unsure' : 'left' }, undefined);
    }
  }
}

async function handle(
  request: FastifyRequest,
  parts: PageParts,
  entry: Entry,
  send: boolean,
  on: OnOutcome,
): Promise<void> {
  const { content } = entry;
  if ('fault' in content) return on(entry, { kind: 'unreadable', fault: content.fault }, undefined);
  try {
    await request.turns.message(content.size, content.unpack, async (bytes) => {
      on(entry, await outcomeOf(request, parts, bytes, send), bytes);
    });
  } catch (error) {
    if (!(error instanceof ArchiveFault)) throw error;
    on(entry, { kind: 'unreadable', fault: error.code }, undefined);
  }
}

async function outcomeOf(
  request: FastifyRequest,
  parts: PageParts,
  bytes: Buffer,
  send: boolean,
): Promise<Outcome> {
  const call = callOf(request);
  const tried = await triedOut(parts, call, bytes);
  const { taken } = tried;
  if (taken) return { kind: 'sent-before', id: taken.id, type: taken.type };
  const judged = judgedOf(tried);
  if (!send || !isGood(judged)) return judged;
  try {
    const { id, type, repeated } = await parts.intake.submit(call, bytes);
    return { kind: repeated ? 'sent-before' : 'sent', id, type };
  } catch (error) {
    // Between trying out and sending something changed: it is refused, and kept as such.
    if (!(error instanceof Problem) || error.details.messageId === undefined) throw error;
    return { kind: 'refused', problem: error, type: tried.type };
  }
}

/** Whether the button sends it. */
export function isGood({ kind }: Outcome): boolean {
  return kind === 'good' || kind === 'advised';
}

const noXml: readonly string[] = ['empty', 'not-well-formed'];
const noMessage: readonly string[] = ['unknown-message', 'other-release'];

function judgedOf(tried: DryRun): Extract<Outcome, Judged> {
  const { type, recipient, findings, findingCount } = tried;
  const judged = {
    ...{ type, recipient: recipient?.code, count: findingCount },
    findings: findings.slice(0, mostFindings),
  };
  return { kind: kindOf(tried), ...judged };
}

function kindOf({ findings, type }: DryRun): Extract<Outcome, Judged>['kind'] {
  const [first] = findings;
  if (!first) return 'good';
  if (noXml.includes(first.rule)) return 'no-xml';
  if (noMessage.includes(first.rule)) return 'no-message';
  if (findings.some(({ level }) => level === 1)) return 'refusable';
  if (findings.every(({ kind }) => kind === 'word')) return 'advised';
  // Nobody answers a JW325: by its rules it is refused at the door.
  return type === 'JW325' ? 'refusable' : 'rejectable';
}
