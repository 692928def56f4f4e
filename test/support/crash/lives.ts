import { jw323, jw325 } from '../../ledger/declarations/writing.ts';
import { children as childrenOfTest, jw301 } from '../../ledger/past/write.ts';
import { allocation as allocated } from '../../ledger/stories/conversation.ts';
import { fixture, jw315, jw316, newIdentificatie } from '../messages.ts';
import { declaredLives } from './declared-lives.ts';
import type { Gateway } from './gateway.ts';
import type { Fault } from './process.ts';
import type { Life, Request, RequestFault } from './stage.ts';
import { aanbieder, gemeente, type World } from './world.ts';

export const children = ['999912008', '999934508'] as const;
const [child, other] = children;
const eight = childrenOfTest(8);

/** The lives of messages, each of which is cut off everywhere. */
export const lives: Readonly<Record<string, Life>> = {
  'a line of messages and an answer': async (stage) => {
    const first = await stage.request(child);
    await stage.request(child);
    await stage.request(other);
    await stage.work();
    await stage.approve(first);
    await stage.work();
    await stage.acknowledge();
  },
  'what a software house does for both': async (stage) => {
    stage.letSoftwareHouseAct();
    const first = await stage.request(child);
    await stage.request(other);
    await stage.work();
    await stage.approve(first);
    await stage.work();
    await stage.acknowledge();
  },
  'announcements that got lost': async (stage) => {
    const first = await stage.request(child);
    await stage.request(child);
    await stage.relay();
    await stage.work();
    await stage.approve(first);
    await stage.relay();
    await stage.work();
    await stage.acknowledge();
  },
  'a retour that rejects': async (stage) => {
    const request = await stage.request(child);
    await stage.work();
    await stage.acknowledge();
    await stage.refuse(request);
    await stage.request(child);
    await stage.work();
    await stage.acknowledge();
  },
  'a failure and a replay': async (stage) => {
    stage.breakDown();
    await stage.request(child);
    await stage.work();
    await stage.request(child);
    await stage.work();
    stage.repair();
    await stage.replay();
    await stage.operate();
    await stage.work();
    await stage.operate();
    await stage.acknowledge();
  },
  'a failure and a dismissal': async (stage) => {
    stage.breakDown();
    const request = await stage.request(child);
    await stage.work();
    stage.repair();
    await stage.request(child);
    await stage.dismiss(request);
    await stage.work();
    await stage.acknowledge();
  },
  'requests that break a rule': async (stage) => {
    await stage.request(child, 'within');
    const sound = await stage.request(child);
    await stage.work();
    await stage.approve(sound);
    await stage.work();
    await stage.acknowledge();
  },
  'requests that the gateway answers': async (stage) => {
    await stage.letGatewayAnswer();
    await stage.request(child);
    await stage.request(child, 'within');
    await stage.request(other, 'outside');
    await stage.work();
    await stage.acknowledge();
  },
  'help from its request to its start': async (stage) => {
    await stage.letGatewayAnswer();
    const request = await stage.request(child);
    await stage.allocate(child, request);
    await stage.begin(child);
    // Of another child, on the same reference and number: refused by what the first one said.
    await stage.request(other, 'reference', request);
    await stage.work();
    await stage.allocate(other, request);
    await stage.work();
    await stage.acknowledge();
  },
  'a failure before the gateway answers': async (stage) => {
    await stage.letGatewayAnswer();
    stage.breakDown();
    await stage.request(child);
    await stage.request(child, 'within');
    await stage.work();
    stage.repair();
    await stage.replay();
    await stage.operate();
    await stage.work();
    await stage.operate();
    await stage.acknowledge();
  },
  'eight at once, one of which cannot go with the others': async (stage) => {
    await stage.letGatewayAnswer();
    const first = await stage.request(child);
    await stage.requestAll([
      ...eight.slice(1, 7).map((one) => [one] as const),
      // The second is in the way of the first, and one of them breaks a rule.
      [eight[7] as string, 'reference', first],
      [other, 'within'],
    ]);
    await stage.workTogether();
    await stage.work();
    await stage.acknowledge();
  },
  ...declaredLives(child, other),
  'a redelivery': async (stage) => {
    await stage.request(child);
    await stage.request(other);
    await stage.work();
    await stage.acknowledge();
    await stage.redeliver();
    await stage.operate();
    await stage.request(child);
    await stage.work();
    await stage.acknowledge();
  },
};

/**
 * Plays a life, with one fault or none, and resumes it until there is rest.
 *
 * @returns how many statements it took until the end of the first process
 */
