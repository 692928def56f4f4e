import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const first = 'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]';
const second = 'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]';
const third = 'Declaratie/Clienten/Client[2]/Prestaties/Prestatie';

/** Months that are not whole, each beside the one that it nearly is. */
const months = [
  ['the first day left out', ['2024-03-02', '2024-03-31'], ['2024-03-01', '2024-03-31']],
  ['the last day left out', ['2024-03-01', '2024-03-30'], ['2024-03-01', '2024-03-31']],
  ['a leap year', ['2024-02-01', '2024-02-28'], ['2024-02-01', '2024-02-29']],
  ['two months', ['2023-01-01', '2023-02-28'], ['2023-02-01', '2023-02-28']],
  ['a month and a year', ['2022-12-01', '2023-12-31'], ['2023-12-01', '2023-12-31']],
] as const;

export const declarationConstraintCases: readonly RuleCase[] = [
  pair('CS100', 'JW323/valid-complete.xml', 'the last month before 2021', {
    breaks: ({ declaratie }) => {
      declaratie.declaratiePeriode = { begindatum: '2020-12-01', einddatum: '2020-12-31' };
    },
    holds: ({ declaratie }) => {
      declaratie.declaratiePeriode = { begindatum: '2021-01-01', einddatum: '2021-01-31' };
    },
    at: ['Declaratie/DeclaratiePeriode/Begindatum'],
  }),
  pair('CS100', 'JW323/valid-complete.xml', 'the last day before 2021', {
    breaks: ({ declaratie }) => {
      nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2).productPeriode = {
        begindatum: '2020-12-31',
        einddatum: '2020-12-31',
      };
    },
    holds: ({ declaratie }) => {
      nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2).productPeriode = {
        begindatum: '2021-01-01',
        einddatum: '2021-01-01',
      };
    },
    at: [`${second}/ProductPeriode/Begindatum`],
  }),
  pair('CS325', 'JW323/valid-complete.xml', 'a credit of nothing', {
    breaks: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2);
      prestatie.geleverdVolume = '0';
      prestatie.ingediendBedrag.bedrag = '000';
      declaratie.totaalIngediendBedrag.totaalBedrag = '462500';
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2);
      prestatie.geleverdVolume = '0';
      prestatie.ingediendBedrag = { bedrag: '000', debetCredit: 'D' };
      delete prestatie.productReferentie.vorigReferentieNummer;
      declaratie.totaalIngediendBedrag.totaalBedrag = '462500';
    },
    at: [`${second}/IngediendBedrag/DebetCredit`],
  }),
  pair('CS325', 'JW323/valid-only-a-credit.xml', 'a total of nothing', {
    breaks: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.geleverdVolume = '0';
      prestatie.ingediendBedrag = { bedrag: '0', debetCredit: 'D' };
      delete prestatie.productReferentie.vorigReferentieNummer;
      declaratie.totaalIngediendBedrag = { totaalBedrag: '0', debetCredit: 'C' };
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.geleverdVolume = '0';
      prestatie.ingediendBedrag = { bedrag: '0', debetCredit: 'D' };
      delete prestatie.productReferentie.vorigReferentieNummer;
      declaratie.totaalIngediendBedrag = { totaalBedrag: '0', debetCredit: 'D' };
    },
    at: ['Declaratie/TotaalIngediendBedrag/DebetCredit'],
  }),
  pair('CS325', 'JW325/valid-refused-declaratie.xml', 'totals of nothing', {
    breaks: ({ declaratieAntwoord }) => {
      if (!declaratieAntwoord) return;
      declaratieAntwoord.totaalIngediendBedrag = { totaalBedrag: '-0', debetCredit: 'C' };
      declaratieAntwoord.totaalToegekendBedrag = { totaalBedrag: '0', debetCredit: 'C' };
    },
    holds: ({ declaratieAntwoord }) => {
      if (!declaratieAntwoord) return;
      declaratieAntwoord.totaalIngediendBedrag = { totaalBedrag: '1', debetCredit: 'C' };
      declaratieAntwoord.totaalToegekendBedrag = { totaalBedrag: '0', debetCredit: 'D' };
    },
    at: [
      'DeclaratieAntwoord/TotaalIngediendBedrag/DebetCredit',
      'DeclaratieAntwoord/TotaalToegekendBedrag/DebetCredit',
    ],
  }),
  pair('CS325', 'JW325/valid-complete.xml', 'a credit of nothing, and one of a cent', {
    breaks: ({ declaratieAntwoord }) => {
      if (!declaratieAntwoord) return;
      const refused = nth(declaratieAntwoord.clienten?.client, 1).prestaties.prestatie;
      nth(refused, 1).ingediendBedrag.bedrag = '0';
      declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '381000';
    },
    holds: ({ declaratieAntwoord }) => {
      if (!declaratieAntwoord) return;
      const refused = nth(declaratieAntwoord.clienten?.client, 1).prestaties.prestatie;
      nth(refused, 1).ingediendBedrag.bedrag = '1';
      declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '381001';
    },
    at: ['DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie/IngediendBedrag/DebetCredit'],
  }),
  pair('CS337', 'JW323/valid-complete.xml', 'a day in the next month', {
    breaks: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2);
      prestatie.productPeriode.einddatum = '2024-03-01';
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 2);
      prestatie.productPeriode.begindatum = '2024-02-29';
    },
    at: [`${second}/ProductPeriode/Einddatum`],
  }),
  pair('CS337', 'JW323/valid-complete.xml', 'the same month of another year', {
    breaks: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.productPeriode.begindatum = '2023-03-01';
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.productPeriode = { begindatum: '2023-03-01', einddatum: '2023-03-31' };
    },
    at: [`${first}/ProductPeriode/Einddatum`],
  }),
  pair('CS339', 'JW323/valid-complete.xml', 'a cent more', {
    breaks: ({ declaratie }) => {
      nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1).geleverdVolume = '62499';
    },
    holds: ({ declaratie }) => {
      nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1).geleverdVolume = '+0062500';
    },
    at: [`${third}/IngediendBedrag/Bedrag`],
  }),
  pair('CS339', 'JW323/valid-complete.xml', 'a volume in euros', {
    breaks: ({ declaratie }) => {
      nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1).geleverdVolume = '625';
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 2).prestaties.prestatie, 1);
      prestatie.geleverdVolume = '625';
      prestatie.eenheid = '84';
      prestatie.productTarief = '100';
    },
    at: [`${third}/IngediendBedrag/Bedrag`],
  }),
  ...months.map(([shows, [wrongBegin, wrongEnd], [begindatum, einddatum]]) =>
    pair('CS340', 'JW323/valid-complete.xml', shows, {
      breaks: ({ declaratie }) => {
        declaratie.declaratiePeriode = { begindatum: wrongBegin, einddatum: wrongEnd };
      },
      holds: ({ declaratie }) => {
        declaratie.declaratiePeriode = { begindatum, einddatum };
      },
      at: ['Declaratie/DeclaratiePeriode'],
    }),
  ),
];
