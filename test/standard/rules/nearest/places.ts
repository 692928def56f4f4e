import type { BerichtType } from '../../../../src/standard/catalogue.ts';
import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import type { Draft } from '../case.ts';
import { nth } from '../cases/nth.ts';
import { about, type Nearest } from './nearest.ts';

/** A class that a message repeats, and how to reach it. */
export interface RepeatedClass<T extends BerichtType, Holder, Item> {
  /** Below `fixtures/`. */
  readonly from: `${T}/${string}.xml`;
  /** What is repeated; an empty list when the message has none. */
  readonly list: (bericht: Draft<BerichtOf<T>>) => Holder[];
  /** What a rule looks at in each. */
  readonly item: (holder: Holder) => Item;
  /** The path, with what follows the name of the repeated class: nothing, or `[2]`. */
  readonly path: (index: string) => string;
}

const itself = <T>(one: T) => one;

export const toegewezen = place(
  'JW301/valid-complete.xml',
  ({ client }) => client.toegewezenProducten.toegewezenProduct,
  itself,
  (index) => `Client/ToegewezenProducten/ToegewezenProduct${index}`,
);
export const contact = place(
  'JW301/valid-complete.xml',
  ({ client }) => client.contactgegevens.contact,
  itself,
  (index) => `Client/Contactgegevens/Contact${index}`,
);
export const relatie = place(
  'JW301/valid-complete.xml',
  ({ client }) => client.relaties?.relatie ?? [],
  itself,
  (index) => `Client/Relaties/Relatie${index}`,
);
export const contactOfRelatie = place(
  'JW301/valid-complete.xml',
  ({ client }) => client.relaties?.relatie ?? [],
  (one) => one.contact,
  (index) => `Client/Relaties/Relatie${index}/Contact`,
);
export const start = place(
  'JW305/valid-complete.xml',
  ({ client }) => client.startProducten.startProduct,
  itself,
  (index) => `Client/StartProducten/StartProduct${index}`,
);
export const stop = place(
  'JW307/valid-complete.xml',
  ({ client }) => client.stopProducten.stopProduct,
  itself,
  (index) => `Client/StopProducten/StopProduct${index}`,
);
export const aangevraagd = place(
  'JW315/valid-complete.xml',
  ({ client }) => client.aangevraagdeProducten.aangevraagdProduct,
  itself,
  (index) => `Client/AangevraagdeProducten/AangevraagdProduct${index}`,
);
export const ongewijzigd = place(
  'JW317/valid-complete.xml',
  ({ client }) => client.verzoek.ongewijzigdeProducten?.ongewijzigdProduct ?? [],
  itself,
  (index) => `Client/Verzoek/OngewijzigdeProducten/OngewijzigdProduct${index}`,
);
export const teWijzigen = place(
  'JW317/valid-complete.xml',
  ({ client }) => client.verzoek.teWijzigenProducten?.teWijzigenProduct ?? [],
  itself,
  (index) => `Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct${index}`,
);
export const nieuw = place(
  'JW317/valid-complete.xml',
  ({ client }) => client.verzoek.nieuweProducten?.nieuwProduct ?? [],
  itself,
  (index) => `Client/Verzoek/NieuweProducten/NieuwProduct${index}`,
);
export const gedeclareerdeClient = place(
  'JW323/valid-complete.xml',
  ({ declaratie }) => declaratie.clienten.client,
  itself,
  (index) => `Declaratie/Clienten/Client${index}`,
);
/** Those of one client. */
export const prestatie = place(
  'JW323/valid-complete.xml',
  ({ declaratie: { clienten } }) => {
    clienten.client.length = 1;
    return nth(clienten.client, 1).prestaties.prestatie;
  },
  itself,
  (index) => `Declaratie/Clienten/Client/Prestaties/Prestatie${index}`,
);
/** One of each client. */
export const prestatieOfClient = place(
  'JW323/valid-complete.xml',
  ({ declaratie }) => {
    for (const { prestaties } of declaratie.clienten.client) prestaties.prestatie.length = 1;
    return declaratie.clienten.client;
  },
  ({ prestaties }) => nth(prestaties.prestatie, 1),
  (index) => `Declaratie/Clienten/Client${index}/Prestaties/Prestatie`,
);
export const beantwoordeClient = place(
  'JW325/valid-complete.xml',
  ({ declaratieAntwoord }) => declaratieAntwoord?.clienten?.client ?? [],
  itself,
  (index) => `DeclaratieAntwoord/Clienten/Client${index}`,
);
/** Those of one client. */
export const beantwoordePrestatie = place(
  'JW325/valid-complete.xml',
  ({ declaratieAntwoord }) => {
    const { client } = declaratieAntwoord?.clienten ?? { client: [] };
    client.length = 1;
    return nth(client, 1).prestaties.prestatie;
  },
  itself,
  (index) => `DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie${index}`,
);
/** One of each client. */
export const beantwoordePrestatieOfClient = place(
  'JW325/valid-complete.xml',
  ({ declaratieAntwoord }) => {
    const { client } = declaratieAntwoord?.clienten ?? { client: [] };
    for (const { prestaties } of client) prestaties.prestatie.length = 1;
    return client;
  },
  ({ prestaties }) => nth(prestaties.prestatie, 1),
  (index) => `DeclaratieAntwoord/Clienten/Client${index}/Prestaties/Prestatie`,
);

