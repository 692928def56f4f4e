import type { Logger } from 'pino';
import type { AppParts } from '../http/server/parts.ts';
import { DoorQuestions } from '../messages/intake/door-questions.ts';
import { dryRun } from '../messages/intake/dry-run.ts';
import { Intake } from '../messages/intake/intake.ts';
import type { InspectionDispatcher } from '../messages/judging/inspection-dispatcher.ts';
import { KeptRefusals } from '../retention/refusals.ts';
import type { OnNotBelieved } from '../store/keys/row-mac.ts';
import type { Config } from './config.ts';
import type { Parts } from './parts.ts';

/** What takes messages in. */
export function intakeOf(
  config: Config,
  { store, keys, queue }: Parts,
  incoming: InspectionDispatcher,
): Pick<AppParts, 'intake' | 'tryOut' | 'spentOn'> {
  const questions = new DoorQuestions(store.pool, keys.rows);
  const door = { store, keys, inspections: incoming, questions };
  const refusals = new KeptRefusals(store.pool, keys.rows, config.keptRefusals);
  const onRefusal = (sender: string) => refusals.keptOneMore(sender);
  return {
    intake: new Intake({ ...door, queue, onRefusal }),
    tryOut: (call, bytes) => dryRun(door, call, bytes),
    spentOn: (bytes) => incoming.spentOn(bytes),
  };
}

/** Logs a row that a list leaves out. */
export function notBelieved(logger: Logger): OnNotBelieved {
  return ({ code, table, id }) =>
    logger.error({ part: 'lists', code, table, id }, 'a row is not believed: it is left out');
}
