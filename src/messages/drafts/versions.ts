import { type Difference, type DraftFault, Problem } from '../../problem.ts';
import type { DraftContent } from './content.ts';
import type { Draft, DraftFacts } from './keep.ts';

/** An open draft, with what it says. */
export interface OpenDraft extends DraftFacts {
  readonly content: DraftContent;
}

/** Why a draft that was sent, or is being sent, stays as it is. */
export function draftClosed({ id }: Pick<DraftFacts, 'id'>): Problem {
  return new Problem('draft-closed', { params: { draft: id } });
}

/** Why a draft cannot be sent, or made again, as it was made: what it was made of has changed. */
export function draftOutdated(
  { id }: Pick<DraftFacts, 'id'>,
  differences: readonly Difference[],
  draftFaults?: readonly DraftFault[],
): Problem {
  const params = { draft: id };
  return new Problem('draft-outdated', {
    params,
    differences,
    ...(draftFaults && { draftFaults }),
  });
}

/**
 * Refuses to go on with a draft that is not as the caller saw it.
 *
 * @param version that the caller saw; absent where it does not matter
 * @throws {Problem} `draft-changed` with who was first; `draft-closed` for one that is sent, or being sent
 */
export function openDraft(draft: Draft, version?: number): OpenDraft {
  const { content, state } = draft;
  if (!content || (version !== undefined && state !== 'open')) throw draftClosed(draft);
  if (version !== undefined && version !== draft.version)
    throw new Problem('draft-changed', {
      params: {
        by: draft.changedBy,
        at: draft.changedAt.toISOString(),
        version: draft.version,
      },
    });
  return { ...draft, content };
}
