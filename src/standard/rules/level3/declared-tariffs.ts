import type { Prestatie } from '../../messages/berichten.ts';
import { cents, type Money, readCents } from '../../money.ts';
import { fitsEenheid, isMinuteOfHour } from '../../volume.ts';
import { prestaties } from '../engine/classes.ts';
import { holdsOn } from '../engine/days.ts';
import type { AgreedTariff, DeclaredPast } from '../engine/declared-past.ts';
import { at, inside, type Located } from '../engine/located.ts';
import { keyOf } from '../engine/repeated.ts';
import type { Rule } from '../engine/rule.ts';
import { allocatedDebits, declaredRule, isDebit } from '../engine/services.ts';

const byDay = {
  nl: 'Het tarief is dat van het contract op ProductPeriode.Begindatum. Heeft de code zelf geen regel in het contract, dan geldt een regel voor de hele categorie. Is er geen tarief bekend, dan wordt dit niet getoetst. Bij minuten gaat een afgesproken minuuttarief voor het uurtarief.',
  en: 'The tariff is that of the contract on ProductPeriode.Begindatum. Where the code has no line of its own, a line of its whole category holds. Where no tariff is known this is not asked. Of minutes, a tariff that was agreed per minute goes before one per hour.',
} as const;

/** The unit and the price of each Prestatie, against the allocation and the contract. */
export const declaredTariffs: readonly Rule[] = [
  declaredRule({
    code: 'TR341',
    level: 3,
    retourCode: '9341',
    berichtklasse: 'Prestatie.Eenheid',
    sentence: {
      nl: 'Deze Eenheid past niet bij de toewijzing. Declareer in de Eenheid van de toewijzing. Is in uren toegewezen, dan mag u ook minuten declareren. Heeft de toewijzing geen Eenheid, dan geldt die van het contract.',
      en: 'This Eenheid does not go with the allocation. Declare in the Eenheid of the allocation; on hours minutes are allowed too. When the allocation has no Eenheid, that of the contract holds.',
    },
    reading: {
      nl: 'Zonder Eenheid in de toewijzing geldt wat in het contract staat op ProductPeriode.Begindatum. Is daar niets over bekend, dan wordt dit niet getoetst.',
      en: 'Without an Eenheid in the allocation that of the contract on ProductPeriode.Begindatum holds. Where nothing is known of that, this is not asked.',
    },
    check: (bericht, declared) => {
      const agreed = agreedOf(declared);
      return allocatedDebits(bericht, declared)
        .filter(({ value, allocation: { omvang } }) => {
          if (omvang) return !fitsEenheid(value.eenheid, omvang.eenheid);
          const lines = agreed(value);
          return (
            lines.length > 0 && !lines.some((line) => fitsEenheid(value.eenheid, line.eenheid))
          );
        })
        .map((service) => at(service, 'eenheid'));
    },
  }),
  declaredRule({
    code: 'TR418',
    level: 3,
    retourCode: '0611',
    berichtklasse: 'Prestatie.ProductTarief',
    sentence: {
      nl: 'ProductTarief is niet het tarief uit het contract voor deze code, Eenheid en maand. Neem het tarief over uit het contract. Declareert u minuten en is een uurtarief afgesproken, deel dat dan door 60 en rond af op hele centen.',
      en: 'ProductTarief is not the tariff of the contract for this code, Eenheid and month. Take the tariff from the contract. For minutes on an hourly tariff, divide that by 60 and round to whole cents.',
    },
    reading: byDay,
    check: (bericht, declared) => {
      const agreed = agreedOf(declared);
      return prestaties(bericht)
        .filter(isDebit)
        .filter(({ value }) => {
          const { productTarief } = value;
          if (productTarief === undefined) return false;
          const prices = pricesOf(value, agreed(value));
          const tarief = readCents(productTarief);
          return prices.length > 0 && !prices.some((price) => price.tarief === tarief);
        })
        .map((prestatie) => at(prestatie, 'productTarief'));
    },
  }),
  declaredRule({
    code: 'TR346',
    level: 4,
    retourCode: '9346',
    berichtklasse: 'Prestatie.IngediendBedrag',
    sentence: {
      nl: 'IngediendBedrag is niet GeleverdVolume maal ProductTarief. Declareert u minuten en is een uurtarief afgesproken, reken dan met uurtarief maal minuten gedeeld door 60, en rond af op hele centen.',
      en: 'IngediendBedrag is not GeleverdVolume times ProductTarief. For minutes on an hourly tariff it is that tariff times the minutes, divided by 60 and rounded to whole cents.',
    },
    reading: {
      nl: `Minuten worden alleen getoetst als het tarief bekend is. ${byDay.nl}`,
      en: `Minutes are asked only where the tariff is known. ${byDay.en}`,
    },
    check: (bericht, declared) => {
      const agreed = agreedOf(declared);
      return prestaties(bericht)
        .filter(isDebit)
        .filter((prestatie) => isWronglyPriced(prestatie, agreed))
        .map((prestatie) => at(inside(prestatie, 'ingediendBedrag'), 'bedrag'));
    },
  }),
];

