import type { Pool } from 'pg';
import { type DeclaredRead, readDeclaredPast } from '../../ledger/past/declared-past.ts';
import type { Asked } from '../../ledger/past/past-question.ts';
import { questionWith } from '../../ledger/past/past-question.ts';
import { askMany, askOne, type PastRow } from '../../ledger/past/read-past.ts';
import { isOfData } from '../../store/errors.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { Batches, Singly } from '../batches.ts';

/** The question about the past of a message. The table of messages knows whether its Identificatie is new. */
export const questionOfMessage = questionWith(
  'read-past',
  `(select true from message
      where afzender = $afzender and type = $type and identificatie = $identificatie and first_use
      limit 1) is not null`,
);

/** The most questions in one statement: the first answer waits for the last. */
const most = 16;
/** The most names (numbers, references, products) that questions in one statement ask for. */
const mostNames = 200;

/** The most declarations whose past is read at the same time. */
const declaredAtOnce = 2;

/** Asks about the past of messages: about those that wait at the same time in one statement. Parties take turns. */
export class PastQuestions {
  readonly pool: Pool;
  readonly #batches: Batches<Asked, PastRow>;
  /** The past of a declaration takes a connection for as long as it is read. */
  readonly #declared = new Singly(declaredAtOnce);

  /** @param atOnce the most statements at the same time */
  constructor(pool: Pool, atOnce: number) {
    this.pool = pool;
    const alone = (asked: Asked) =>
      askOne(pool, questionOfMessage, asked).catch((error: Error) => error);
    this.#batches = new Batches(
      async (asked) => {
        const [one, another] = asked;
        if (one && !another) return [await alone(one)];
        try {
          return await askMany(pool, questionOfMessage, asked);
        } catch (error) {
          if (!isOfData(error)) throw error;
          // The fault of one is not that of others.
          const answers: (PastRow | Error)[] = [];
          for (const one of asked) answers.push(await alone(one));
          return answers;
        }
      },
      { most, mostBytes: mostNames, atOnce },
    );
  }

  /** @param party in whose turn */
  ask(party: string, asked: Asked): Promise<PastRow> {
    const names = asked.hashes.length + asked.numbers.length + asked.categories.length;
    return this.#batches.do(asked, { party, bytes: names });
  }

  /** As {@link readDeclaredPast}. @param party in whose turn */
  async declared(
    party: string,
    keys: KeyRing,
    about: Parameters<typeof readDeclaredPast>[2],
    today: string,
  ): Promise<DeclaredRead> {
    return this.#declared.do(party, () => readDeclaredPast(this.pool, keys, about, today));
  }
}
