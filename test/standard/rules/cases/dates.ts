import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const toegewezen = 'Client/ToegewezenProducten/ToegewezenProduct';
const aangevraagd = 'Client/AangevraagdeProducten/AangevraagdProduct';
const start = 'Client/StartProducten/StartProduct';
const stop = 'Client/StopProducten/StopProduct';

export const dateCases: readonly RuleCase[] = [
  pair('CS003', 'JW301/valid-complete.xml', 'the day before it begins', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 2).einddatum = '2024-02-29';
    },
    holds: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 2).einddatum = '2024-03-01';
    },
    at: [`${toegewezen}[2]/Einddatum`],
  }),
  pair('CS003', 'JW301/valid-young-adult-with-partner-name.xml', 'beyond the year 9999', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.ingangsdatum = '10000-01-01';
      product.einddatum = '9999-12-31';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 1);
      product.ingangsdatum = '9999-12-31';
      product.einddatum = '10000-01-01';
    },
    at: [`${toegewezen}/Einddatum`],
  }),
  pair('CS003', 'JW301/valid-complete.xml', 'an address of a relation and of the client', {
    breaks: ({ client }) => {
      const periode = { begindatum: '2024-02-01', einddatum: '2024-01-31' };
      nth(client.relaties?.relatie, 1).contact.periode = periode;
      nth(client.contactgegevens.contact, 2).periode = periode;
    },
    holds: ({ client }) => {
      const periode = { begindatum: '2024-02-01', einddatum: '2024-02-01' };
      nth(client.relaties?.relatie, 1).contact.periode = periode;
      nth(client.contactgegevens.contact, 2).periode = periode;
    },
    at: [
      'Client/Relaties/Relatie[1]/Contact/Periode/Einddatum',
      'Client/Contactgegevens/Contact[2]/Periode/Einddatum',
    ],
  }),
  pair('CS003', 'JW301/valid-complete.xml', 'an address with only one of the two', {
    breaks: ({ client }) => {
      nth(client.contactgegevens.contact, 2).periode = {
        begindatum: '2024-02-01',
        einddatum: '2023-08-31',
      };
    },
    holds: ({ client }) => {
      nth(client.relaties?.relatie, 1).contact.periode = { begindatum: '2024-02-01' };
      nth(client.contactgegevens.contact, 2).periode = { einddatum: '2023-08-31' };
    },
    at: ['Client/Contactgegevens/Contact[2]/Periode/Einddatum'],
  }),
  pair('CS003', 'JW315/valid-complete.xml', 'the day before it begins', {
    breaks: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingEinddatum = '2024-02-29';
    },
    holds: ({ client }) => {
      delete nth(client.aangevraagdeProducten.aangevraagdProduct, 1).toewijzingEinddatum;
    },
    at: [`${aangevraagd}[1]/ToewijzingEinddatum`],
  }),
  pair('CS003', 'JW317/valid-complete.xml', 'what is to change, and what is new', {
    breaks: ({ client }) => {
      const { teWijzigenProducten, nieuweProducten } = client.verzoek;
      nth(teWijzigenProducten?.teWijzigenProduct, 2).einddatum = '2024-02-29';
      nth(nieuweProducten?.nieuwProduct, 1).einddatum = '2024-04-14';
    },
    holds: ({ client }) => {
      const { teWijzigenProducten, nieuweProducten } = client.verzoek;
      nth(teWijzigenProducten?.teWijzigenProduct, 2).einddatum = '2024-03-01';
      nth(nieuweProducten?.nieuwProduct, 1).einddatum = '2024-04-15';
    },
    at: [
      'Client/Verzoek/TeWijzigenProducten/TeWijzigenProduct[2]/Einddatum',
      'Client/Verzoek/NieuweProducten/NieuwProduct[1]/Einddatum',
    ],
  }),
  pair('TR018', 'JW307/valid-complete.xml', 'the day before it started', {
    breaks: ({ client }) => {
      nth(client.stopProducten.stopProduct, 1).einddatum = '2024-03-03';
    },
    holds: ({ client }) => {
      nth(client.stopProducten.stopProduct, 1).einddatum = '2024-03-04';
    },
    at: [`${stop}[1]/Einddatum`],
  }),
  pair('TR018', 'JW307/valid-complete.xml', 'what is withdrawn is not judged', {
    breaks: ({ client }) => {
      nth(client.stopProducten.stopProduct, 2).einddatum = '2023-05-03';
    },
    holds: ({ client }) => {
      const product = nth(client.stopProducten.stopProduct, 2);
      product.einddatum = '2023-05-03';
      product.statusAanlevering = '3';
    },
    at: [`${stop}[2]/Einddatum`],
  }),
  pair('TR134', 'JW301/valid-complete.xml', 'born after the message was made', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2024-02-13' };
      nth(client.relaties?.relatie, 2).geboortedatum = { datum: '10000-01-01' };
    },
    holds: ({ client }) => {
      client.geboortedatum = { datum: '2024-02-12' };
    },
    at: ['Client/Geboortedatum/Datum', 'Client/Relaties/Relatie[2]/Geboortedatum/Datum'],
  }),
  pair('TR134', 'JW301/valid-complete.xml', 'allocated after the message was made', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 2).toewijzingsdatum = '2024-02-13';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      product.ingangsdatum = '2024-03-02';
    },
    at: [`${toegewezen}[2]/Toewijzingsdatum`],
  }),
  pair('TR134', 'JW305/valid-complete.xml', 'started after the message was made', {
    breaks: ({ client }) => {
      nth(client.startProducten.startProduct, 1).begindatum = '2024-03-06';
    },
    holds: ({ client }) => {
      nth(client.startProducten.startProduct, 1).begindatum = '2024-03-05';
    },
    at: [`${start}[1]/Begindatum`],
  }),
  pair('TR134', 'JW305/valid-complete.xml', 'what is withdrawn is not judged', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2024-03-06' };
      nth(client.startProducten.startProduct, 2).begindatum = '2024-03-06';
      nth(client.startProducten.startProduct, 2).statusAanlevering = '3';
    },
    holds: ({ client }) => {
      nth(client.startProducten.startProduct, 2).begindatum = '2024-03-06';
      nth(client.startProducten.startProduct, 2).statusAanlevering = '3';
    },
    at: ['Client/Geboortedatum/Datum'],
  }),
  pair('TR134', 'JW307/valid-complete.xml', 'started or stopped after the message was made', {
    breaks: ({ client }) => {
      nth(client.stopProducten.stopProduct, 1).begindatum = '2024-05-07';
      nth(client.stopProducten.stopProduct, 1).einddatum = '2024-05-07';
      nth(client.stopProducten.stopProduct, 2).einddatum = '2024-05-07';
    },
    holds: ({ client }) => {
      nth(client.stopProducten.stopProduct, 1).begindatum = '2024-05-06';
      nth(client.stopProducten.stopProduct, 1).einddatum = '2024-05-06';
      nth(client.stopProducten.stopProduct, 2).einddatum = '2024-05-06';
    },
    at: [`${stop}[1]/Begindatum`, `${stop}[1]/Einddatum`, `${stop}[2]/Einddatum`],
  }),
  pair('TR134', 'JW315/valid-complete.xml', 'born after the message was made, help is ahead', {
    breaks: ({ client }) => {
      client.geboortedatum = { datum: '2024-03-01', datumGebruik: '1' };
    },
    holds: ({ client }) => {
      const product = nth(client.aangevraagdeProducten.aangevraagdProduct, 1);
      product.beschikkingIngangsdatum = '2024-02-06';
    },
    at: ['Client/Geboortedatum/Datum'],
  }),
  pair('TR134', 'JW323/valid-complete.xml', 'declared after the message was made', {
    breaks: ({ declaratie }) => {
      declaratie.declaratieDagtekening = '2024-04-03';
    },
    holds: ({ declaratie }) => {
      declaratie.declaratieDagtekening = '2024-04-02';
    },
    at: ['Declaratie/DeclaratieDagtekening'],
  }),
  // Whatever its end, such a period breaks TR137 too: that ends before it begins, or ahead as well.
  pair('TR134', 'JW325/valid-complete.xml', 'delivered after the message was made', {
    breaks: ({ declaratieAntwoord }) => {
      const { prestaties } = nth(declaratieAntwoord?.clienten?.client, 1);
      nth(prestaties.prestatie, 1).productPeriode = {
        begindatum: '2024-04-11',
        einddatum: '2024-04-11',
      };
    },
    holds: ({ declaratieAntwoord }) => {
      const { prestaties } = nth(declaratieAntwoord?.clienten?.client, 1);
      nth(prestaties.prestatie, 1).productPeriode = {
        begindatum: '2024-04-10',
        einddatum: '2024-04-10',
      };
    },
    at: ['DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie/ProductPeriode/Begindatum'],
    alongside: [
      'TR137 DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie/ProductPeriode/Einddatum',
    ],
  }),
  pair('TR137', 'JW323/valid-complete.xml', 'an end before the beginning', {
    breaks: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.productPeriode = { begindatum: '2024-03-15', einddatum: '2024-03-14' };
    },
    holds: ({ declaratie }) => {
      const prestatie = nth(nth(declaratie.clienten.client, 1).prestaties.prestatie, 1);
      prestatie.productPeriode = { begindatum: '2024-03-15', einddatum: '2024-03-15' };
    },
    at: ['Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode/Einddatum'],
  }),
  pair('TR137', 'JW323/valid-complete.xml', 'declared before the month was over', {
    breaks: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2024-03-30';
      declaratie.declaratieDagtekening = '2024-03-30';
    },
    holds: ({ header, declaratie }) => {
      header.berichtIdentificatie.dagtekening = '2024-03-31';
      declaratie.declaratieDagtekening = '2024-03-30';
    },
    at: [
      'Declaratie/DeclaratiePeriode/Einddatum',
      'Declaratie/Clienten/Client[1]/Prestaties/Prestatie[1]/ProductPeriode/Einddatum',
      'Declaratie/Clienten/Client[2]/Prestaties/Prestatie/ProductPeriode/Einddatum',
    ],
  }),
  pair('TR137', 'JW325/valid-complete.xml', 'answered before the month was over', {
    breaks: ({ header }) => {
      header.berichtIdentificatie.dagtekening = '2024-03-30';
    },
    holds: ({ header }) => {
      header.berichtIdentificatie.dagtekening = '2024-03-31';
    },
    at: ['DeclaratieAntwoord/Clienten/Client[2]/Prestaties/Prestatie/ProductPeriode/Einddatum'],
  }),
  pair('TR137', 'JW325/valid-complete.xml', 'an end before the beginning', {
    breaks: ({ declaratieAntwoord }) => {
      const { prestaties } = nth(declaratieAntwoord?.clienten?.client, 1);
      nth(prestaties.prestatie, 1).productPeriode.einddatum = '2024-01-31';
    },
    holds: ({ declaratieAntwoord }) => {
      const { prestaties } = nth(declaratieAntwoord?.clienten?.client, 1);
      nth(prestaties.prestatie, 1).productPeriode.einddatum = '2024-02-01';
    },
    at: ['DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie/ProductPeriode/Einddatum'],
  }),
  pair('TR380', 'JW317/valid-complete.xml', 'the day of the message', {
    breaks: ({ client }) => {
      nth(client.verzoek.nieuweProducten?.nieuwProduct, 2).gewensteIngangsdatum = '2024-04-08';
    },
    holds: ({ client }) => {
      nth(client.verzoek.nieuweProducten?.nieuwProduct, 2).gewensteIngangsdatum = '2024-04-09';
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[2]/GewensteIngangsdatum'],
  }),
];
