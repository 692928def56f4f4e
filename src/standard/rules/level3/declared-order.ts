import type { BerichtOf, Prestatie } from '../../messages/berichten.ts';
import { readCents } from '../../money.ts';
import { countedOn, mostIn, mostOver, type Omvang } from '../../volume.ts';
import type { DeclaredOn, DeclaredPast, GrantedPrestatie } from '../engine/declared-past.ts';
import { at } from '../engine/located.ts';
import { keyOf } from '../engine/repeated.ts';
import { isCertain, type Rule, type RuleContext } from '../engine/rule.ts';
import {
  type AllocatedService,
  isAllocated,
  isCredit,
  isDebit,
  servicesOf,
} from '../engine/services.ts';
import { Tally } from '../engine/tally.ts';
import { declaredServices } from './declared-services.ts';
import { declaredTariffs } from './declared-tariffs.ts';
import { pastAllocations } from './past-allocations.ts';
import { pastClients } from './past-clients.ts';

/** Rules that count: what they find hangs on what is granted before, in this message too. */
export type Counting = 'TR321' | 'TR322' | 'TR323' | 'TR369' | 'TR389' | 'TR390';

/** The paths at which a declaration breaks a rule that counts. */
type Found = Readonly<Record<Counting, readonly string[]>>;

/** Rules that judge a Client or a Prestatie by itself: what they refuse is not granted, and counts for nothing. */
const alone: readonly Rule[] = [
  ...pastClients,
  ...declaredServices,
  ...declaredTariffs,
  ...pastAllocations.filter(({ code }) => code === 'TR381'),
];

/** The rules that count ask one after the other, with the same context: they share what is found. */
const latest = new WeakMap<RuleContext, { bericht: BerichtOf<'JW323'>; found: Found }>();

/**
 * Takes the Prestaties in the order in which they are processed (OP366): first the credits, then the debits, each in the
 * order of the message. Each that nothing refuses is granted, and counts for those that follow. So one that is refused, by
 * whichever rule, counts for nothing: a debit that does not fit leaves room for a smaller one after it, and a credit that
 * is refused leaves its debit as it was.
 */
export function inOrder(
  bericht: BerichtOf<'JW323'>,
  declared: DeclaredPast,
  context: RuleContext,
): Found {
  const known = latest.get(context);
  if (known?.bericht === bericht) return known.found;
  const found = processed(bericht, declared, context);
  latest.set(context, { bericht, found });
  return found;
}

function processed(
  bericht: BerichtOf<'JW323'>,
  declared: DeclaredPast,
  context: RuleContext,
): Found {
  const found: Record<Counting, string[]> = {
    ...{ TR321: [], TR322: [], TR323: [], TR369: [], TR389: [], TR390: [] },
  };
  const refused = refusedAlone(bericht, context);
  const tallies = new Map<DeclaredOn, Tally>();
  const services = servicesOf(bericht, declared).filter(isAllocated);
  for (const service of [...services.filter(isCredit), ...services.filter(isDebit)]) {
    const { allocation, client, path } = service;
    const tally = tallies.get(allocation) ?? new Tally(allocation);
    tallies.set(allocation, tally);
    const asked = grantedAs(service.value);
    const faults = isCredit(service)
      ? creditFaults(asked, service, tally)
      : debitFaults(asked, service, tally);
    for (const { code, path } of faults) found[code].push(path);
    // What refuses nothing, while the past is not complete, does not keep a Prestatie from being granted.
    const isRefused = refused.has(path) || refused.has(client.path);
    if (!isRefused && !(faults.length > 0 && declared.complete)) tally.add(asked);
  }
  return found;
}

/** The paths of every Client and Prestatie that a rule refuses that does not count. */
function refusedAlone(
  bericht: BerichtOf<'JW323'>,
  context: RuleContext,
): ReadonlySet<string | undefined> {
  const refused = new Set<string | undefined>();
  for (const rule of alone.filter((one) => isCertain(one, context)))
    for (const path of rule.check(bericht, context)) refused.add(classOf(path));
  return refused;
}

