import { pair, type RuleCase } from '../case.ts';
import { nth } from './nth.ts';

const spic = { categorie: '45', code: 'B09P' };

export const stackingCases: readonly RuleCase[] = [
  pair('TR302', 'JW301/valid-complete.xml', 'the same code on one day, and on the day before', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.einddatum = '2024-03-01';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.einddatum = '2024-02-29';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'a code is the same under every category', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = { categorie: '46', code: 'B09P' };
      product.einddatum = '2024-03-31';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = { categorie: '45', code: 'B09I' };
      product.einddatum = '2024-03-31';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'no end is for ever', {
    breaks: ({ client }) => {
      const [first, , third] = client.toegewezenProducten.toegewezenProduct;
      delete first?.einddatum;
      Object.assign(third ?? {}, { product: spic, ingangsdatum: '2090-01-01' });
      if (third) third.einddatum = '2090-01-31';
    },
    holds: ({ client }) => {
      const [first, , third] = client.toegewezenProducten.toegewezenProduct;
      delete first?.einddatum;
      Object.assign(third ?? {}, { product: spic });
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'a category without code, next to a code of it', {
    breaks: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 2).product = { categorie: '45' };
    },
    holds: ({ client }) => {
      nth(client.toegewezenProducten.toegewezenProduct, 2).product = { categorie: '46' };
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[2]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'a code, next to its category without code', {
    breaks: ({ client }) => {
      const { toegewezenProduct } = client.toegewezenProducten;
      nth(toegewezenProduct, 2).product = { categorie: '45' };
      toegewezenProduct.reverse();
    },
    holds: ({ client }) => {
      const { toegewezenProduct } = client.toegewezenProducten;
      nth(toegewezenProduct, 2).product = { categorie: '46' };
      toegewezenProduct.reverse();
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'no product is the same as any', {
    breaks: ({ client }) => {
      delete nth(client.toegewezenProducten.toegewezenProduct, 2).product;
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 2);
      delete product.product;
      product.ingangsdatum = '2025-03-01';
      product.einddatum = '2025-12-31';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[2]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'what was deleted does not count', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.ingangsdatum = '2024-03-01';
      product.einddatum = '2024-03-01';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.ingangsdatum = '2024-03-01';
      product.einddatum = '2024-03-01';
      product.redenWijziging = '13';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'deleted, but with days left', {
    breaks: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.einddatum = '2024-03-01';
      product.redenWijziging = '13';
    },
    holds: ({ client }) => {
      const product = nth(client.toegewezenProducten.toegewezenProduct, 3);
      product.product = spic;
      product.ingangsdatum = '2024-03-01';
      product.einddatum = '2024-03-01';
      product.redenWijziging = '13';
    },
    at: ['Client/ToegewezenProducten/ToegewezenProduct[3]'],
    alongside: ['CS335 Client/ToegewezenProducten/ToegewezenProduct[3]/RedenWijziging'],
  }),
  pair('TR302', 'JW301/valid-complete.xml', 'each one that is not the first; others in between', {
    breaks: ({ client }) => {
      const { toegewezenProduct } = client.toegewezenProducten;
      const first = nth(toegewezenProduct, 1);
      toegewezenProduct.push(
        { ...first, toewijzingNummer: '4', ingangsdatum: '2024-06-01', einddatum: '2024-06-30' },
        { ...first, toewijzingNummer: '5', ingangsdatum: '2026-01-01', einddatum: '2026-01-31' },
        { ...first, toewijzingNummer: '6', ingangsdatum: '2020-01-01', einddatum: '2030-12-31' },
      );
    },
    holds: ({ client }) => {
      const { toegewezenProduct } = client.toegewezenProducten;
      const first = nth(toegewezenProduct, 1);
      toegewezenProduct.push(
        { ...first, toewijzingNummer: '4', ingangsdatum: '2023-06-01', einddatum: '2024-02-29' },
        { ...first, toewijzingNummer: '5', ingangsdatum: '2026-01-01', einddatum: '2026-01-31' },
        { ...first, toewijzingNummer: '6', ingangsdatum: '2025-03-01', einddatum: '2025-12-31' },
      );
    },
    at: [
      'Client/ToegewezenProducten/ToegewezenProduct[4]',
      'Client/ToegewezenProducten/ToegewezenProduct[6]',
    ],
  }),

  pair('TR386', 'JW315/valid-complete.xml', 'a category without code, next to a code of it', {
    breaks: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).product = { categorie: '45' };
    },
    holds: ({ client }) => {
      nth(client.aangevraagdeProducten.aangevraagdProduct, 2).product = { categorie: '46' };
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]'],
  }),
  pair('TR386', 'JW315/valid-complete.xml', 'one code under two categories is two products', {
    breaks: ({ client }) => {
      const { aangevraagdProduct } = client.aangevraagdeProducten;
      const first = nth(aangevraagdProduct, 1);
      aangevraagdProduct.push({ ...first, referentieAanbieder: 'C', product: spic });
    },
    holds: ({ client }) => {
      const { aangevraagdProduct } = client.aangevraagdeProducten;
      const first = nth(aangevraagdProduct, 1);
      const product = { ...spic, categorie: '46' };
      aangevraagdProduct.push({ ...first, referentieAanbieder: 'C', product });
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[3]'],
  }),
  pair('TR386', 'JW315/valid-complete.xml', 'on the last day, and on the day after', {
    breaks: ({ client }) => {
      const { aangevraagdProduct } = client.aangevraagdeProducten;
      Object.assign(nth(aangevraagdProduct, 2), {
        product: { categorie: '45' },
        toewijzingIngangsdatum: '2025-02-28',
        toewijzingEinddatum: '2025-08-31',
      });
    },
    holds: ({ client }) => {
      const { aangevraagdProduct } = client.aangevraagdeProducten;
      Object.assign(nth(aangevraagdProduct, 2), {
        product: { categorie: '45' },
        toewijzingIngangsdatum: '2025-03-01',
        toewijzingEinddatum: '2025-08-31',
      });
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]'],
  }),
  pair('TR386', 'JW315/valid-complete.xml', 'no product is the same as any, and no end for ever', {
    breaks: ({ client }) => {
      const [first, second] = client.aangevraagdeProducten.aangevraagdProduct;
      delete first?.toewijzingEinddatum;
      delete second?.product;
      if (second) second.toewijzingEinddatum = '2099-12-31';
      if (second) second.toewijzingIngangsdatum = '2099-01-01';
    },
    holds: ({ client }) => {
      const [first, second] = client.aangevraagdeProducten.aangevraagdProduct;
      delete first?.toewijzingEinddatum;
      delete second?.product;
      if (second) second.toewijzingIngangsdatum = '2024-01-01';
      if (second) second.toewijzingEinddatum = '2024-02-29';
    },
    at: ['Client/AangevraagdeProducten/AangevraagdProduct[2]'],
  }),

  pair('TR410', 'JW317/valid-complete.xml', 'a category without code, next to a code of it', {
    breaks: ({ client: { verzoek } }) => {
      nth(verzoek.nieuweProducten?.nieuwProduct, 2).product = { categorie: '46' };
    },
    holds: ({ client: { verzoek } }) => {
      nth(verzoek.nieuweProducten?.nieuwProduct, 2).product = { categorie: '45' };
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[2]'],
  }),
  pair('TR410', 'JW317/valid-complete.xml', 'one code under two categories is two products', {
    breaks: ({ client: { verzoek } }) => {
      const nieuw = verzoek.nieuweProducten?.nieuwProduct;
      nieuw?.push({ ...nth(nieuw, 1), gewensteIngangsdatum: '2024-10-14' });
    },
    holds: ({ client: { verzoek } }) => {
      const nieuw = verzoek.nieuweProducten?.nieuwProduct;
      nieuw?.push({ ...nth(nieuw, 1), product: { categorie: '45', code: 'C07I' } });
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[3]'],
  }),
  pair('TR410', 'JW317/valid-complete.xml', 'on the last day, and on the day after', {
    breaks: ({ client: { verzoek } }) => {
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 2);
      product.product = { categorie: '46' };
      product.gewensteIngangsdatum = '2024-10-14';
    },
    holds: ({ client: { verzoek } }) => {
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 2);
      product.product = { categorie: '46' };
      product.gewensteIngangsdatum = '2024-10-15';
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[2]'],
  }),
  pair('TR410', 'JW317/valid-complete.xml', 'no product is the same as any', {
    breaks: ({ client: { verzoek } }) => {
      delete nth(verzoek.nieuweProducten?.nieuwProduct, 2).product;
    },
    holds: ({ client: { verzoek } }) => {
      const product = nth(verzoek.nieuweProducten?.nieuwProduct, 2);
      delete product.product;
      product.gewensteIngangsdatum = '2024-10-15';
    },
    at: ['Client/Verzoek/NieuweProducten/NieuwProduct[2]'],
  }),
];
