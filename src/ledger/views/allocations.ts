import type { Pool } from 'pg';
import { type AccessWish, entryOf } from '../../parties/access-log/entry.ts';
import { noteAccess } from '../../parties/access-log/note.ts';
import type { Call } from '../../parties/principal.ts';
import { Problem } from '../../problem.ts';
import { type Money, readCents } from '../../standard/money.ts';
import { asked } from '../../store/conditions.ts';
import { joinKey } from '../../store/keys/data-keys.ts';
import type { KeyRing } from '../../store/keys/keys.ts';
import { oncePer, statement } from '../../store/statement.ts';
import { askInOrder, pageOf, type Walked } from '../../store/walk.ts';
import type { AllocationRow, DeliveryRow } from '../projection/rows.ts';
import { idsOfAllocations, type NumberedPlace } from './allocation-ids.ts';
import {
  type AllocationCursor,
  type AllocationQuery,
  type SpicOfProduct,
  sideOf,
  spicOf,
  walkOfAllocations,
} from './allocation-walk.ts';
import { type WorkCursor, type WorkQuery, walkOfWork } from './allocation-work.ts';
import { type ChildHistory, historyOfChild } from './child-history.ts';
import { type Follow, type Following, followingOf } from './following.ts';
import { type StoryEntry, storyOf } from './story.ts';

/** An allocation as shown to its gemeente and its aanbieder. Dates as the message wrote them. */
export interface AllocationItem extends Following {
  readonly id: string;
  readonly toewijzingNummer: string;
  readonly municipality: string;
  readonly provider: string;
  /** Random id of the child. */
  readonly client: string;
  readonly status: AllocationRow['status'];
  readonly product: { readonly categorie: string; readonly code: string | null } | null;
  /** The SPIC of its product in the catalogue of the gemeente's region, on the day that it begins. */
  readonly spic: SpicOfProduct | null;
  readonly begin: string | null;
  readonly end: string | null;
  readonly decidedOn: string | null;
  readonly reason: string | null;
  readonly volume: string | null;
  readonly unit: string | null;
  readonly frequency: string | null;
  readonly budgetCents: Money | null;
  readonly changedAt: Date;
}

/** A start or stop that was reported. */
export interface Delivery extends Pick<DeliveryRow, 'kind' | 'reason' | 'removed'> {
  readonly begin: string;
  /** Of a stop. */
  readonly end: string | null;
}

export interface AllocationDetails extends AllocationItem {
  /** Starts, then stops; each in the order in which they were reported. */
  readonly deliveries: readonly Delivery[];
}

/** Whose allocation it is. */
type AllocationAbout = Pick<AllocationItem, 'municipality' | 'provider' | 'client'>;

/**
 * The allocations that a party may see: its own, and those of parties that it succeeded. Others do not exist for it.
 * A call writes in the access log which children it shows before it returns; when that fails it shows nothing.
 */
export class Allocations {
  readonly #pool: Pool;
  readonly #keys: KeyRing;

  constructor(pool: Pool, keys: KeyRing) {
    this.#pool = pool;
    this.#keys = keys;
  }