/** The path of the Client or Prestatie that a path is in. */
function classOf(path: string): string | undefined {
  return /Declaratie\/Clienten\/Client[^/]*(?:\/Prestaties\/Prestatie[^/]*)?/.exec(path)?.[0];
}

interface CountingFault {
  readonly code: Counting;
  readonly path: string;
}

function creditFaults(
  asked: GrantedPrestatie,
  { path }: AllocatedService,
  tally: Tally,
): CountingFault[] {
  const { vorigReferentieNummer } = asked;
  const debits = tally.debits(vorigReferentieNummer);
  const faults: CountingFault[] = [];
  if (!debits.some((debit) => sameKey(debit) === sameKey(asked)))
    faults.push({ code: 'TR323', path });
  if (tally.isCredited(vorigReferentieNummer)) faults.push({ code: 'TR390', path });
  return faults;
}

/** What a credit has in common with its debit: all but the references and DebetCredit (TR323). */
function sameKey({
  product,
  begin,
  end,
  volume,
  eenheid,
  tarief,
  bedrag,
}: GrantedPrestatie): string {
  const amounts = [volume, tarief, bedrag].map((amount) => amount?.toString());
  return keyOf(product.categorie, product.code, begin, end, eenheid, ...amounts);
}

function debitFaults(
  asked: GrantedPrestatie,
  service: AllocatedService,
  tally: Tally,
): CountingFault[] {
  const { allocation, path } = service;
  const { budget } = allocation;
  const faults: CountingFault[] = [];
  for (const code of beyondVolume(asked, allocation, tally))
    faults.push({ code, path: at(service, 'geleverdVolume') });
  if (budget !== undefined && tally.amount + asked.bedrag > budget)
    faults.push({ code: 'TR369', path });
  if (tally.has(asked)) faults.push({ code: 'TR389', path });
  return faults;
}

/** Which bounds on the volume a debit would go beyond; none where its Eenheid cannot be compared (TR341). */
function beyondVolume(
  asked: GrantedPrestatie,
  { omvang, ingangsdatum, einddatum }: DeclaredOn,
  tally: Tally,
): Counting[] {
  const volume = tally.counted(asked);
  if (!omvang || volume === undefined) return [];
  const allocated = { ...omvang, volume: BigInt(omvang.volume) };
  const inPeriod = mostIn(allocated, asked, { begin: ingangsdatum, end: einddatum });
  const over = mostOver(allocated, ingangsdatum, einddatum);
  return [
    ...(isBeyond(tally.volumeIn(asked) + volume, inPeriod, allocated) ? (['TR321'] as const) : []),
    ...(isBeyond(tally.volume + volume, over, allocated) ? (['TR322'] as const) : []),
  ];
}

function isBeyond(volume: bigint, most: bigint | undefined, { eenheid }: Omvang): boolean {
  const bound = most === undefined ? undefined : countedOn(eenheid, { volume: most, eenheid });
  return bound !== undefined && volume > bound;
}

/** A Prestatie as it is kept when it is granted. */
function grantedAs(prestatie: Prestatie): GrantedPrestatie {
  const { productReferentie, productPeriode, productTarief, ingediendBedrag } = prestatie;
  return {
    ...productReferentie,
    debetCredit: ingediendBedrag.debetCredit === 'C' ? 'C' : 'D',
    product: { categorie: prestatie.productCategorie, code: prestatie.productCode },
    begin: productPeriode.begindatum,
    end: productPeriode.einddatum,
    volume: BigInt(prestatie.geleverdVolume),
    eenheid: prestatie.eenheid,
    ...(productTarief !== undefined && { tarief: readCents(productTarief) }),
    bedrag: readCents(ingediendBedrag.bedrag),
  };
}
