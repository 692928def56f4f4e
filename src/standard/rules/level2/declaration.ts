import type { BerichtOf } from '../../messages/berichten.ts';
import { type Money, minus, nothing, readSigned, sum } from '../../money.ts';
import { declaratieAntwoordOf, declaratieOf, prestaties } from '../engine/classes.ts';
import { at, each, inside, type Located } from '../engine/located.ts';
import { keyOf, numberKey, repeated } from '../engine/repeated.ts';
import { type Rule, rule } from '../engine/rule.ts';

/** What a declaration (JW323) and the answer to it (JW325) must add up to. */
export const declaration: readonly Rule[] = [
  rule({
    code: 'TR315',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.ProductReferentie',
    sentence: {
      nl: 'Een eerdere Prestatie in dit bericht heeft hetzelfde VorigReferentieNummer. Een prestatie kan maar één keer worden gecrediteerd: haal de dubbele creditering weg.',
      en: 'An earlier Prestatie of this message has the same VorigReferentieNummer. A service can be credited once: take the second credit out.',
    },
    check: (bericht) => repeated(vorigeReferenties(bericht), (referentie) => referentie),
  }),
  rule({
    code: 'TR316',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie.ProductReferentie',
    sentence: {
      nl: 'VorigReferentieNummer verwijst naar een Prestatie in dit bericht zelf. Verwijs naar een prestatie uit een eerdere declaratie, of haal beide prestaties weg.',
      en: 'VorigReferentieNummer refers to a Prestatie of this very message. Refer to one of an earlier declaration, or take both out.',
    },
    check: (bericht) => {
      const own = new Set(
        prestaties(bericht).map(({ value }) => value.productReferentie.referentieNummer),
      );
      return vorigeReferenties(bericht)
        .filter(({ value }) => own.has(value))
        .map(({ path }) => path);
    },
  }),
  rule({
    code: 'TR358',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Declaratie.TotaalIngediendBedrag',
    sentence: {
      nl: 'TotaalIngediendBedrag is niet de som van de prestaties. Tel elk IngediendBedrag met D op, trek elk met C af, en vul de uitkomst in (met C als de uitkomst onder nul is).',
      en: 'TotaalIngediendBedrag is not the sum of the services. Add every IngediendBedrag with D, subtract every one with C, and fill in what comes out (with C if that is below zero).',
    },
    check: (bericht) => {
      const declaratie = declaratieOf(bericht);
      const total = signedTotal(declaratie.value.totaalIngediendBedrag);
      const declared = sumOf(prestaties(bericht).map(({ value }) => value));
      return total === declared ? [] : [at(declaratie, 'totaalIngediendBedrag')];
    },
  }),
  rule({
    code: 'TR416',
    level: 2,
    retourCode: '0001',
    messages: ['JW323'],
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Een eerdere Prestatie in dit bericht is voor dezelfde toewijzing, hetzelfde product en dezelfde ProductPeriode. Maak er één Prestatie van.',
      en: 'An earlier Prestatie of this message is for the same allocation, product and ProductPeriode. Make one Prestatie of them.',
    },
    check: (bericht) =>
      repeated(
        prestaties(bericht).filter(({ value }) => value.ingediendBedrag.debetCredit === 'D'),
        ({ toewijzingNummer, productCategorie, productCode, productPeriode }) =>
          keyOf(
            numberKey(toewijzingNummer),
            productCategorie,
            productCode,
            productPeriode.begindatum,
            productPeriode.einddatum,
          ),
      ),
  }),
  rule({
    code: 'TR342',
    level: 2,
    retourCode: '0001',
    messages: ['JW325'],
    berichtklasse: 'DeclaratieAntwoord',
    sentence: {
      nl: 'Een declaratie-antwoord noemt alleen afgewezen prestaties, elk met de RetourCode van de fout. TotaalToegekendBedrag is TotaalIngediendBedrag min die prestaties, en 0 als de hele declaratie is afgewezen.',
      en: 'An answer to a declaration holds refused services only, each with the RetourCode of its fault. TotaalToegekendBedrag is TotaalIngediendBedrag less those services, and 0 if the whole declaration is refused.',
    },
    reading: {
      nl: 'Is DeclaratieAntwoord zelf afgewezen, dan is TotaalToegekendBedrag 0 en ontbreekt Clienten. Onder een afgewezen Client staan alle prestaties, met RetourCode 0233.',
      en: 'When DeclaratieAntwoord is refused itself, TotaalToegekendBedrag is 0 and Clienten is absent. Under a refused Client all services are listed, with RetourCode 0233.',
    },
    check: answerFaults,
  }),
];

/** Every VorigReferentieNummer that is filled in. */
function vorigeReferenties(bericht: BerichtOf<'JW323'>): Located<string>[] {
  const found = prestaties(bericht).map((prestatie) => {
    const referentie = inside(prestatie, 'productReferentie');
    return inside(referentie, 'vorigReferentieNummer');
  });
  return found.filter((referentie) => referentie !== undefined);
}

/** What a JW325 holds that is not refused, and the granted total when it does not fit (TR342). */
function answerFaults(bericht: BerichtOf<'JW325'>): string[] {
  const antwoord = declaratieAntwoordOf(bericht);
  if (!antwoord) return [];
  const { totaalIngediendBedrag, totaalToegekendBedrag } = antwoord.value;
  if (isFaulty(antwoord.value)) {
    const wrong = signedTotal(totaalToegekendBedrag) !== nothing;
    return [
      ...(antwoord.value.clienten ? [at(antwoord, 'clienten')] : []),
      ...(wrong ? [at(antwoord, 'totaalToegekendBedrag')] : []),
    ];
  }
  const found: string[] = [];
  const refused: WithAmount[] = [];
  for (const client of each(inside(antwoord, 'clienten'), 'client')) {
    const refusedWhole = isFaulty(client.value);
    for (const { value, path } of each(inside(client, 'prestaties'), 'prestatie')) {
      if (isFaulty(value) || (refusedWhole && has(value, NOT_ASSESSED))) refused.push(value);
      else found.push(path);
    }
  }
  const granted = minus(signedTotal(totaalIngediendBedrag), sumOf(refused));
  if (signedTotal(totaalToegekendBedrag) !== granted)
    found.push(at(antwoord, 'totaalToegekendBedrag'));
  return found;
}

/** RetourCode of a class that was not looked at, because one around it is at fault. */
const NOT_ASSESSED = '0233';
/** RetourCodes that name no fault: right, granted as declared, not looked at. */
const FAULTLESS: readonly string[] = ['0200', '8001', NOT_ASSESSED];

interface Judged {
  readonly retourCodes: { readonly retourCode: readonly string[] };
}

/** Whether a class is at fault itself. */
function isFaulty({ retourCodes }: Judged): boolean {
  return retourCodes.retourCode.some((code) => !FAULTLESS.includes(code));
}

function has({ retourCodes }: Judged, code: string): boolean {
  return retourCodes.retourCode.includes(code);
}

interface WithAmount {
  readonly ingediendBedrag: { readonly bedrag: string; readonly debetCredit: string };
}

/** Debit added, credit subtracted. */
function sumOf(services: readonly WithAmount[]): Money {
  return sum(
    services.map(({ ingediendBedrag }) =>
      readSigned(ingediendBedrag.bedrag, ingediendBedrag.debetCredit),
    ),
  );
}

function signedTotal(total: { readonly totaalBedrag: string; readonly debetCredit: string }) {
  return readSigned(total.totaalBedrag, total.debetCredit);
}