function isWronglyPriced({ value }: Located<Prestatie>, agreed: Agreed): boolean {
  const { eenheid, productTarief, geleverdVolume, ingediendBedrag } = value;
  if (productTarief === undefined) return false;
  const volume = BigInt(geleverdVolume);
  const [bedrag, tarief] = [readCents(ingediendBedrag.bedrag), readCents(productTarief)];
  if (eenheid !== MINUTE) return bedrag !== volume * tarief;
  const prices = pricesOf(value, agreed(value));
  // Two hourly tariffs may come to one tariff per minute: that which is meant is the one that fits.
  const meant = prices.filter((price) => price.tarief === tarief);
  const asked = meant.length > 0 ? meant : prices;
  const due = asked.map(({ hourly }) => {
    if (hourly === undefined) return cents(volume * tarief);
    return inMinutes(hourly, volume);
  });
  return due.length > 0 && !due.includes(bedrag);
}

/** WJ756. */
const MINUTE = '01';

/** The lines of contracts that are about a Prestatie, on the day on which it begins. */
type Agreed = (prestatie: Prestatie) => readonly AgreedTariff[];

/** Looks the lines up by their product: a contract may have thousands. */
function agreedOf({ tariffs = [] }: DeclaredPast): Agreed {
  const lines = Map.groupBy(tariffs, ({ categorie, code }) => keyOf(categorie, code));
  return ({ productCategorie, productCode, productPeriode }) => {
    for (const code of [productCode, undefined]) {
      const own = lines.get(keyOf(productCategorie, code)) ?? [];
      const holding = own.filter((line) => holdsOn(line, productPeriode.begindatum));
      if (holding.length > 0) return holding;
    }
    return [];
  };
}

interface Price {
  /** Of one Eenheid as it is declared. */
  readonly tarief: Money;
  /** Of an hour, where minutes are declared on that. */
  readonly hourly?: Money;
}

/** What one Eenheid of a Prestatie costs by lines of contracts; none where they have no such Eenheid. */
function pricesOf({ eenheid }: Prestatie, lines: readonly AgreedTariff[]): Price[] {
  const same = lines.filter((line) => line.eenheid === eenheid);
  if (same.length > 0) return same.map(({ tarief }) => ({ tarief }));
  return lines
    .filter((line) => isMinuteOfHour(eenheid, line.eenheid))
    .map(({ tarief }) => ({ tarief: inMinutes(tarief, 1n), hourly: tarief }));
}

/** What minutes cost by an hourly tariff, rounded half up to the cent. */
function inMinutes(hourly: Money, minutes: bigint): Money {
  return cents((hourly * minutes + 30n) / 60n);
}
