import { randomUUIDv7 } from 'node:crypto';
import type { PoolClient } from 'pg';
import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { kindOf } from '../../parties/directory/codes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem, type ProblemCode } from '../../problem.ts';
import type { BerichtOf } from '../../standard/messages/berichten.ts';
import { parseBericht } from '../../standard/messages/parse.ts';
import { inTransaction } from '../../store/transaction.ts';
import type { Submitted } from '../intake/same-bytes.ts';
import { isRequest } from './asked.ts';
import {
  type CompleteLedger,
  declareComplete,
  listComplete,
  withdrawComplete,
} from './complete.ts';
import type { DraftContent } from './content.ts';
import type { AnswerForm, ClientDetails, DraftForm } from './forms.ts';
import { berichtFromJson } from './from-json.ts';
import { bytesOf, refusing } from './judged.ts';
import {
  changeDraft,
  type Draft,
  type DraftFacts,
  deleteDraft,
  groupNamed,
  type NewDraft,
  readDraft,
} from './keep.ts';
import { keepMade, keepMadeOnce } from './keep-made.ts';
import { stillLacking } from './lacking.ts';
import { type DraftQuery, listDrafts } from './list.ts';
import { contentOf, indexOf, newDraft, refuseOther, refuseOtherType } from './made.ts';
import {
  childrenOf,
  composed,
  type DraftParts,
  draftOf,
  gemeenteOf,
  noteDraft,
  partyOf,
} from './parts.ts';
import { type RequestAnswered, requestsAnswered } from './requests-answered.ts';
import { isOutdated, type SendWish, sendDraft } from './send.ts';
import { type SentAnswer, sentAnswers } from './sent-answers.ts';
import { type ShownDraft, shownDraft } from './shown.ts';
import { draftClosed, draftOutdated, openDraft } from './versions.ts';

/** Why a form cannot become drafts, and not: not now. */
const impossible: ReadonlySet<ProblemCode> = new Set(['draft-form', 'not-found', 'forgotten']);

/**
 * Drafts of messages, for parties that have no software for it: made of a form, seen and changed by people of the party,
 * judged as a message would be, and sent. A draft is encrypted under a key of its own and kept for 30 days. What a caller
 * makes, reads, changes, sends or discards is in the access log before it is shown.
 */
export class Drafts {
  readonly #parts: DraftParts;

  constructor(parts: DraftParts) {
    this.#parts = parts;
  }

  /**
   * Drafts what a gemeente decides about a request: JW301, JW319, or both.
   *
   * @param id of the request
   * @param once names the wish: when it was made before the drafts of then are given, as far as they are there
   * @throws {Problem} `not-found`, `no-request`, `draft-form`, `draft-kind`, `too-many-drafts`
   */
  answer(
    call: Call,
    id: string,
    wish: {
      readonly decisions: AnswerForm['decisions'];
      readonly clientDetails?: ClientDetails;
    },
    once?: string,
  ): Promise<ShownDraft[]> {
    const { decisions, clientDetails } = wish;
    const form: DraftForm = { kind: 'answer', requestId: id, decisions };
    return this.#make(call, form, clientDetails ?? null, once);
  }

  /**
   * Drafts the messages of a form.
   *
   * @param once as of {@link answer}
   * @throws {Problem} as {@link answer}
   */
  make(call: Call, form: DraftForm, once?: string): Promise<ShownDraft[]> {
    return this.#make(call, form, null, once);
  }

