import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { amsterdam, day, Region, rules } from '../../region/conversion/world.ts';
import type { Answer, Caller } from '../../support/gateway.ts';

export const office = '00000001234567890000';

/** The code of a problem. */
export const problemOf = ({ body }: Answer): string | undefined => body.type?.split('/').at(-1);

/** A small region that is called over HTTP. */
export class Desk {
  readonly region: Region;
  readonly manager: Caller;

  private constructor(region: Region, manager: Caller) {
    this.region = region;
    this.manager = manager;
  }

  static async open(): Promise<Desk> {
    const region = await Region.open();
    const manager = await region.gateway.party(office, { kind: 'regional-office' });
    return new Desk(region, manager);
  }

  get administrator(): Caller {
    return this.region.gateway.administrator;
  }

  caller(code: string): Caller {
    return this.region.callers[code] as Caller;
  }

  /** A gemeente says that the regional office acts for it. @returns the path of that */
  async designate(gemeente: string): Promise<string> {
    const path = `/v1/parties/${gemeente}/designations`;
    const { status, body } = await this.caller(gemeente).send('POST', path, { office });
    expect([200, 201]).toContain(status);
    return `${path}/${body.id}`;
  }

  /** Makes a preview over HTTP, and waits until it is ready. @returns its path */
  async preview(more: object = {}, caller = this.caller(amsterdam)): Promise<string> {
    const made = await caller.send('POST', '/v1/conversions', { day, mapping: rules, ...more });
    expect(made).toMatchObject({ status: 202, body: { state: 'making', digest: null } });
    const path = made.headers.get('location') ?? '';
    expect(path).toBe(`/v1/conversions/${made.body.number}`);
    return this.ready(path, caller);
  }

  async ready(path: string, caller = this.caller(amsterdam)): Promise<string> {
    for (;;) {
      const { body } = await caller.get(path);
      if (body.state === 'ready') return path;
      expect(body).toMatchObject({ state: 'making' });
      await sleep(50);
    }
  }

  /** The row of an allocation, as a caller sees it. */
  async row(path: string, toewijzingNummer: string, caller = this.caller(amsterdam)) {
    const { body } = await caller.get(`${path}/rows`);
    return body.items.find((one: Row) => one.toewijzingNummer === toewijzingNummer);
  }

  /** Waits until all that was asked of a conversion has come to its end. */
  async settled(path: string, caller = this.caller(amsterdam)): Promise<Answer['body'][]> {
    for (;;) {
      const { items } = (await caller.get(`${path}/commits`)).body;
      const isDone = items.every(
        ({ finishedAt, posts }: Commit) => finishedAt && !posts.waiting && !posts.sent,
      );
      if (isDone) return items;
      await sleep(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.region[Symbol.asyncDispose]();
  }
}

interface Row {
  readonly toewijzingNummer: string | null;
}

interface Commit {
  readonly finishedAt: string | null;
  readonly posts: Readonly<Record<string, number>>;
}