export async function play(world: World, life: Life, fault?: Fault): Promise<number> {
  await world.reset();
  const first = world.start();
  first.process.fault = fault;
  let gateway = first;
  const now = (): Gateway => {
    if (gateway.process.dead) {
      gateway = world.start();
      world.loseAnnouncements(); // Redis went with it.
    }
    return gateway;
  };
  const work = async () => {
    for (let id = world.announced.shift(); id; id = world.announced.shift()) await now().step(id);
  };
  const relay = async () => {
    world.loseAnnouncements();
    await world.passTime();
    await now().relayRound();
  };
  const workTogether = async () => {
    const all = world.announced.splice(0);
    await Promise.all(all.map((id) => now().step(id)));
  };
  /** Waits as a back office does; what failed, or is behind what failed, does not come. */
  const arrived = async (id: string): Promise<boolean> => {
    for (let round = 0; round < 3; round++) {
      if ((await world.statusOf(id)) === 'accepted') return true;
      await relay();
      await work();
    }
    return false;
  };
  const header = { afzender: aanbieder, ontvanger: gemeente };
  await life({
    letGatewayAnswer: () => world.letAnswer('gateway'),
    letGatewayDecide: () => world.letDecide(),
    letSoftwareHouseAct: () => {
      world.mandated = true;
    },
    request: async (bsn, fault, like) => {
      const identificatie = newIdentificatie();
      const bytes = request(bsn, identificatie, fault, like?.identificatie);
      return { identificatie, id: await world.post(now, aanbieder, bytes) };
    },
    allocate: async (bsn, request) => {
      await world.post(now, gemeente, allocation(bsn, request));
    },
    allocateMoney: async (bsn) => {
      const march = { ingangsdatum: '2024-03-01', einddatum: '2024-03-31' };
      const omvang = { volume: '150', eenheid: '83', frequentie: '6' };
      const money = allocated('101', { ...march, omvang });
      const bytes = jw301({ gemeente, aanbieder, bsn }, '2024-02-12', money);
      await world.post(now, gemeente, bytes.toString());
    },
    begin: async (bsn) => {
      await world.post(now, aanbieder, start(bsn));
    },
    declare: async (declaration) => {
      const { identificatie } = declaration;
      return { identificatie, id: await world.post(now, aanbieder, jw323(declaration).toString()) };
    },
    decide: async ({ id }, declaration, says) => {
      if (!(await arrived(id))) return;
      await world.post(now, gemeente, jw325(declaration, says).toString());
    },
    approve: async ({ id, identificatie }) => {
      if (await arrived(id)) await world.post(now, gemeente, jw316({ ...header, identificatie }));
    },
    refuse: async ({ id, identificatie }) => {
      if (await arrived(id)) await world.post(now, gemeente, refusal(identificatie));
    },
    requestAll: async (requests) => {
      await Promise.all(
        requests.map(([bsn, fault, like]) =>
          world.post(now, aanbieder, request(bsn, newIdentificatie(), fault, like?.identificatie)),
        ),
      );
    },
    work,
    workTogether,
    relay,
    acknowledge: async () => {
      for (const party of [gemeente, aanbieder]) await world.acknowledge(now, party);
    },
    breakDown: () => {
      world.defective = true;
    },
    repair: () => {
      world.defective = false;
    },
    replay: () => world.replay(now),
    dismiss: ({ id }) => world.dismiss(now, id),
    redeliver: () => world.redeliver(now, gemeente),
    operate: () => now().runnerRound(),
  });
  const { statements } = first.process;
  await world.resume();
  return statements;
}

/**
 * A JW315 about a child.
 *
 * @param like the Identificatie of the request whose references it takes; else they are its own
 */
export function request(
  bsn: string,
  identificatie: string,
  fault?: RequestFault,
  like = identificatie,
): string {
  const ahead = new Date().getFullYear() + 1;
  return jw315({
    afzender: aanbieder,
    ontvanger: gemeente,
    identificatie,
    ...(fault === 'outside' && { dagtekening: `${ahead}-12-31` }),
  })
    .replace('<Bsn>999912008<', `<Bsn>${bsn}<`)
    .replace('<ijw:Datum>2012-05-01<', fault === 'within' ? '<ijw:Datum>2012-05-02<' : '$&')
    .replaceAll('<ReferentieAanbieder>', `$&${like} `);
}

/** The JW301 that honours a request. */
function allocation(bsn: string, request: Request): string {
  return fixture('conversation/05-JW301.xml', {
    afzender: gemeente,
    ontvanger: aanbieder,
    identificatie: newIdentificatie(),
  })
    .replace('<Bsn>999912008<', `<Bsn>${bsn}<`)
    .replaceAll('<ReferentieAanbieder>', `$&${request.identificatie} `);
}

/** The JW305 on that. */
function start(bsn: string): string {
  return fixture('conversation/07-JW305.xml', {
    afzender: aanbieder,
    ontvanger: gemeente,
    identificatie: newIdentificatie(),
  }).replace('<Bsn>999912008<', `<Bsn>${bsn}<`);
}

/** The retour that refuses it. */
export function refusal(identificatie: string): string {
  return fixture('JW316/valid-refused-header.xml', {
    afzender: aanbieder,
    ontvanger: gemeente,
    identificatie,
    dagtekening: '2024-03-04',
  });
}
