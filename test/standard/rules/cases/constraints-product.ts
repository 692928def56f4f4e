import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const coarse = ['14', '16', '83', '84'];
const omvang = (eenheid: string, frequentie: string) => ({ volume: '1', eenheid, frequentie });
const toegewezen = 'Client/ToegewezenProducten/ToegewezenProduct';
const frequentieOfFirst = `${toegewezen}[1]/Omvang/Frequentie`;

export const productConstraintCases: readonly RuleCase[] = [
  ...['2', '9'].flatMap((status) => [
    pair('CS058', 'JW305/valid-complete.xml', `status ${status}`, {
      breaks: ({ client }) => {
        nth(client.startProducten.startProduct, 2).statusAanlevering = status;
      },
      holds: ({ client }) => {
        nth(client.startProducten.startProduct, 2).statusAanlevering = '3';
      },
      at: ['Client/StartProducten/StartProduct[2]/StatusAanlevering'],
    }),
    pair('CS058', 'JW307/valid-stop-withdrawn.xml', `status ${status}`, {
      breaks: ({ client }) => {
        nth(client.stopProducten.stopProduct, 1).statusAanlevering = status;
      },
      holds: ({ client }) => {
        nth(client.stopProducten.stopProduct, 1).statusAanlevering = '1';
      },
      at: ['Client/StopProducten/StopProduct/StatusAanlevering'],
    }),
  ]),
  pair('CS335', 'JW301/valid-complete.xml', 'an end after the beginning', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 3).redenWijziging = '13';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.redenWijziging = '13';
      product.einddatum = product.ingangsdatum;
    },
    at: [`${toegewezen}[3]/RedenWijziging`],
  }),
  pair('CS335', 'JW301/valid-complete.xml', 'no end', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.redenWijziging = '13';
      delete product.einddatum;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.redenWijziging = '14';
      delete product.einddatum;
    },
    at: [`${toegewezen}[1]/RedenWijziging`],
  }),
  pair('CS336', 'JW301/valid-complete.xml', 'the former code', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 1).redenWijziging = '01';
      nth(client.toegewezenProducten.toegewezenProduct, 3).redenWijziging = '01';
    },
    holds: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 3).redenWijziging = '14';
    },
    at: [`${toegewezen}[1]/RedenWijziging`, `${toegewezen}[3]/RedenWijziging`],
  }),
  ...coarse.flatMap((eenheid) =>
    ['2', '4', '6'].map((frequentie) =>
      pair('CS338', 'JW301/valid-complete.xml', `${eenheid} not per day, but per ${frequentie}`, {
        breaks: ({ client }) => {
          const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
          product.omvang = omvang(eenheid, '1');
        },
        holds: ({ client }) => {
          const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
          product.omvang = omvang(eenheid, frequentie);
        },
        at: [frequentieOfFirst],
      }),
    ),
  ),
  ...['01', '04', '82'].map((eenheid) =>
    pair('CS338', 'JW301/valid-complete.xml', `${eenheid} per day`, {
      breaks: ({ client }) => {
        nth(client.toegewezenProducten.toegewezenProduct, 1).omvang = omvang('84', '1');
      },
      holds: ({ client }) => {
        nth(client.toegewezenProducten.toegewezenProduct, 1).omvang = omvang(eenheid, '1');
      },
      at: [frequentieOfFirst],
    }),
  ),
  pair('CS338', 'JW301/valid-complete.xml', 'an end on the first day of 2021', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.omvang = omvang('16', '1');
      product.ingangsdatum = '2020-01-01';
      product.einddatum = '2021-01-01';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.omvang = omvang('16', '1');
      product.ingangsdatum = '2020-01-01';
      product.einddatum = '2020-12-31';
    },
    at: [frequentieOfFirst],
  }),
  pair('CS338', 'JW301/valid-complete.xml', 'no end', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.omvang = omvang('14', '1');
      delete product.einddatum;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.omvang = omvang('14', '4');
      delete product.einddatum;
    },
    at: [frequentieOfFirst],
  }),
  pair('CS338', 'JW317/valid-complete.xml', 'what is to change, and what is new', {
    breaks: ({ client }) => {
      const { teWijzigenProducten, nieuweProducten } = client.verzoek;
      nth(teWijzigenProducten?.teWijzigenProduct, 1).omvang = omvang('14', '1');
      nth(nieuweProducten?.nieuwProduct, 1).omvang = omvang('83', '1');
    },
    holds: ({ client }) => {
      const { teWijzigenProducten, nieuweProducten } = client.verzoek;
      nth(teWijzigenProducten?.teWijzigenProduct, 1).omvang = omvang('14', '6');
      nth(nieuweProducten?.nieuwProduct, 1).omvang = omvang('04', '1');
    },
    at: [
      'Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[1]/Omvang/Frequentie',
      'Client/Verzoek/NieuweProducten/NieuwProduct[1]/Omvang/Frequentie',
    ],
  }),
  ...coarse.map((eenheid) =>
    pair('CS343', 'JW315/valid-complete.xml', `${eenheid} per day`, {
      breaks: ({ client }) => {
        const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
        product.omvang = omvang(eenheid, '1');
      },
      holds: ({ client }) => {
        const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
        product.omvang = omvang(eenheid, '2');
      },
      at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang/Frequentie'],
    }),
  ),
  pair('CS343', 'JW315/valid-complete.xml', 'no end, or one before 2021', {
    breaks: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.omvang = omvang('84', '1');
      delete product.toewijzingEinddatum;
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.omvang = omvang('84', '1');
      product.toewijzingIngangsdatum = '2020-12-01';
      product.toewijzingEinddatum = '2020-12-31';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[1]/Omvang/Frequentie'],
  }),
];
