import { fixture, jw315, jw316, newIdentificatie } from '../messages.ts';
import type { Gateway } from './gateway.ts';
import type { Fault } from './process.ts';
import { aanbieder, gemeente, type World } from './world.ts';

/** What happens in one life, by whom; each time the process dies, the next one goes on. */
interface Stage {
  /** A message about this child, from the aanbieder. */
  request(child: string): Promise<Request>;
  /** Its retour, from the gemeente. */
  approve(request: Request): Promise<string>;
  refuse(request: Request): Promise<string>;
  /** Steps are done as they are announced. */
  work(): Promise<void>;
  /** The relay announces what is due, some time later. */
  relay(): Promise<void>;
  acknowledge(): Promise<void>;
  /** Steps give up until it is mended. */
  breakDown(): void;
  mend(): void;
  replay(): Promise<void>;
  dismiss(request: Request): Promise<void>;
  redeliver(): Promise<void>;
  /** The replays and redeliveries are carried out. */
  operate(): Promise<void>;
}

export interface Request {
  readonly id: string;
  readonly identificatie: string;
}

export const children = ['999912008', '999934508'] as const;
const [child, other] = children;

export type Life = (stage: Stage) => Promise<void>;

/** The lives of messages, each of which is cut off everywhere. */
export const lives: Readonly<Record<string, Life>> = {
  'a line of messages and an answer': async (stage) => {
    const first = await stage.request(child);
    await stage.request(child);
    await stage.request(other);
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
    const first = await stage.request(child);
    await stage.work();
    await stage.request(child);
    await stage.approve(first);
    await stage.work();
    stage.mend();
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
    stage.mend();
    await stage.request(child);
    await stage.dismiss(request);
    await stage.work();
    await stage.acknowledge();
  },
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
  const header = { afzender: aanbieder, ontvanger: gemeente };
  await life({
    request: async (bsn) => {
      const identificatie = newIdentificatie();
      return { identificatie, id: await world.post(now, aanbieder, request(bsn, identificatie)) };
    },
    approve: ({ identificatie }) => world.post(now, gemeente, jw316({ ...header, identificatie })),
    refuse: ({ identificatie }) => world.post(now, gemeente, refusal(identificatie)),
    work: async () => {
      for (let id = world.announced.shift(); id; id = world.announced.shift()) await now().step(id);
    },
    relay: async () => {
      world.loseAnnouncements();
      await world.passTime();
      await now().relayRound();
    },
    acknowledge: async () => {
      for (const party of [gemeente, aanbieder]) await world.acknowledge(now, party);
    },
    breakDown: () => {
      world.defective = true;
    },
    mend: () => {
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

/** A JW315 about a child. */
export function request(bsn: string, identificatie: string): string {
  return jw315({ afzender: aanbieder, ontvanger: gemeente, identificatie }).replace(
    '<Bsn>999912008<',
    `<Bsn>${bsn}<`,
  );
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
