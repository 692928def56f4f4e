import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

/** A message of every type that is no retour, with its Dagtekening and the day after. */
const messages = [
  ['JW301/valid-complete.xml', '2024-02-12', '2024-02-13'],
  ['JW305/valid-complete.xml', '2024-03-05', '2024-03-06'],
  ['JW307/valid-complete.xml', '2024-05-06', '2024-05-07'],
  ['JW315/valid-complete.xml', '2024-02-05', '2024-02-06'],
  ['JW317/valid-complete.xml', '2024-04-08', '2024-04-09'],
  ['JW319/valid-complete.xml', '2024-04-12', '2024-04-13'],
  ['JW323/valid-complete.xml', '2024-04-02', '2024-04-03'],
  ['JW325/valid-complete.xml', '2024-04-10', '2024-04-11'],
] as const;

const byGemeente = ['JW301', 'JW319', 'JW325'];

export const outsideCases: readonly RuleCase[] = [
  ...messages.map(([from, today, tomorrow]) =>
    pair('TR135', from, 'made tomorrow', {
      today,
      breaks: ({ header }) => {
        header.berichtIdentificatie.dagtekening = tomorrow;
      },
      holds: ({ header }) => {
        header.berichtIdentificatie.dagtekening = today;
      },
      at: ['Header/BerichtIdentificatie/Dagtekening'],
    }),
  ),
  pair('TR135', 'JW319/valid-complete.xml', 'a year of five digits, and the year before', {
    today: '2024-04-12',
    breaks: ({ header }) => {
      header.berichtIdentificatie.dagtekening = '12024-04-12';
    },
    holds: ({ header }) => {
      header.berichtIdentificatie.dagtekening = '2023-12-31';
    },
    at: ['Header/BerichtIdentificatie/Dagtekening'],
  }),

  ...messages.map(([from]) => {
    const field = byGemeente.includes(from.slice(0, 5)) ? 'afzender' : 'ontvanger';
    return pair('TR378', from, 'a municipality that has merged into another', {
      breaks: ({ header }) => {
        header[field] = '0370';
      },
      holds: ({ header }) => {
        header[field] = '0439';
      },
      at: [field === 'afzender' ? 'Header/Afzender' : 'Header/Ontvanger'],
    });
  }),
  ...messages.map(([from]) => {
    const field = byGemeente.includes(from.slice(0, 5)) ? 'afzender' : 'ontvanger';
    return pair('TR378', from, 'a code that never was', {
      breaks: ({ header }) => {
        header[field] = '9999';
      },
      holds: ({ header }) => {
        header[field] = '1992';
      },
      at: [field === 'afzender' ? 'Header/Afzender' : 'Header/Ontvanger'],
    });
  }),

  pair('TR378', 'JW301/valid-complete.xml', 'each allocation counts, with the day it begins', {
    breaks: ({ header, client }) => {
      header.afzender = '0530';
      const [first, second, third] = client.toegewezenProducten.toegewezenProduct;
      for (const product of [first, second]) if (product) product.ingangsdatum = '2022-12-31';
      if (third) third.ingangsdatum = '2023-01-01';
    },
    holds: ({ header, client }) => {
      header.afzender = '0530';
      for (const product of client.toegewezenProducten.toegewezenProduct)
        product.ingangsdatum = '2022-12-31';
      client.toegewezenProducten.toegewezenProduct.length = 2;
    },
    at: ['Header/Afzender'],
  }),
  pair('TR378', 'JW301/valid-young-adult-with-partner-name.xml', 'before our list, any code', {
    breaks: ({ header, client }) => {
      header.afzender = '0788';
      nth(client.toegewezenProducten.toegewezenProduct, 1).ingangsdatum = '2021-01-01';
    },
    holds: ({ header, client }) => {
      header.afzender = '0788';
      nth(client.toegewezenProducten.toegewezenProduct, 1).ingangsdatum = '2020-12-31';
    },
    at: ['Header/Afzender'],
  }),
  pair('TR378', 'JW315/valid-budget-without-product.xml', 'the last day before a merger', {
    breaks: ({ header, client }) => {
      header.ontvanger = '0370';
      nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingIngangsdatum = '2022-01-01';
    },
    holds: ({ header, client }) => {
      header.ontvanger = '0370';
      nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingIngangsdatum = '2021-12-31';
    },
    at: ['Header/Ontvanger'],
  }),
  pair('TR378', 'JW305/valid-complete.xml', 'Dagtekening where the allocation is not dated', {
    breaks: ({ header, client }) => {
      header.ontvanger = '0370';
      for (const start of client.startProducten.startProduct)
        start.toewijzingIngangsdatum = '2021-12-31';
      delete nth(client.startProducten.startProduct, 2).toewijzingIngangsdatum;
    },
    holds: ({ header, client }) => {
      header.ontvanger = '0370';
      for (const start of client.startProducten.startProduct)
        start.toewijzingIngangsdatum = '2021-12-31';
    },
    at: ['Header/Ontvanger'],
  }),
  pair('TR378', 'JW307/valid-complete.xml', 'Dagtekening where the allocation is not dated', {
    breaks: ({ header, client }) => {
      header.ontvanger = '0370';
      for (const stop of client.stopProducten.stopProduct) delete stop.toewijzingIngangsdatum;
    },
    holds: ({ header, client }) => {
      header.ontvanger = '0370';
      for (const stop of client.stopProducten.stopProduct)
        stop.toewijzingIngangsdatum = '2021-12-31';
    },
    at: ['Header/Ontvanger'],
  }),
  pair(
    'TR378',
    'JW319/valid-complete.xml',
    'the municipality of residence, of today and not of Dagtekening',
    {
      today: '2026-01-01',
      breaks: ({ header, antwoord }) => {
        header.berichtIdentificatie.dagtekening = '2022-03-23';
        antwoord.woonplaatsbeginsel = { gemeente: '0457' };
      },
      holds: ({ header, antwoord }) => {
        header.berichtIdentificatie.dagtekening = '2022-03-23';
        antwoord.woonplaatsbeginsel = { gemeente: '0014' };
      },
      at: ['Antwoord/Woonplaatsbeginsel/Gemeente'],
    },
  ),
];
