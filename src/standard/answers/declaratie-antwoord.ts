import type { BerichtOf, Prestatie } from '../messages/berichten.ts';
import { type Money, minus, nothing, readSigned, sum } from '../money.ts';
import type { Finding } from '../rules/engine/rule.ts';
import {
  FAULTLESS,
  type Fault,
  headerAlone,
  isInHeader,
  NOT_ASSESSED,
  type RetourFacts,
  refuse,
  refuseWithin,
  withCodes,
} from './retour.ts';

type Declaration = BerichtOf<'JW323'>;
type DeclarationAnswer = BerichtOf<'JW325'>;
type Client = Declaration['declaratie']['clienten']['client'][number];

/** RetourCode of a DeclaratieAntwoord: all is granted as it was declared. */
const ALL_GRANTED = '8001';

/**
 * The JW325 on a declaration, by the faults that refuse something (OP286, OP366, IV087, IV088). All that no fault is about
 * is granted.
 *
 * @param refusing findings on this declaration; those of level 2 decide alone, then those in the Header, then those in
 *   Declaratie. A finding that does not refuse is not among them (`weigh`).
 * @throws for a path in no class of a declaration
 */
export function answerDeclaration(
  declaration: Declaration,
  refusing: readonly Omit<Finding, 'rule'>[],
  facts: RetourFacts,
): DeclarationAnswer {
  // For a JW323 these give a JW325.
  if (refusing.some(({ level }) => level === 2))
    return refuseWithin(declaration, facts) as DeclarationAnswer;
  if (refusing.some(({ path }) => isInHeader(path)))
    return refuse(declaration, refusing, facts) as DeclarationAnswer;
  const { header } = headerAlone(declaration, facts, [FAULTLESS]) as DeclarationAnswer;
  return { type: 'JW325', header, declaratieAntwoord: judged(declaration, refusing) };
}

function judged(
  { declaratie }: Declaration,
  refusing: readonly Fault[],
): NonNullable<DeclarationAnswer['declaratieAntwoord']> {
  const { declaratieNummer, totaalIngediendBedrag } = declaratie;
  const copied = { declaratieNummer, totaalIngediendBedrag };
  const { whole, clients } = sorted(refusing);
  if (whole.size > 0)
    return { ...copied, totaalToegekendBedrag: totalOf(nothing), ...withCodes(whole) };
  if (clients.size === 0)
    return { ...copied, totaalToegekendBedrag: totaalIngediendBedrag, ...withCodes([ALL_GRANTED]) };
  const refused: JudgedClient[] = [];
  let granted = nothing;
  for (const [index, client] of declaratie.clienten.client.entries()) {
    granted = sum([granted, amountOf(client.prestaties.prestatie)]);
    const faults = clients.get(index);
    clients.delete(index);
    if (!faults) continue;
    const one = judgedClient(client, faults);
    granted = minus(granted, amountOf(one.prestaties.prestatie));
    refused.push(one);
  }
  if (clients.size > 0) throw notInDeclaration();
  return {
    ...copied,
    totaalToegekendBedrag: totalOf(granted),
    clienten: { client: refused },
    ...withCodes([FAULTLESS]),
  };
}

type JudgedClient = NonNullable<
  NonNullable<DeclarationAnswer['declaratieAntwoord']>['clienten']
>['client'][number];

/** RetourCodes of a client, and of each of its Prestaties by its place, from 0. */
interface ClientFaults {
  readonly own: Set<string>;
  readonly prestaties: Map<number, Set<string>>;
}

/** Faults by the class that they are about: the declaration as a whole, or a client by its place, from 0. */
function sorted(refusing: readonly Fault[]): {
  readonly whole: ReadonlySet<string>;
  readonly clients: Map<number, ClientFaults>;
} {
  const whole = new Set<string>();
  const clients = new Map<number, ClientFaults>();
  for (const { path, retourCode } of refusing) {
    const found = inClient.exec(path);
    if (!found) {
      if (!/^Declaratie(?:\/|$)/.test(path)) throw notInDeclaration();
      whole.add(retourCode);
      continue;
    }
    const place = placeOf(found[1]);
    const faults = clients.get(place) ?? { own: new Set(), prestaties: new Map() };
    clients.set(place, faults);
    if (found[2] === undefined) faults.own.add(retourCode);
    else {
      const prestatie = placeOf(found[3]);
      const codes = faults.prestaties.get(prestatie) ?? new Set();
      faults.prestaties.set(prestatie, codes.add(retourCode));
    }
  }
  return { whole, clients };
}

const inClient =
  /^Declaratie\/Clienten\/Client(?:\[(\d+)\])?(\/Prestaties\/Prestatie(?:\[(\d+)\])?)?(?:\/|$)/;

/** Whether a path is in a Client of a declaration. */
export function isInClient(path: string): boolean {
  return inClient.test(path);
}

/** Paths count from 1, and leave the number out where there is one. */
function placeOf(number: string | undefined): number {
  return Number(number ?? '1') - 1;
}

/** The error does not quote the path, which may have any text when it is not of the standard. */
function notInDeclaration(): Error {
  return new Error('a fault is in no class of the declaration');
}

/** A client with what is refused of it: all, not looked at, when the client is at fault itself. */
function judgedClient({ bsn, prestaties }: Client, faults: ClientFaults): JudgedClient {
  if (faults.own.size > 0) {
    const all = prestaties.prestatie.map((one) => ({ ...one, ...withCodes([NOT_ASSESSED]) }));
    return { bsn, prestaties: { prestatie: all }, ...withCodes(faults.own) };
  }
  const refused = prestaties.prestatie.flatMap((one, index) => {
    const codes = faults.prestaties.get(index);
    return codes ? [{ ...one, ...withCodes(codes) }] : [];
  });
  if (refused.length !== faults.prestaties.size) throw notInDeclaration();
  return { bsn, prestaties: { prestatie: refused }, ...withCodes([FAULTLESS]) };
}

/** Debit added, credit subtracted. */
export function amountOf(prestaties: readonly Prestatie[]): Money {
  return sum(
    prestaties.map(({ ingediendBedrag }) =>
      readSigned(ingediendBedrag.bedrag, ingediendBedrag.debetCredit),
    ),
  );
}

/** A sum, as a message writes it: less than nothing is C, and nothing is D (CS325). */
function totalOf(amount: Money) {
  const isCredit = amount < nothing;
  const size = isCredit ? minus(nothing, amount) : amount;
  return { totaalBedrag: size.toString(), debetCredit: isCredit ? 'C' : 'D' };
}
