import type { Fault } from './fault.ts';

const holds = 'test/retention/holds.test.ts';
const messages = 'test/retention/messages.test.ts';
const replays = 'test/operations/replays.test.ts';

/** Forgetting, what keeps from it, and what operators do. */
export const keepingFaults: readonly Fault[] = [
  {
    name: 'hold-on-a-message-ignored',
    file: 'src/messages/lifecycle/over.ts',
    before: 'm.id = any($messages::uuid[]) or m.sender',
    after: '$messages::uuid[] is null or m.sender',
    because: 'What a judge asked to keep is destroyed.',
    tests: [[holds, 'a hold on a message']],
  },
  {
    name: 'hold-that-is-being-placed',
    file: 'src/retention/holds-in-force.ts',
    before: "'lock table legal_hold in share mode'",
    after: "'lock table legal_hold in access share mode'",
    because: 'What gets a hold at this moment is destroyed.',
    tests: [[holds, 'whichever commits first']],
  },
  {
    name: 'hold-lifted-by-hand',
    file: 'src/retention/holds-in-force.ts',
    before: 'macs.check(signedHold, ...proofs);',
    after: 'void proofs;',
    because: 'Who can write in the database lifts a hold.',
    tests: [['test/http/tampered-rows.test.ts', 'a hold that was lifted by hand']],
  },
  {
    name: 'forgotten-a-day-early',
    file: 'src/retention/terms.ts',
    before: 'make_interval(hours => 24 * $payloadDays::integer) as payload',
    after: 'make_interval(hours => 24 * ($payloadDays::integer - 1)) as payload',
    because: 'Messages are destroyed a day before their term is over.',
    tests: [[messages, 'not a day before']],
  },
  {
    name: 'forgotten-in-the-mailbox',
    file: 'src/messages/lifecycle/over.ts',
    before: 'where message_id = m.id and acknowledged_at is null',
    after: 'where message_id = m.id and acknowledged_at is null and not redelivered',
    because: 'A message that was put back is destroyed before its recipient has it.',
    tests: [[messages, 'what waits is never forgotten']],
  },
  {
    name: 'key-outlives-its-message',
    file: 'src/store/keys/data-keys.ts',
    before: 'delete from data_key where ',
    after: 'delete from data_key where false and ',
    because: 'What was to be forgotten can be read in a backup of the database.',
    tests: [['test/privacy/forgotten.test.ts']],
  },
  {
    name: 'idempotency-key-ignored',
    file: 'src/operations/start.ts',
    before: 'idempotencyKey === undefined ? null : sha256(idempotencyKey)',
    after: 'null',
    because: 'A replay that is asked for again because its answer got lost is done twice.',
    tests: [[replays, 'with one Idempotency-Key']],
  },
  {
    name: 'idempotency-key-of-another-request',
    file: 'src/operations/start.ts',
    before: 'if (!first?.request_hash.equals(hashOf(request)))',
    after: 'if (!first)',
    because: 'Another replay is answered with the record of the first, and never done.',
    tests: [[replays, 'with one Idempotency-Key']],
  },
];
