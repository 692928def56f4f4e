import type { BerichtOf } from '../../../../src/standard/messages/berichten.ts';
import { type Draft, pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';
import { addPrestatie } from './prestaties.ts';

const february = { referentie: 'P-2024-0060', month: '2024-02' };
const march = { referentie: 'P-2024-0060', month: '2024-03' };

export const declaratieCases: readonly RuleCase[] = [
  pair('TR315', 'JW323/valid-complete.xml', 'one service credited twice, for two clients', {
    breaks: (bericht) => {
      const copy = addPrestatie(bericht, february);
      copy.productReferentie.vorigReferentieNummer = 'P-2024-0007';
      copy.ingediendBedrag.debetCredit = 'C';
      const [first, second] = bericht.declaratie.clienten.client;
      const moved = first?.prestaties.prestatie.pop();
      if (moved) second?.prestaties.prestatie.push(moved);
      bericht.declaratie.totaalIngediendBedrag.totaalBedrag = '43500';
    },
    holds: (bericht) => {
      const copy = addPrestatie(bericht, february);
      copy.productReferentie.vorigReferentieNummer = 'p-2024-0007';
      copy.ingediendBedrag.debetCredit = 'C';
      bericht.declaratie.totaalIngediendBedrag.totaalBedrag = '43500';
    },
    at: [
      'Declaratie/Clienten/Client[2]/Prestaties/Prestatie[2]/ProductReferentie/VorigReferentieNummer',
    ],
  }),

  pair('TR316', 'JW323/valid-complete.xml', 'a credit of what is declared in the same message', {
    breaks: ({ declaratie: { clienten } }) => {
      const { prestatie } = nth(clienten.client, 1).prestaties;
      nth(prestatie, 2).productReferentie.vorigReferentieNummer = 'P-2024-0052';
    },
    holds: ({ declaratie: { clienten } }) => {
      const { prestatie } = nth(clienten.client, 1).prestaties;
      nth(prestatie, 2).productReferentie.vorigReferentieNummer = 'P-2024-0049';
    },
    at: [
      'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[2]/ProductReferentie/VorigReferentieNummer',
    ],
  }),
  pair('TR316', 'JW323/valid-only-a-credit.xml', 'a credit of itself', {
    breaks: ({ declaratie: { clienten } }) => {
      const { productReferentie } = nth(nth(clienten.client, 1).prestaties.prestatie, 1);
      productReferentie.vorigReferentieNummer = productReferentie.referentieNummer;
    },
    holds: () => {},
    at: ['Declaratie/Clienten/Client/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer'],
  }),

  pair('TR358', 'JW323/valid-complete.xml', 'one cent too much, and a number written otherwise', {
    breaks: ({ declaratie }) => {
      declaratie.totaalIngediendBedrag.totaalBedrag = '443501';
    },
    holds: ({ declaratie }) => {
      declaratie.totaalIngediendBedrag.totaalBedrag = '+0443500';
    },
    at: ['Declaratie/TotaalIngediendBedrag'],
  }),
  pair('TR358', 'JW323/valid-only-a-credit.xml', 'below zero is credit', {
    breaks: ({ declaratie }) => {
      declaratie.totaalIngediendBedrag.debetCredit = 'D';
    },
    holds: () => {},
    at: ['Declaratie/TotaalIngediendBedrag'],
  }),
  pair('TR358', 'JW323/valid-complete.xml', 'more than one Prestatie can be; a sum of zero', {
    breaks: ({ declaratie }) => {
      declaratie.totaalIngediendBedrag.totaalBedrag = '999999999999';
    },
    holds: ({ declaratie }) => {
      const { prestatie } = nth(declaratie.clienten.client, 1).prestaties;
      declaratie.clienten.client.length = 1;
      nth(prestatie, 1).ingediendBedrag.bedrag = '19000';
      declaratie.totaalIngediendBedrag.totaalBedrag = '0';
    },
    at: ['Declaratie/TotaalIngediendBedrag'],
  }),

  pair('TR416', 'JW323/valid-complete.xml', 'a service twice, and in another month', {
    breaks: (bericht) => {
      addPrestatie(bericht, march).toewijzingNummer = '+0240031101';
    },
    holds: (bericht) => {
      addPrestatie(bericht, february);
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]'],
  }),
  pair('TR416', 'JW323/valid-complete.xml', 'a debit and its credit are two', {
    breaks: (bericht) => {
      addPrestatie(bericht, march);
    },
    holds: (bericht) => {
      const copy = addPrestatie(bericht, march);
      copy.productReferentie.vorigReferentieNummer = 'P-2024-0009';
      copy.ingediendBedrag.debetCredit = 'C';
      bericht.declaratie.totaalIngediendBedrag.totaalBedrag = '43500';
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[3]'],
  }),
  ...(['categorie', 'code', 'begin', 'eind'] as const).map((other) =>
    pair('TR416', 'JW323/valid-complete.xml', `for two clients, and with another ${other}`, {
      breaks: ({ declaratie: { clienten } }) => {
        copyKey(clienten.client);
      },
      holds: ({ declaratie: { clienten } }) => {
        copyKey(clienten.client);
        const prestatie = nth(nth(clienten.client, 2).prestaties.prestatie, 1);
        if (other === 'categorie') prestatie.productCategorie = '46';
        if (other === 'code') prestatie.productCode = 'B09I';
        if (other === 'begin') prestatie.productPeriode.begindatum = '2024-03-02';
        if (other === 'eind') prestatie.productPeriode.einddatum = '2024-03-30';
      },
      at: ['Declaratie/Clienten/Client[2]/Prestaties/Prestatie'],
    }),
  ),

  pair('TR342', 'JW325/valid-complete.xml', 'the granted total a cent too high', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '400001';
    },
    holds: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '0400000';
    },
    at: ['DeclaratieAntwoord/TotaalToegekendBedrag'],
  }),
  pair('TR342', 'JW325/valid-complete.xml', 'a service that is granted', {
    breaks: ({ declaratieAntwoord }) => {
      const { prestatie } = nth(declaratieAntwoord?.clienten?.client, 2).prestaties;
      nth(prestatie, 1).retourCodes.retourCode = ['0200'];
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '462500';
    },
    holds: ({ declaratieAntwoord }) => {
      declaratieAntwoord?.clienten?.client.pop();
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '462500';
    },
    at: ['DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie'],
  }),
  pair('TR342', 'JW325/valid-complete.xml', 'services not looked at, with and without a cause', {
    breaks: ({ declaratieAntwoord }) => {
      const client = nth(declaratieAntwoord?.clienten?.client, 2);
      nth(client.prestaties.prestatie, 1).retourCodes.retourCode = ['0233'];
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '462500';
    },
    holds: ({ declaratieAntwoord }) => {
      const client = nth(declaratieAntwoord?.clienten?.client, 2);
      nth(client.prestaties.prestatie, 1).retourCodes.retourCode = ['0233'];
      client.retourCodes.retourCode = ['8187'];
    },
    at: ['DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie'],
  }),
  pair(
    'TR342',
    'JW325/valid-complete.xml',
    'a client that is refused, with a service that is not',
    {
      breaks: ({ declaratieAntwoord }) => {
        const client = nth(declaratieAntwoord?.clienten?.client, 2);
        client.retourCodes.retourCode = ['8187'];
        nth(client.prestaties.prestatie, 1).retourCodes.retourCode = ['0200'];
        if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '462500';
      },
      // A fault is a fault, whatever is beside it.
      holds: ({ declaratieAntwoord }) => {
        const client = nth(declaratieAntwoord?.clienten?.client, 2);
        nth(client.prestaties.prestatie, 1).retourCodes.retourCode = ['0200', '9369'];
      },
      at: ['DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie'],
    },
  ),
  pair('TR342', 'JW325/valid-complete.xml', 'refused as a whole, with what was not looked at', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) refuse(declaratieAntwoord);
    },
    holds: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) refuse(declaratieAntwoord);
      delete declaratieAntwoord?.clienten;
    },
    at: ['DeclaratieAntwoord/Clienten'],
  }),
  pair('TR342', 'JW325/valid-complete.xml', 'refused as a whole, with a total and with clients', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.retourCodes.retourCode = ['0200', '9333'];
    },
    holds: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.retourCodes.retourCode = ['0200'];
    },
    at: ['DeclaratieAntwoord/Clienten', 'DeclaratieAntwoord/TotaalToegekendBedrag'],
  }),
  pair('TR342', 'JW325/valid-complete.xml', 'a refused credit more than all that was granted', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.totaalIngediendBedrag.totaalBedrag = '43499';
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '1';
    },
    holds: ({ declaratieAntwoord }) => {
      if (!declaratieAntwoord) return;
      declaratieAntwoord.totaalIngediendBedrag.totaalBedrag = '43499';
      declaratieAntwoord.totaalToegekendBedrag = { totaalBedrag: '1', debetCredit: 'C' };
    },
    at: ['DeclaratieAntwoord/TotaalToegekendBedrag'],
  }),
  pair('TR342', 'JW325/valid-granted-in-full.xml', 'granted in full', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '0';
    },
    holds: () => {},
    at: ['DeclaratieAntwoord/TotaalToegekendBedrag'],
  }),
  pair('TR342', 'JW325/valid-refused-declaratie.xml', 'refused as a whole', {
    breaks: ({ declaratieAntwoord }) => {
      if (declaratieAntwoord) declaratieAntwoord.totaalToegekendBedrag.totaalBedrag = '443500';
    },
    holds: () => {},
    at: ['DeclaratieAntwoord/TotaalToegekendBedrag'],
  }),
];

/** Lets the first Prestatie of the second client name what that of the first client names. */
function copyKey(clienten: { prestaties: { prestatie: Record<string, unknown>[] } }[]): void {
  const [first, second] = clienten.map(({ prestaties }) => prestaties.prestatie[0]);
  const names = ['toewijzingNummer', 'productCategorie', 'productCode', 'productPeriode'];
  for (const name of names) if (second) second[name] = structuredClone(first?.[name]);
}

type Antwoord = NonNullable<Draft<BerichtOf<'JW325'>>['declaratieAntwoord']>;

/** Refuses the declaration itself, which leaves all in it unjudged. */
function refuse(antwoord: Antwoord): void {
  antwoord.retourCodes.retourCode = ['9333'];
  antwoord.totaalToegekendBedrag.totaalBedrag = '0';
  for (const client of antwoord.clienten?.client ?? []) {
    client.retourCodes.retourCode = ['0233'];
    for (const { retourCodes } of client.prestaties.prestatie) retourCodes.retourCode = ['0233'];
  }
}
