import { World } from './world.ts';

/** Several worlds, so that one has something to do while another waits. */
export class Worlds {
  readonly #worlds: readonly World[];

  private constructor(worlds: readonly World[]) {
    this.#worlds = worlds;
  }

  static async make(): Promise<Worlds> {
    return new Worlds(await Promise.all(Array.from({ length: 3 }, () => World.make())));
  }

  async remove(): Promise<void> {
    await Promise.all(this.#worlds.map((world) => world.remove()));
  }

  get first(): World {
    return this.#worlds[0] as World;
  }

  /** Does all of the work, as much at a time as there are worlds. When it throws, no world is at it any more. */
  async doAll<T>(
    work: readonly T[],
    doIt: (world: World, item: T) => Promise<void>,
  ): Promise<void> {
    const left = work.values();
    const failures: unknown[] = [];
    await Promise.all(
      this.#worlds.map(async (world) => {
        for (const item of left) {
          if (failures.length > 0) return;
          await doIt(world, item).catch((error) => failures.push(error));
        }
      }),
    );
    if (failures.length > 0) throw failures[0];
  }
}

/** The violations with what led to them. */
export function failure(title: string, violations: readonly string[], world: World): never {
  throw new Error([title, ...violations, 'What happened:', ...world.trace].join('\n'));
}