  async #make(
    call: Call,
    form: DraftForm,
    typed: ClientDetails | null,
    once: string | undefined,
  ): Promise<ShownDraft[]> {
    const party = partyOf(call);
    if (form.kind !== 'answer' && kindOf(party) !== 'aanbieder')
      throw new Problem('draft-kind', { params: { kind: 'aanbieder' } });
    if (form.kind === 'answer') await this.#refuseNoRequest(call, form.requestId);
    const groupId = once === undefined ? randomUUIDv7() : groupNamed(party, once);
    const drafts = await this.#composed(call, party, form, typed, groupId);
    const ids = await keepMadeOnce(this.#parts, call, groupId, drafts);
    const shown = [];
    for (const id of ids)
      shown.push(await shownDraft(this.#parts, call, await draftOf(this.#parts, call, id)));
    return shown;
  }

  /**
   * Drafts the messages of some forms for a party that did not ask for them itself: all or none, and beside the number that
   * it may have.
   *
   * @param call of the party, as whose gateway acts
   * @param groups forms that belong together: where one of them cannot become a draft, none of its group does
   * @param also what else is written in this transaction; false: keep nothing
   * @returns how many drafts were made, and why groups were left out
   */
  async propose(
    call: Call,
    groups: readonly (readonly DraftForm[])[],
    also: (client: PoolClient) => Promise<boolean>,
  ): Promise<{ readonly made: number; readonly leftOut: readonly string[] }> {
    const party = partyOf(call);
    const drafts: NewDraft[] = [];
    const leftOut: string[] = [];
    for (const forms of groups) {
      try {
        const made = [];
        for (const form of forms)
          made.push(...(await this.#composed(call, party, form, null, randomUUIDv7(), true)));
        drafts.push(...made);
      } catch (error) {
        if (!(error instanceof Problem) || !impossible.has(error.code)) throw error;
        leftOut.push(error.details.draftFaults?.[0]?.code ?? error.code);
      }
    }
    return { made: await keepMade(this.#parts, call, drafts, also), leftOut };
  }

  async #composed(
    call: Call,
    party: string,
    form: DraftForm,
    typed: ClientDetails | null,
    groupId: string,
    proposed = false,
  ): Promise<NewDraft[]> {
    const made = await composed(this.#parts, call, form, typed, new Date());
    const request = await this.#requestOf(call, form);
    const changedBy = call.principal.credential.name;
    const facts = { party, groupId, proposed, changedBy };
    return made.drafts.map((_, index) => newDraft(made, index, { ...facts, form, typed, request }));
  }

  /** @throws {Problem} `no-request` for another message of the gemeente; `not-found` for one of others */
  async #refuseNoRequest(call: Call, id: string): Promise<void> {
    gemeenteOf(call);
    const { type } = await this.#parts.messages.get(call.principal, id, 0);
    if (type !== null && !isRequest(type)) throw new Problem('no-request', { params: { type } });
  }

  /** The request that a gemeente answers. Reading it is in the access log. */
  async #requestOf(call: Call, form: DraftForm): Promise<BerichtOf<'JW315' | 'JW317'> | undefined> {
    if (form.kind !== 'answer') return undefined;
    const { messages } = this.#parts;
    const { type } = await messages.get(call.principal, form.requestId, 0);
    if (!isRequest(type)) throw new Problem('not-found');
    return parseBericht(type, await messages.content(call, form.requestId));
  }

  /** A page of drafts, see {@link listDrafts}. @throws {Problem} `not-found` */
  async list(
    call: Call,
    query: DraftQuery,
  ): Promise<{ items: DraftFacts[]; next: string | undefined }> {
    const { store, keys } = this.#parts;
    const found = await listDrafts(store.pool, partyOf(call), query);
    const { limit: _, after: __, ...filters } = query;
    const clients = found.items.flatMap(childrenOf);
    const wish = {
      clientIds: [...new Set(clients)],
      detail: { filters: Object.keys(filters).sort(), items: found.items.length },
    };
    await noteAccess(store.pool, keys.rows, entryOf(call, 'list-drafts', wish));
    return found;
  }

  /**
   * What a gemeente answered an aanbieder about a child and was not refused, as {@link sentAnswers}; that is in the access
   * log as a list of drafts.
   *
   * @throws {Problem} `not-found` for others
   */
  async answersAbout(
    call: Call,
    { aanbieder, bsn }: { readonly aanbieder: string; readonly bsn: string },
  ): Promise<SentAnswer[]> {
    const { store, keys } = this.#parts;
    const found = await sentAnswers(store.pool, keys, {
      ...{ gemeente: gemeenteOf(call), aanbieder, bsn },
    });
    const clients = found.flatMap(({ clientId }) => clientId ?? []);
    const wish = {
      clientIds: [...new Set(clients)],
      detail: { filters: ['bsn', 'state'], items: found.length },
    };
    await noteAccess(store.pool, keys.rows, entryOf(call, 'list-drafts', wish));
    return found;
  }

  /** How a gemeente answered requests that it may see, as {@link requestsAnswered}: nothing of a child. */
  requestsAnswered(
    { principal }: Pick<Call, 'principal'>,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, RequestAnswered>> {
    const { store, keys } = this.#parts;
    return requestsAnswered(store.pool, keys, gemeenteOf({ principal }), ids);
  }

  /** One draft. @throws {Problem} `not-found`, `draft-forgotten` */
  async get(call: Call, id: string): Promise<ShownDraft> {
    const draft = await draftOf(this.#parts, call, id);
    const shown = await shownDraft(this.#parts, call, draft);
    const outdated =
      draft.state === 'open' && (await isOutdated(this.#parts, call, openDraft(draft)));
    const refused = await refusing(this.#parts.store.pool, draft, shown.judged.findings);
    await noteDraft(this.#parts, call, 'read-draft', draft);
    return { ...shown, outdated, refusing: refused.length };
  }

  /** The XML of a draft. @throws {Problem} `not-found`, `draft-forgotten`; `draft-closed` for one that was sent */
  async content(call: Call, id: string): Promise<Buffer> {
    const draft = await draftOf(this.#parts, call, id);
    const { content } = openDraft(draft);
    const bytes = content.post
      ? Buffer.from(content.post.message, 'base64')
      : bytesOf(content.bericht);
    await noteDraft(this.#parts, call, 'read-draft-content', draft);
    return bytes;
  }

  /**
   * Replaces the message of a draft by one that a person wrote.
   *
   * @param version that this person saw: when somebody changed the draft since, nothing changes
   * @throws {Problem} `draft-changed`; `invalid-request` for what has not the form of the message; `draft-fixed` where
   *   it has another type, Afzender, Ontvanger, Identificatie or Bsn, or a reference that the request does not have
   */
  async change(
    call: Call,
    id: string,
    { version, bericht: json }: { readonly version: number; readonly bericht: unknown },
  ): Promise<ShownDraft> {
    const draft = await draftOf(this.#parts, call, id);
    const { content } = openDraft(draft, version);
    refuseOtherType(json, draft.type);
    const read = berichtFromJson(draft.type, json);
    if ('faults' in read) throw new Problem('invalid-request', { faults: read.faults });
    const { bericht } = read;
    const asked = content.asked.map(({ referentie }) => referentie);
    refuseOther(content.bericht, bericht, asked);
    const lacking = stillLacking(bericht, content.lacking);
    return this.#change(call, draft, version, { ...content, bericht, lacking });
  }

  /**
   * Composes a draft again, of its form and of what is known today. What a person changed in it is lost.
   *
   * @throws {Problem} `draft-changed`, `draft-form`
   */
  async renew(call: Call, id: string, { version }: { version: number }): Promise<ShownDraft> {
    const draft = await draftOf(this.#parts, call, id);
    const { content } = openDraft(draft, version);
    const { form, typed, asked, request } = content;
    const made = await composed(this.#parts, call, form, typed, new Date());
    const index = indexOf(made, draft);
    if (index === -1 || made.recipient !== draft.recipient) throw draftOutdated(draft, []);
    const renewed = { ...contentOf(made, index, form, typed, undefined), asked, request };
    return this.#change(call, draft, version, renewed);
  }

  async #change(
    call: Call,
    draft: Draft,
    version: number,
    content: DraftContent,
  ): Promise<ShownDraft> {
    const { keys, store } = this.#parts;
    const change = { version, content, changedBy: call.principal.credential.name };
    const changed = await inTransaction(store.pool, async (client) => {
      const done = await changeDraft(client, keys, draft, 'open', { ...change, state: 'open' }, 1);
      if (!done) return false;
      await noteDraft(this.#parts, call, 'change-draft', draft, { version: version + 1 }, client);
      return true;
    });
    const now = await draftOf(this.#parts, call, draft.id);
    // Somebody was first: the version tells who.
    if (!changed) openDraft(now, version);
    return shownDraft(this.#parts, call, now);
  }

  /** For which aanbieders the calling gemeente declared its ledger complete. @throws {Problem} `not-found` */
  completeLedgers(call: Call): Promise<CompleteLedger[]> {
    const { store, keys } = this.#parts;
    return listComplete(store.pool, keys.rows, gemeenteOf(call));
  }

  /** Declares the ledger of the calling gemeente complete, see {@link declareComplete}. @throws {Problem} `not-found` */
  declareComplete(call: Call, aanbieder: string): ReturnType<typeof declareComplete> {
    const { store, keys } = this.#parts;
    return declareComplete(store.pool, keys.rows, call, gemeenteOf(call), aanbieder);
  }

  /** Takes that back, see {@link withdrawComplete}. @throws {Problem} `not-found` */
  withdrawComplete(call: Call, aanbieder: string): Promise<CompleteLedger> {
    const { store, keys } = this.#parts;
    return withdrawComplete(store.pool, keys.rows, call, gemeenteOf(call), aanbieder);
  }

  /** Sends a draft, see {@link sendDraft}. */
  send(call: Call, id: string, wish: SendWish): Promise<Submitted> {
    return sendDraft(this.#parts, call, id, wish);
  }

  /**
   * Deletes a draft for good.
   *
   * @returns what it was
   * @throws {Problem} `not-found`; `draft-closed` while it is being sent
   */
  async discard(call: Call, id: string): Promise<DraftFacts> {
    const { store, keys } = this.#parts;
    const party = partyOf(call);
    // What is left of a draft about a child that was forgotten may go.
    const draft = await readDraft(store.pool, keys, party, id);
    if (!draft) throw new Problem('not-found');
    await inTransaction(store.pool, async (client) => {
      if (!(await deleteDraft(client, party, id))) throw draftClosed({ id });
      await noteDraft(this.#parts, call, 'discard-draft', draft, {}, client);
    });
    return draft;
  }
}
