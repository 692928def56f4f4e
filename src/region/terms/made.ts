import type { PoolClient } from 'pg';
import { isLedgerType } from '../../ledger/past/bericht.ts';
import { referenceHash } from '../../ledger/projection/projection.ts';
import { type ChildAtProvider, holdChildren } from '../../ledger/views/history.ts';
import { type MessageMoments, momentsOf } from '../../messages/views/moments.ts';
import type { WorkingDays } from '../../standard/working-days.ts';
import { termOfAnswer } from './answers.ts';
import { termsOfDeliveries } from './deliveries.ts';
import {
  casesOf,
  childKey,
  factsOfUnanswered,
  isUnanswered,
  type OnUnreadable,
  type TermCase,
} from './facts.ts';
import {
  beginWaiting,
  endWaiting,
  type ReadingParts,
  type Waiting,
  waitingAbout,
} from './pending.ts';
import { termsOfRequests } from './requests.ts';
import type { Draft } from './settle.ts';

/** Terms as they are now of what was touched, and what they replace. */
export interface Made {
  readonly drafts: readonly Draft[];
  /** All terms of these children that are not among the drafts are void. */
  readonly children: readonly ChildAtProvider[];
  /** Requests that were refused while the ledger did not know the child. */
  readonly refused: readonly string[];
}

/** What terms are made with. */
export interface MakingParts extends ReadingParts {
  readonly calendar: WorkingDays;
  readonly onUnreadable: OnUnreadable;
}

/**
 * Makes the terms of messages whose status changed, and of children about whom something was added to the ledger.
 *
 * @param changed ids of messages
 */
export async function termsAfter(
  client: PoolClient,
  parts: MakingParts,
  changed: readonly string[],
  added: readonly ChildAtProvider[],
): Promise<Made> {
  const { keys, onUnreadable } = parts;
  const heenberichten = await heenberichtenOf(client, changed);
  const inLedger = heenberichten.filter(({ type }) => isLedgerType(type));
  const [waits, ended] = parted(inLedger, isUnanswered);
  const begun = await beginWaiting(client, parts, idsOf(waits), onUnreadable);
  const children = eachOnce([
    ...added,
    ...(await endWaiting(client, idsOf(ended))),
    ...begun.flatMap(({ clientId, unanswered }) =>
      clientId === null ? [] : [{ clientId, provider: unanswered.about.aanbieder }],
    ),
  ]);
  await holdChildren(client, [...new Set(children.map(({ clientId }) => clientId))]);
  const pending = await waitingAbout(client, parts, children, onUnreadable);
  const { cases, unreadable } = await casesOf(client, keys, children, pending, onUnreadable);
  const skipped = new Set(unreadable.map(childKey));
  const ofChildren = cases.flatMap((one) => {
    const drafts = draftsOf(one, parts);
    if (!drafts) skipped.add(childKey(one));
    return drafts ?? [];
  });
  const moments = new Map(heenberichten.map((one) => [one.id, one]));
  return {
    drafts: [
      ...heenberichten.flatMap((message) => termOfAnswer(message) ?? []),
      ...ofChildren,
      ...begun.flatMap((waiting) => draftsOfUnknown(waiting, moments, parts)),
    ],
    children: children.filter((child) => !skipped.has(childKey(child))),
    refused: ended.filter(({ stands }) => !stands).map(({ id }) => id),
  };
}

function eachOnce(children: readonly ChildAtProvider[]): ChildAtProvider[] {
  const byKey = children.map(({ clientId, provider }) => {
    const child = { clientId, provider };
    return [childKey(child), child] as const;
  });
  return [...new Map(byKey).values()];
}

/** @returns undefined where that fails: one history must not stop the terms of all others */
function draftsOf(
  { facts, clientId, provider }: TermCase,
  { keys, calendar, onUnreadable }: MakingParts,
): Draft[] | undefined {
  const hashOf = (reference: string) => referenceHash(keys, provider, reference);
  try {
    return [
      ...termsOfRequests(facts, clientId, hashOf),
      ...termsOfDeliveries(facts, clientId, calendar),
    ];
  } catch {
    // The text of the error may quote what is personal.
    onUnreadable({ municipality: facts[0]?.municipality ?? '' });
    return undefined;
  }
}

/** Of a request that waits for its retour, about a child that the ledger does not know. */
function draftsOfUnknown(
  { unanswered, clientId }: Waiting,
  moments: ReadonlyMap<string, MessageMoments>,
  { keys }: MakingParts,
): Draft[] {
  if (clientId !== null) return [];
  const hashOf = (reference: string) => referenceHash(keys, unanswered.about.aanbieder, reference);
  return termsOfRequests(factsOfUnanswered(unanswered, moments), null, hashOf);
}

/** The messages among these that are no answer, and those that the answers among them are to. */
async function heenberichtenOf(
  client: PoolClient,
  ids: readonly string[],
): Promise<MessageMoments[]> {
  const changed = await momentsOf(client, ids);
  const answered = [...changed.values()].flatMap(({ heenberichtId }) => heenberichtId ?? []);
  const others = await momentsOf(
    client,
    answered.filter((id) => !changed.has(id)),
  );
  return [...changed.values(), ...others.values()].filter(
    ({ heenberichtId }) => heenberichtId === null,
  );
}

function parted<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((one) => !isFirst(one))];
}

function idsOf(messages: readonly MessageMoments[]): string[] {
  return messages.map(({ id }) => id);
}
