import { entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import { designatedBy } from '../../parties/designations/acting.ts';
import { gemeente } from '../../parties/directory/codes.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { dutchDate } from '../../standard/calendar.ts';
import type { Store } from '../../store/database.ts';
import type { RowMacs } from '../../store/keys/row-mac.ts';
import { contractsBetween, type JudgedBy } from './between.ts';
import { type ContractAnswer, type ContractQuestion, checkContract } from './check.ts';
import { type ContractLoad, type LoadOptions, loadContracts } from './import.ts';
import type { KeptContract } from './keep.ts';
import {
  type ContractQuery,
  type ContractVersion,
  findContract,
  listContracts,
  listVersions,
  type Viewer,
  type WhichVersion,
} from './read.ts';
import { withdrawContract } from './withdraw.ts';

/** Contracts whose ids stand in one row of the access log, at most. */
const namedAtMost = 100;

/**
 * Contracts for callers: an administrator sees and loads all; a contract manager those of the gemeenten for which it acts
 * now; a party its own, and those of parties that it succeeded. What a contract manager reads, it reads for others: the
 * access log says so before it is shown.
 */
export class Contracts {
  readonly #store: Store;
  readonly #macs: RowMacs;

  constructor(store: Store, macs: RowMacs) {
    this.#store = store;
    this.#macs = macs;
  }

  /** A page of contracts, see {@link listContracts}. */
  async list(
    call: Call,
    query: ContractQuery,
  ): Promise<{ items: JudgedBy[]; next: string | undefined }> {
    const { gemeente, aanbieder } = query;
    const found = await listContracts(this.#parts, await this.#viewerOf(call), query);
    await this.#note(call, { gemeente, aanbieder });
    return found;
  }

  /** One version of a contract. @throws {Problem} `not-found` */
  async get(call: Call, id: string, which: WhichVersion = {}): Promise<ContractVersion> {
    const found = await findContract(this.#parts, await this.#viewerOf(call), id, which);
    await this.#note(call, { contractId: id, version: found.version });
    return found;
  }

  /** The versions of a contract, see {@link listVersions}. @throws {Problem} `not-found` */
  async versions(
    call: Call,
    id: string,
    page: Parameters<typeof listVersions>[3],
  ): Promise<{ items: ContractVersion[]; next: number | undefined }> {
    const found = await listVersions(this.#parts, await this.#viewerOf(call), id, page);
    await this.#note(call, { contractId: id });
    return found;
  }

  /**
   * Answers a contract check, for the gemeente, the aanbieder, or a contract manager of the gemeente. Nothing of the
   * question is kept.
   *
   * @throws {Problem} `check-of-others`
   */
  async check(call: Call, question: ContractQuestion): Promise<ContractAnswer> {
    const { gemeente, aanbieder } = question;
    const viewer = await this.#viewerOf(call);
    const isTheirs = [gemeente, aanbieder].some((code) => maySee(viewer, code));
    if (!isTheirs) throw new Problem('check-of-others');
    const today = dutchDate(new Date());
    const found = await contractsBetween(this.#parts, { gemeente, aanbieder, today });
    const answer = checkContract(question, found);
    await this.#note(call, { gemeente, aanbieder, contractId: answer.line?.contractId });
    return answer;
  }

  /**
   * Loads a file, see {@link loadContracts}. Who acts for no gemeente is refused before the file is read, which may take
   * much of the processor.
   *
   * @throws {Problem} `forbidden`
   */
  async load(
    call: Call,
    bytes: Uint8Array,
    options: Omit<LoadOptions, 'mayLoad'>,
  ): Promise<ContractLoad> {
    const mayLoad = await this.#loaderOf(call);
    return loadContracts(this.#store.pool, this.#macs, call, bytes, { ...options, mayLoad });
  }

  /**
   * Says what a load of a file would do, with the contracts as they are now: that these are read is in the access log.
   *
   * @throws what {@link load} throws
   */
  async tryOut(call: Call, bytes: Uint8Array): Promise<ContractLoad> {
    const load = await this.load(call, bytes, { dryRun: true });
    const standing = load.contracts.filter(({ before }) => before !== undefined);
    for (let at = 0; at < standing.length; at += namedAtMost) {
      const contractIds = standing.slice(at, at + namedAtMost).map(({ id }) => id);
      await this.#note(call, { contractIds });
    }
    return load;
  }

  /** Refuses who may load no contract. @throws {Problem} `forbidden` */
  async mayLoad(call: Call): Promise<void> {
    await this.#loaderOf(call);
  }

  /** @throws {Problem} `forbidden` for who acts for no gemeente */
  async #loaderOf(call: Call): Promise<Viewer> {
    const mayLoad = await this.#viewerOf(call);
    if (mayLoad !== 'all' && !mayLoad.codes.some((code) => gemeente.test(code)))
      throw new Problem('forbidden', {
        params: {
          role: call.principal.role,
          needed: 'administrator, contract-manager (designated), party (gemeente)',
        },
      });
    return mayLoad;
  }

  /** Withdraws a contract, see {@link withdrawContract}. */
  async withdraw(call: Call, id: string): Promise<KeptContract> {
    const viewer = await this.#viewerOf(call);
    return withdrawContract(this.#store.pool, this.#macs, call, viewer, id);
  }

  get #parts() {
    return { db: this.#store.pool, macs: this.#macs };
  }

  async #viewerOf({ principal }: Call): Promise<Viewer> {
    if (principal.role === 'administrator') return 'all';
    if (principal.role !== 'contract-manager' || !principal.party)
      return { codes: principal.actsFor };
    return { codes: [...(await designatedBy(this.#store.db, this.#macs, principal.party))] };
  }

  async #note(call: Call, detail: Readonly<Record<string, unknown>>): Promise<void> {
    if (call.principal.role !== 'contract-manager') return;
    await noteAccess(this.#store.pool, this.#macs, entryOf(call, 'read-contracts', { detail }));
  }
}

function maySee(viewer: Viewer, code: string): boolean {
  return viewer === 'all' || viewer.codes.includes(code);
}
