import { declaratie } from '../../ledger/declarations/writing.ts';
import type { Life } from './stage.ts';
import { aanbieder, gemeente } from './world.ts';

/** The lives of declarations of two children. */
export function declaredLives(child: string, other: string): Readonly<Record<string, Life>> {
  return {
    'a declaration and its answer, and a correction': async (stage) => {
      const between = { gemeente, aanbieder };
      const prestaties = [
        { bsn: child, referentie: 'P1', bedrag: 100 },
        { bsn: other, referentie: 'P2', bedrag: 20, nummer: '102' },
      ];
      const first = declaratie(between, prestaties);
      const declared = await stage.declare(first);
      await stage.work();
      await stage.decide(declared, first, ['P2']);
      const correction = declaratie(between, [
        { bsn: child, referentie: 'P3', vorig: 'P1', bedrag: 100 },
        { bsn: other, referentie: 'P2', bedrag: 20, nummer: '102' },
      ]);
      const corrected = await stage.declare(correction);
      await stage.work();
      await stage.decide(corrected, correction, 'granted');
      await stage.work();
      await stage.acknowledge();
    },
    'declarations that the gateway decides on, and a correction': async (stage) => {
      await stage.letGatewayAnswer();
      await stage.letGatewayDecide();
      await stage.allocateMoney(child);
      await stage.work();
      const between = { gemeente, aanbieder };
      // Of the other child nothing was allocated: what is declared of it is refused.
      const debit = { bsn: child, bedrag: 100, nummer: '101' };
      const refused = { bsn: other, referentie: 'P2', bedrag: 20, nummer: '102' };
      await stage.declare(declaratie(between, [{ ...debit, referentie: 'P1' }, refused]));
      await stage.work();
      const credit = { ...debit, referentie: 'P3', vorig: 'P1' };
      await stage.declare(declaratie(between, [credit, { ...debit, referentie: 'P4' }]));
      await stage.work();
      await stage.acknowledge();
    },
  };
}