function place<T extends BerichtType, Holder, Item>(
  from: `${T}/${string}.xml`,
  list: (bericht: Draft<BerichtOf<T>>) => Holder[],
  item: (holder: Holder) => Item,
  path: (index: string) => string,
): RepeatedClass<T, Holder, Item> {
  return { from, list, item, path };
}

/** Makes a list hold so many copies of its first. */
export function copies<Holder>(list: Holder[], count: number): Holder[] {
  const first = structuredClone(nth(list, 1));
  list.splice(0, list.length, ...Array.from({ length: count }, () => structuredClone(first)));
  return list;
}

/** Cases of one rule that are about one class of a message. */
export interface AboutClass<Item> {
  /** The message has one such class. */
  readonly passes: (shows: string, change: (item: Item) => void) => Nearest;
  /** @param element below the class; absent when the class itself is at fault */
  readonly refuses: (
    shows: string,
    element: string | undefined,
    change: (item: Item) => void,
  ) => Nearest;
  /** Refused or passed, by the parameter. */
  readonly judges: (
    shows: string,
    refused: boolean,
    element: string | undefined,
    change: (item: Item) => void,
  ) => Nearest;
  /**
   * Of three, the first, the one in the middle and the last break the rule each by itself; then all
   * three do.
   *
   * @param sound makes one that passes
   */
  readonly everywhere: (
    shows: string,
    element: string | undefined,
    change: (item: Item) => void,
    sound?: (item: Item) => void,
  ) => Nearest[];
}

/** @param shows which class is meant, where one rule has several in a message */
export function aboutClass<T extends BerichtType, Holder, Item>(
  rule: string,
  { from, list, item, path }: RepeatedClass<T, Holder, Item>,
  which = '',
): AboutClass<Item> {
  const { passes, refuses } = about(rule, from);
  const named = (shows: string) => (which === '' ? shows : `${which}: ${shows}`);
  const below = (index: string, element: string | undefined) =>
    element === undefined ? path(index) : `${path(index)}/${element}`;
  const alone = (change: (one: Item) => void) => (bericht: Draft<BerichtOf<T>>) => {
    for (const holder of copies(list(bericht), 1)) change(item(holder));
  };
  const judges: AboutClass<Item>['judges'] = (shows, refused, element, change) =>
    refused
      ? refuses(named(shows), below('', element), alone(change))
      : passes(named(shows), alone(change));
  return {
    judges,
    passes: (shows, change) => judges(shows, false, undefined, change),
    refuses: (shows, element, change) => judges(shows, true, element, change),
    everywhere: (shows, element, change, sound) =>
      spots.map(([spot, indexes]) =>
        refuses(
          named(`${shows}, ${spot}`),
          indexes.map((index) => below(`[${index}]`, element)),
          (bericht) => {
            for (const [index, holder] of copies(list(bericht), 3).entries()) {
              sound?.(item(holder));
              if (indexes.includes(index + 1)) change(item(holder));
            }
          },
        ),
      ),
  };
}

const spots = [
  ['the first of three', [1]],
  ['the one in the middle', [2]],
  ['the last of three', [3]],
  ['all three', [1, 2, 3]],
] as const satisfies readonly (readonly [string, readonly number[]])[] as readonly (readonly [
  string,
  readonly number[],
])[];
