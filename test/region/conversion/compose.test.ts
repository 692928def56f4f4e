import { afterAll, expect, test } from 'vitest';
import { assess } from '../../../src/ledger/conversion/assess.ts';
import type { CaseFacts } from '../../../src/ledger/conversion/model.ts';
import type { AllocationEvent, ToegewezenProduct } from '../../../src/ledger/model/events.ts';
import { applyEvents, type ClientState, emptyState } from '../../../src/ledger/model/state.ts';
import { eventsOf } from '../../../src/ledger/past/events.ts';
import {
  type Conversion,
  composeConversion,
  composeReversion,
} from '../../../src/region/conversion/compose.ts';
import { dayBefore } from '../../../src/standard/calendar.ts';
import type { BerichtOf } from '../../../src/standard/messages/berichten.ts';
import { buildBericht } from '../../../src/standard/messages/build.ts';
import { parseBericht } from '../../../src/standard/messages/parse.ts';
import { afterDays } from '../../../src/standard/working-days.ts';
import { Inspector } from '../../../src/standard/xml/inspector.ts';
import { caseFor, mappingFor } from '../../ledger/conversion/any-case.ts';
import { day } from '../../ledger/conversion/support.ts';
import { Random } from '../../support/generate/random.ts';

const cases = 600;
const now = new Date('2026-06-15T10:00:00Z');
const later = new Date('2026-06-16T10:00:00Z');
const parties = { afzender: '0363', ontvanger: '12345678' };
const details = {
  geboortedatum: { datum: '2014-05-14' },
  geslacht: '2',
  naam: { geslachtsnaam: { achternaam: 'Voorbeeld' }, naamGebruik: '1' },
  contactgegevens: { contact: [{ soort: '01' }] },
};
const child = { bsn: '999900006', details };
const inspector = Inspector.load('schemas/ijw/3.2');
afterAll(() => inspector[Symbol.dispose]());

/** The state of a child with these allocations. */
function stateOf(facts: CaseFacts): ClientState {
  const events = facts.allocations.map(
    ({ toewijzingNummer, content }): AllocationEvent => ({
      ...{ kind: 'allocated', path: 'Client', effective: content.ingangsdatum },
      ...{ toewijzingNummer, content },
    }),
  );
  return applyEvents(emptyState, events);
}

/** The state after a message was approved, as the ledger reads it from its bytes. */
function after(state: ClientState, bericht: BerichtOf<'JW301'>): ClientState {
  const bytes = buildBericht(bericht);
  const inspection = inspector.inspect(bytes);
  expect(inspection.outcome === 'known' && inspection.violations).toEqual([]);
  return applyEvents(state, eventsOf(parseBericht('JW301', bytes), state));
}

/** What is said of an allocation beside when and why it was decided. */
function said({
  toewijzingsdatum: _,
  toewijzingstijd: __,
  redenWijziging: ___,
  ...rest
}: ToegewezenProduct) {
  return rest;
}

function holdsOn({ ingangsdatum, einddatum }: ToegewezenProduct, on: string): boolean {
  return ingangsdatum <= on && (einddatum === undefined || einddatum >= on);
}

test('over random mappings the old one ends the day before the SPIC, and no day has neither or both', async () => {
  let converted = 0;
  for (let n = 0; n < cases; n++) {
    const random = new Random(n + 1);
    const facts = caseFor(random);
    const mapping = await mappingFor(random);
    const rows = assess(facts, mapping, day).filter(
      ({ proposal, holds }) => proposal && holds.length === 0,
    );
    if (rows.length === 0) continue;
    const state = stateOf(facts);
    const conversions = rows.map(({ toewijzingNummer, proposal }): Conversion => {
      if (!proposal) throw new Error('a row without a proposal');
      return { toewijzingNummer, proposal, newNumber: `9000${toewijzingNummer}` };
    });
    const setting = { ...parties, now };
    const message = composeConversion({ setting, ...child, state }, conversions);
    const next = after(state, message);
    for (const { toewijzingNummer, newNumber, proposal } of conversions) {
      const old = next.allocations.get(toewijzingNummer)?.content as ToegewezenProduct;
      const spic = next.allocations.get(newNumber)?.content as ToegewezenProduct;
      expect([old.einddatum, spic.ingangsdatum]).toEqual([dayBefore(day), day]);
      expect([spic.redenWijziging, spic.referentieAanbieder]).toEqual([undefined, undefined]);
      const before = state.allocations.get(toewijzingNummer)?.content as ToegewezenProduct;
      // Volume and Budget of the old one stay (OP298).
      expect([old.omvang, old.budget]).toEqual([before.omvang, before.budget]);
      const last = proposal.einddatum ?? afterDays(day, 400);
      const days = [before.ingangsdatum, dayBefore(day), day, afterDays(day, 1), last];
      for (const on of days.filter((one) => one <= last))
        expect([holdsOn(old, on), holdsOn(spic, on)].filter(Boolean), on).toHaveLength(1);
      converted += 1;
    }
    const changed = new Set(conversions.flatMap((one) => [one.toewijzingNummer, one.newNumber]));
    for (const [number, { content }] of state.allocations)
      if (!changed.has(number)) expect(next.allocations.get(number)?.content).toEqual(content);
    checkReversion(state, next, conversions);
  }
  expect(converted).toBeGreaterThan(100);
});

function checkReversion(
  before: ClientState,
  state: ClientState,
  conversions: readonly Conversion[],
): void {
  const reversions = conversions.map(({ toewijzingNummer, newNumber }) => {
    const old = before.allocations.get(toewijzingNummer)?.content as ToegewezenProduct;
    return { toewijzingNummer, newNumber, old };
  });
  const setting = { ...parties, now: later };
  const back = after(state, composeReversion({ setting, ...child, state }, reversions));
  for (const { toewijzingNummer, newNumber, old } of reversions) {
    const is = back.allocations.get(toewijzingNummer);
    expect(is?.content.redenWijziging).toBe('14');
    expect(said(is?.content as ToegewezenProduct)).toEqual(said(old));
    expect(back.allocations.get(newNumber)?.status).toBe('deleted');
  }
}