  /**
   * A page of a party's own allocations, in the order in which they last changed. An allocation that changes between
   * two pages comes again, later. A page costs the same for any number of allocations (`store/walk.ts`); so it may be
   * short, or empty, with more to come. Each page has a row in the access log.
   *
   * @param call of a party: a gemeente or an aanbieder
   * @returns the items, and where the next page begins; undefined when this is all
   */
  async list(
    call: Call,
    query: AllocationQuery,
  ): Promise<{ items: AllocationItem[]; next: AllocationCursor | undefined }> {
    const { actsFor } = call.principal;
    const statement = asked();
    const walk = walkOfAllocations(this.#keys, actsFor, query, statement);
    const rows = await askInOrder<Walked & Row>(this.#pool, {
      text: `select ${columns}, a.fits, a.ends
        from (${walk}) a left join lateral (${spicOf('a')}) spic on true
        order by a.changed_at, a.id`,
      values: statement.values,
    });
    const { items: found, last } = pageOf(rows, query.limit);
    const items = await this.#presented(actsFor, found);
    const { limit: _, after: __, ...filters } = query;
    const action = query.bsn === undefined ? 'list-allocations' : 'search-allocations';
    const wish: AccessWish = {
      clientIds: [...new Set(items.map(({ client }) => client))],
      detail: { filters: Object.keys(filters).sort(), items: items.length },
    };
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, action, wish));
    return { items, next: last && { changedAt: last.changedAt, id: last.id } };
  }

  /**
   * A page of a party's own allocations for a person, with what was reported of each: see {@link walkOfWork}. A page may be
   * short, or empty, with more to come.
   *
   * @param call as of {@link list}
   */
  async work(
    call: Call,
    query: WorkQuery,
  ): Promise<{ items: AllocationDetails[]; next: WorkCursor | undefined }> {
    const { actsFor } = call.principal;
    const statement = asked();
    const { walk, order } = walkOfWork(actsFor, query, statement);
    const rows = await askInOrder<Walked & DetailsRow>(this.#pool, {
      text: `select ${columns}, ${deliveriesOf} as deliveries, a.fits, a.ends
        from (${walk}) a left join lateral (${spicOf('a')}) spic on true order by ${order}`,
      values: statement.values,
    });
    const { items: found, last } = pageOf(rows, query.limit);
    const items = await this.#presented(actsFor, found);
    const given = (['selection', 'counterparty', 'client'] as const).filter((name) => query[name]);
    const wish: AccessWish = {
      clientIds: [...new Set(items.flatMap(({ client }) => client ?? []))],
      detail: { filters: given, items: items.length },
    };
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, 'list-allocations', wish));
    const at =
      query.selection === 'ending' ? last?.end?.slice(0, 10) : last?.changedAt.toISOString();
    return {
      items: items.map((item, index) => ({ ...item, deliveries: found[index]?.deliveries ?? [] })),
      next: last && { at: at ?? '', id: last.id },
    };
  }

  /**
   * What a party may see of one child: its own allocations of it, and the requests for them. It is one row in the access log.
   *
   * @param call as of {@link list}
   * @param client random id of the child
   * @throws {Problem} `not-found`, also for a child that only others know, or that was forgotten
   */
  async child(call: Call, client: string): Promise<ChildHistory & { items: AllocationDetails[] }> {
    const { actsFor } = call.principal;
    const side = sideOf(actsFor);
    const { rows } = await this.#pool.query<DetailsRow>(
      allocationsOfChild(side)({ client, codes: actsFor, most: mostOfChild + 1 }),
    );
    const history = await historyOfChild(this.#pool, this.#keys, { client, side, codes: actsFor });
    if (!history || (rows.length === 0 && history.requests.length === 0))
      throw new Problem('not-found');
    const shown = rows.slice(0, mostOfChild);
    const items = await this.#presented(actsFor, shown);
    const wish = { clientIds: [client], detail: { timeline: true, items: items.length } };
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, 'search-allocations', wish));
    return {
      ...history,
      complete: history.complete && rows.length <= mostOfChild,
      items: items.map((item, index) => ({ ...item, deliveries: shown[index]?.deliveries ?? [] })),
    };
  }

  /** The ids of a party's own allocations by where they are: see {@link idsOfAllocations}. Nothing of a child. */
  idsOf(caller: Call, places: readonly NumberedPlace[]): Promise<ReadonlyMap<string, string>> {
    return idsOfAllocations(this.#pool, caller.principal.actsFor, places);
  }

  /**
   * One allocation.
   *
   * @param call as of {@link list}
   * @throws {Problem} `not-found`, also for an allocation of others
   */
  async get(call: Call, id: string): Promise<AllocationDetails> {
    const { actsFor } = call.principal;
    const { rows } = await this.#pool.query<DetailsRow>(
      allocationOf(sideOf(actsFor))({ id, codes: actsFor }),
    );
    const [row] = rows;
    const [item] = await this.#presented(actsFor, rows);
    if (!row || !item) throw new Problem('not-found');
    const wish = wishOf(call, id, item);
    await noteAccess(this.#pool, this.#keys.rows, entryOf(call, 'read-allocation', wish));
    return { ...item, deliveries: row.deliveries };
  }

  /**
   * The history of one allocation: its entries in the chain of its gemeente, in order, and those of the requests that
   * it honours or that ask to change it.
   *
   * @param call as of {@link list}
   * @param page entries after this number in the chain, and how many at most
   * @returns whose allocation it is, the entries, and the number after which the next page begins; undefined when
   *   this is all
   * @throws {Problem} `not-found`, also for an allocation of others
   */
  async entries(
    call: Call,
    id: string,
    page: { readonly after: number; readonly limit: number },
  ): Promise<{ about: AllocationAbout; items: StoryEntry[]; next: number | undefined }> {
    const { actsFor } = call.principal;
    const { rows } = await this.#pool.query(caseOf(sideOf(actsFor))({ id, codes: actsFor }));
    const [row] = rows;
    if (!row) throw new Problem('not-found');
    const key = row.wrapped && this.#keys.openClientKey(row.clientId, row.wrapped);
    const story = await storyOf(this.#pool, row, key ?? undefined);
    const left = story.filter(({ chainNumber }) => chainNumber > page.after);
    const items = left.slice(0, page.limit);
    const { municipality, provider, clientId: client } = row;
    const about = { municipality, provider, client };
    await noteAccess(
      this.#pool,
      this.#keys.rows,
      entryOf(call, 'read-entries', wishOf(call, id, about)),
    );
    const next = left.length > items.length ? items.at(-1)?.chainNumber : undefined;
    return { about, items, next };
  }

  async #presented(actsFor: readonly string[], rows: readonly Row[]): Promise<AllocationItem[]> {
    const following = await followingOf(this.#pool, rows, { side: sideOf(actsFor), actsFor });
    return rows.map((row, index) => ({
      id: row.id,
      toewijzingNummer: row.toewijzingNummer,
      municipality: row.municipality,
      provider: row.provider,
      client: row.client,
      status: row.status,
      product: row.categorie === null ? null : { categorie: row.categorie, code: row.productCode },
      spic:
        row.segment === null || row.profile === null || row.intensity === null
          ? null
          : { segment: row.segment, profile: row.profile, intensity: row.intensity },
      begin: row.begin,
      end: row.end,
      decidedOn: row.decidedOn,
      reason: row.reason,
      volume: row.volume,
      unit: row.unit,
      frequency: row.frequency,
      budgetCents: row.budgetCents === null ? null : readCents(row.budgetCents),
      changedAt: row.changedAt,
      ...(following[index] ?? { predecessors: none, successors: none }),
    }));
  }
}

/** The row of the access log for one allocation: on which side of it the reader is, and of which child it is. */
function wishOf({ principal }: Call, id: string, about: AllocationAbout): AccessWish {
  const { municipality, provider, client } = about;
  const isGemeente = principal.actsFor.includes(municipality);
  const [party, counterparty] = isGemeente ? [municipality, provider] : [provider, municipality];
  return { party, counterparty, clientIds: [client], detail: { allocationId: id } };
}

const none: readonly Follow[] = [];

interface Row
  extends Omit<AllocationItem, 'product' | 'spic' | 'budgetCents' | 'predecessors' | 'successors'> {
  readonly categorie: string | null;
  readonly productCode: string | null;
  readonly segment: string | null;
  readonly profile: string | null;
  readonly intensity: string | null;
  readonly budgetCents: string | null;
}

const columns = `a.id, a.toewijzing_nummer as "toewijzingNummer", a.municipality, a.provider,
  a.client_id as client, a.status, a.product_category as categorie,
  a.product_code as "productCode", spic.segment, spic.profile, spic.intensity,
  a.begin_date as begin, a.end_date as end, a.decided_on as "decidedOn", a.reason, a.volume, a.unit,
  a.frequency, a.budget_cents as "budgetCents", a.changed_at as "changedAt"`;

interface DetailsRow extends Row {
  readonly deliveries: readonly Delivery[];
}

/** SQL: what was reported of an allocation `a`. */
const deliveriesOf = `coalesce((
    select json_agg(json_build_object('kind', kind, 'begin', begin_date, 'end', end_date,
      'reason', reason, 'removed', removed) order by kind, ordinal)
    from delivery d
    where d.client_id = a.client_id and d.municipality = a.municipality
      and d.provider = a.provider and d.toewijzing_nummer = a.toewijzing_nummer
  ), '[]')`;

/** Allocations of one child that are shown at once: the newest. */
const mostOfChild = 200;

type Side = ReturnType<typeof sideOf>;

const allocationsOfChild = oncePer((side: Side) =>
  statement<{ client: string; codes: readonly string[]; most: number }>(
    `allocations-of-child-${side}`,
    `select ${columns}, ${deliveriesOf} as deliveries
      from (select * from allocation where client_id = $client::uuid offset 0) a
      left join lateral (${spicOf('a')}) spic on true
      where a.${side} = any($codes::text[])
      order by a.begin_date desc nulls last, a.id limit $most`,
  ),
);

const allocationOf = oncePer((side: Side) =>
  statement<{ id: string; codes: readonly string[] }>(
    `get-allocation-${side}`,
    `select ${columns}, ${deliveriesOf} as deliveries
      from allocation a left join lateral (${spicOf('a')}) spic on true
      where a.id = $id and a.${side} = any($codes::text[])`,
  ),
);

const caseOf = oncePer((side: Side) =>
  statement<{ id: string; codes: readonly string[] }>(
    `find-allocation-${side}`,
    `select a.municipality, a.provider, a.client_id as "clientId",
        a.toewijzing_nummer as "toewijzingNummer", wrapped
      from allocation a ${joinKey('a.client_id', 'left join')}
      where a.id = $id and a.${side} = any($codes::text[])`,
  ),
);
