import type { ContractAnswer } from '../../ledger/contracts/check.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { tooComplex } from '../../standard/validation.ts';
import type { DryRun } from '../intake/dry-run.ts';
import { InspectionFailed } from '../judging/inspection-failed.ts';
import { withAdvice } from './advised.ts';
import { retourOn } from './approved.ts';
import { questionOf } from './asked.ts';
import type { KnownDetails } from './composing.ts';
import { type DraftContent, referencesIn } from './content.ts';
import type { Composed, Lacking } from './forms.ts';
import { bytesOf, withoutCured } from './judged.ts';
import { type Draft, type DraftFacts, draftBefore } from './keep.ts';
import type { DraftParts } from './parts.ts';

/** A draft as its party sees it. Personal. */
export interface ShownDraft extends DraftFacts {
  /** The draft that has to be approved before this one may go. */
  readonly after: string | null;
  /** Null when it was sent: from then on there is the message. */
  readonly bericht: Composed['bericht'] | null;
  readonly judged: Omit<DryRun, 'recipient' | 'taken'>;
  readonly lacking: readonly Lacking[];
  readonly retourFirst: boolean;
  /** How many of its findings refuse it when it is sent. Known when one draft is read. */
  readonly refusing?: number;
  /** What it was composed of has changed: sending it would be refused. Known when one draft is read. */
  readonly outdated?: boolean;
  readonly checks: readonly { readonly referentie: string; readonly answer: ContractAnswer }[];
  readonly details:
    | (Pick<KnownDetails, 'source' | 'recordedAt'> & {
        readonly ageDays: number;
      })
    | null;
}

const dayMs = 86_400_000;

/** What a caller is shown of a draft of its own: with what is found today. The caller of this logs it. */
export async function shownDraft(parts: DraftParts, call: Call, draft: Draft): Promise<ShownDraft> {
  const { content, ...facts } = draft;
  const before = facts.afterPrevious ? await draftBefore(parts.store.pool, facts) : undefined;
  const shared = { ...facts, after: before?.id ?? null };
  if (!content)
    return {
      ...shared,
      ...{ bericht: null, judged: nothingFound, lacking: [], retourFirst: false },
      ...{ checks: [], details: null },
    };
  const { bericht, lacking, details } = content;
  const recordedAt = details && new Date(details.recordedAt);
  return {
    ...shared,
    ...{ bericht, lacking },
    retourFirst: await waitsForRetour(parts, draft),
    judged: await judgedDraft(parts, call, draft, bytesOf(bericht)),
    checks: await checksOf(parts, call, content),
    details:
      details && recordedAt
        ? {
            ...{ source: details.source, recordedAt },
            ageDays: Math.max(0, Math.floor((Date.now() - recordedAt.getTime()) / dayMs)),
          }
        : null,
  };
}

const nothingFound = { findings: [], findingCount: 0, notAssessed: [] };

/**
 * A dry run of a draft. Where the retour that approves its request goes first, findings that it makes right are left out.
 *
 * @throws {Problem} `too-much-at-once`, `unavailable` when there is no answer now
 */
export async function judgedDraft(
  parts: DraftParts,
  call: Call,
  draft: Draft,
  bytes: Uint8Array,
): Promise<DryRun> {
  // Asked first: what is approved by then is part of the past that is looked up.
  const waits = await waitsForRetour(parts, draft);
  const found = await triedOut(parts, call, bytes);
  const cured = waits ? withoutCured(found) : found;
  return draft.content ? withAdvice(parts, draft.content.bericht, cured) : cured;
}

/** Whether sending a draft approves its request first, or that approval is on its way. */
async function waitsForRetour({ store, keys }: DraftParts, draft: Draft): Promise<boolean> {
  if (!draft.content?.retourFirst || draft.requestId === null) return false;
  const said = await retourOn(store.pool, keys.rows, draft.requestId);
  return said === 'none' || said === 'approving';
}

async function triedOut({ tryOut }: DraftParts, call: Call, bytes: Uint8Array): Promise<DryRun> {
  try {
    return await tryOut(call, bytes);
  } catch (error) {
    if (!(error instanceof InspectionFailed)) throw error;
    if (error.code === 'too-complex' || error.code === 'timeout')
      return { ...tooComplex, recipient: null, taken: null };
    if (error.code === 'busy') throw new Problem('too-much-at-once');
    throw new Problem('unavailable', {}, error.message);
  }
}

/** What the contracts say of each reference that this draft answers. */
async function checksOf(
  { contracts }: DraftParts,
  call: Call,
  { asked, bericht }: DraftContent,
): Promise<ShownDraft['checks']> {
  const references = referencesIn(bericht);
  const checks = [];
  for (const one of asked.filter(({ referentie }) => references.includes(referentie)))
    checks.push({
      referentie: one.referentie,
      answer: await contracts.check(call, questionOf(one)),
    });
  return checks;
}
