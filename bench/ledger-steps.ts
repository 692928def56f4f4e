import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Outdated } from '../src/ledger/projection/update-projection.ts';
import { deliver } from '../src/messages/judging/deliver.ts';
import { readInHand } from '../src/messages/judging/in-hand.ts';
import { InspectionDispatcher } from '../src/messages/judging/inspection-dispatcher.ts';
import { PastQuestions } from '../src/messages/judging/question.ts';
import { judge } from '../src/messages/judging/verdict.ts';
import { receive } from '../src/messages/lifecycle/receive.ts';
import { macOfMessage } from '../src/messages/signed.ts';
import { putParty } from '../src/parties/directory/parties.ts';
import { localCall } from '../src/parties/principal.ts';
import type { Store } from '../src/store/database.ts';
import { MasterKey } from '../src/store/keys/encryption.ts';
import { KeyRing } from '../src/store/keys/keys.ts';
import { jw301, jw305, jw315 } from '../test/ledger/past/write.ts';
import { allocation, type Filled, type Product, type Situation } from './ledger-fill.ts';
import { region } from './parties.ts';

/** A message that is to be judged and delivered. */
export interface Post extends Situation {
  readonly type: 'JW301' | 'JW305' | 'JW315';
  readonly xml: Buffer;
}

const day = '2024-03-05';

/** A gateway without its door and its queue: parties for whom it answers, and the step of a message. */
export class Stepper implements AsyncDisposable {
  readonly store: Store;
  readonly keys: KeyRing;
  readonly inspections: InspectionDispatcher;
  #identificaties = 0;

  readonly #questions: PastQuestions;

  private constructor(store: Store, keys: KeyRing, inspections: InspectionDispatcher) {
    this.#questions = new PastQuestions(store.pool, 16);
    this.store = store;
    this.keys = keys;
    this.inspections = inspections;
  }

  /** @param store a database with the tables and nothing in them */
  static async open(store: Store): Promise<Stepper> {
    const keys = await KeyRing.open(store.db, new MasterKey(Buffer.alloc(32, 1)));
    for (const { code, kind, name } of region)
      await putParty(store.db, keys.rows, localCall('bench'), {
        code,
        kind,
        name,
        until: null,
        successor: null,
        retourBy: 'gateway',
        level3: 'enforce',
      });
    const inspections = await InspectionDispatcher.open({
      schemaDir: path('../schemas/ijw/3.2'),
      gemeentenFile: path('../src/standard/lists/gemeenten.tsv'),
    });
    return new Stepper(store, keys, inspections);
  }

  /** The help of an allocation began. */
  started(one: Filled): Post {
    const { toewijzingNummer, product, ingangsdatum: begindatum } = one.product;
    if (!product) throw new Error('The ledger is filled with products.');
    const start = { toewijzingNummer, product, begindatum, statusAanlevering: '1' } as const;
    return { ...one, type: 'JW305', xml: jw305(one, this.#about(), start) };
  }

  /** An aanbieder asks for help, under a reference of its own. */
  requested(situation: Situation): Post {
    const { product, omvang, ingangsdatum, einddatum } = allocation(1);
    const about = this.#about();
    const xml = jw315(situation, about, {
      referentieAanbieder: about.identificatie,
      product,
      omvang,
      toewijzingIngangsdatum: ingangsdatum,
      toewijzingEinddatum: einddatum,
      verwijzer: { type: '05', naam: 'Kinderarts De Wit' },
    });
    return { ...situation, type: 'JW315', xml };
  }

  /** A gemeente allocates. */
  allocated(situation: Situation, products: readonly Product[]): Post {
    return { ...situation, type: 'JW301', xml: jw301(situation, this.#about(), ...products) };
  }

  /** Keeps a message as the door does. @returns its id */
  async keep({ type, gemeente, aanbieder, bsn, xml }: Post): Promise<string> {
    const [sender, recipient] = type === 'JW301' ? [gemeente, aanbieder] : [aanbieder, gemeente];
    const id = randomUUIDv7();
    const facts = {
      id,
      type,
      afzender: sender,
      ontvanger: recipient,
      identificatie: /<ijw:Identificatie>([^<]*)/.exec(xml.toString())?.[1] ?? '',
      dagtekening: day,
      sender,
      recipient,
      heenberichtId: null,
      refuses: false,
    };
    await receive(this.store.pool, [
      {
        ...facts,
        opensIdentificatie: true,
        contentHash: randomBytes(32),
        linePosition: {
          line: this.keys.lineHash(['child', gemeente, aanbieder, bsn].join('\n')),
          requests: [],
        },
        size: xml.length,
        ...this.keys.sealMessage(facts, xml),
        finding: null,
        recipientOpenOn: null,
        mandates: null,
        receivedMac: null,
        mac: macOfMessage(this.keys.rows, { ...facts, byGateway: false }),
        poster: { actor: 'ijw_0123456789ab', actorParty: sender, address: null, requestId: null },
      },
    ]);
    return id;
  }

  /**
   * The step of a message, from the reading of it to the commit.
   *
   * @throws when it is not approved
   */
  async step(id: string): Promise<void> {
    const { store, keys } = this;
    for (;;) {
      const [message] = await readInHand(store.pool, keys.rows, [id]);
      if (message instanceof Error) throw message;
      if (!message) {
        // Another about the same child is in hand.
        await sleep(1);
        continue;
      }
      const parts = {
        pool: store.pool,
        keys,
        inspections: this.inspections,
        questions: this.#questions,
      };
      const verdict = await judge(message, parts);
      if (!verdict.approved || verdict.notes.length === 0)
        throw new Error(`Refused by ${verdict.findings.map(({ rule }) => rule).join(', ')}.`);
      try {
        await deliver(store.pool, keys, id, verdict);
        return;
      } catch (error) {
        if (!(error instanceof Outdated)) throw error;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.inspections.close();
  }

  #about() {
    this.#identificaties++;
    return { day, identificatie: `B${String(this.#identificaties).padStart(8, '0')}` };
  }
}

function path(relative: string): string {
  return new URL(relative, import.meta.url).pathname;
}
