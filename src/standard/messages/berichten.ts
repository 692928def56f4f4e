import type { BerichtType } from '../catalogue.ts';
import {
  adres,
  bedrag,
  communicatie,
  geboortedatum,
  geslotenPeriode,
  kenmerk,
  korteNaam,
  omvang,
  openPeriode,
  prestatiereferenties,
  product,
  telefoon,
  totaalBedrag,
  verwijzer,
  volledigeNaam,
  xsdVersies,
} from './basis.ts';
import {
  beoordeeld,
  collapsed,
  type Element,
  klasse,
  lijst,
  type ObjectOf,
  optional,
  retourCodes,
  text,
} from './model.ts';

/** The 14 messages of iJw 3.2, as their schemas put them together. */

const headerFields = {
  berichtCode: text,
  berichtVersie: collapsed,
  berichtSubversie: collapsed,
  afzender: text,
  ontvanger: text,
  berichtIdentificatie: kenmerk,
  xsdVersie: xsdVersies,
} as const;
const header = klasse(headerFields);
const retourHeader = klasse({
  ...headerFields,
  identificatieRetour: text,
  dagtekeningRetour: collapsed,
  xsltVersie: optional(text),
  xsdVersieRetour: xsdVersies,
  retourCodes: optional(retourCodes),
});

const contact = klasse({
  soort: text,
  adres: optional(adres),
  organisatie: optional(text),
  telefoon: optional(telefoon),
  emailadres: optional(text),
  periode: optional(openPeriode),
});

const jw301Client = klasse({
  bsn: text,
  geboortedatum,
  geslacht: text,
  naam: volledigeNaam,
  communicatie: optional(communicatie),
  juridischeStatus: optional(text),
  wettelijkeVertegenwoordiging: optional(text),
  commentaar: optional(text),
  relaties: optional(
    lijst({
      relatie: klasse({
        nummer: text,
        volgorde: optional(collapsed),
        soort: text,
        geboortedatum: optional(geboortedatum),
        geslacht: optional(text),
        naam: volledigeNaam,
        contact,
      }),
    }),
  ),
  contactgegevens: lijst({ contact }),
  toegewezenProducten: lijst({
    toegewezenProduct: klasse({
      toewijzingNummer: collapsed,
      referentieAanbieder: optional(text),
      product: optional(product),
      toewijzingsdatum: collapsed,
      toewijzingstijd: collapsed,
      ingangsdatum: collapsed,
      einddatum: optional(collapsed),
      redenWijziging: optional(text),
      omvang: optional(omvang),
      budget: optional(collapsed),
      commentaar: optional(text),
    }),
  }),
});

const jw305Client = klasse({
  bsn: text,
  geboortedatum,
  geslacht: text,
  naam: korteNaam,
  startProducten: lijst({
    startProduct: klasse({
      toewijzingNummer: optional(collapsed),
      product: optional(product),
      toewijzingIngangsdatum: optional(collapsed),
      begindatum: collapsed,
      statusAanlevering: text,
    }),
  }),
});

const jw307Client = klasse({
  bsn: text,
  geboortedatum,
  geslacht: text,
  naam: korteNaam,
  stopProducten: lijst({
    stopProduct: klasse({
      toewijzingNummer: optional(collapsed),
      product: optional(product),
      toewijzingIngangsdatum: optional(collapsed),
      begindatum: collapsed,
      redenBeeindiging: text,
      einddatum: collapsed,
      statusAanlevering: text,
    }),
  }),
});

const jw315Client = klasse({
  bsn: text,
  geboortedatum,
  geslacht: text,
  naam: korteNaam,
  gezagsdragerBekend: optional(text),
  commentaar: optional(text),
  aangevraagdeProducten: lijst({
    aangevraagdProduct: klasse({
      referentieAanbieder: text,
      beschikkingNummer: optional(collapsed),
      product: optional(product),
      beschikkingIngangsdatum: optional(collapsed),
      toewijzingIngangsdatum: collapsed,
      toewijzingEinddatum: optional(collapsed),
      omvang: optional(omvang),
      budget: optional(collapsed),
      verwijzer,
      raamcontract: optional(text),
      commentaar: optional(text),
    }),
  }),
});

const jw317Client = klasse({
  bsn: text,
  verzoek: klasse({
    referentieAanbieder: text,
    redenVerzoek: text,
    ongewijzigdeProducten: optional(
      lijst({ ongewijzigdProduct: klasse({ toewijzingNummer: collapsed }) }),
    ),
    teWijzigenProducten: optional(
      lijst({
        teWijzigenProduct: klasse({
          toewijzingNummer: collapsed,
          gewensteIngangsdatum: collapsed,
          einddatum: optional(collapsed),
          omvang: optional(omvang),
          budget: optional(collapsed),
        }),
      }),
    ),
    nieuweProducten: optional(
      lijst({
        nieuwProduct: klasse({
          product: optional(product),
          gewensteIngangsdatum: collapsed,
          einddatum: optional(collapsed),
          omvang: optional(omvang),
          budget: optional(collapsed),
        }),
      }),
    ),
  }),
});

const antwoord = klasse({
  referentieAanbieder: text,
  verzoekAntwoord: text,
  redenAfwijzingVerzoek: optional(text),
  woonplaatsbeginsel: optional(klasse({ gemeente: text })),
});

const prestatie = klasse({
  productReferentie: prestatiereferenties,
  toewijzingNummer: collapsed,
  productCategorie: text,
  productCode: text,
  productPeriode: geslotenPeriode,
  geleverdVolume: collapsed,
  eenheid: text,
  productTarief: optional(collapsed),
  ingediendBedrag: bedrag,
});

const declaratie = klasse({
  declaratieNummer: text,
  declaratiePeriode: geslotenPeriode,
  declaratieDagtekening: collapsed,
  totaalIngediendBedrag: totaalBedrag,
  clienten: lijst({ client: klasse({ bsn: text, prestaties: lijst({ prestatie }) }) }),
});

const declaratieAntwoord = beoordeeld(
  klasse({
    declaratieNummer: text,
    totaalIngediendBedrag: totaalBedrag,
    totaalToegekendBedrag: totaalBedrag,
    clienten: optional(lijst({ client: klasse({ bsn: text, prestaties: lijst({ prestatie }) }) })),
  }),
);

/** The root element of each message. */
export const berichtModels = {
  JW301: klasse({ header, client: jw301Client }),
  JW302: klasse({ header: retourHeader, client: optional(beoordeeld(jw301Client)) }),
  JW305: klasse({ header, client: jw305Client }),
  JW306: klasse({ header: retourHeader, client: optional(beoordeeld(jw305Client)) }),
  JW307: klasse({ header, client: jw307Client }),
  JW308: klasse({ header: retourHeader, client: optional(beoordeeld(jw307Client)) }),
  JW315: klasse({ header, client: jw315Client }),
  JW316: klasse({ header: retourHeader, client: optional(beoordeeld(jw315Client)) }),
  JW317: klasse({ header, client: jw317Client }),
  JW318: klasse({ header: retourHeader, client: optional(beoordeeld(jw317Client)) }),
  JW319: klasse({ header, antwoord }),
  JW320: klasse({ header: retourHeader, antwoord: optional(beoordeeld(antwoord)) }),
  JW323: klasse({ header, declaratie }),
  JW325: klasse({
    header: klasse({
      ...headerFields,
      declaratieIdentificatie: kenmerk,
      xsltVersie: optional(text),
      xsdVersieDeclaratie: xsdVersies,
      retourCodes,
    }),
    declaratieAntwoord: optional(declaratieAntwoord),
  }),
} as const satisfies Record<BerichtType, Element>;

type Models = typeof berichtModels;

/** A message as an object. `type` discriminates the union. */
export type BerichtOf<T extends BerichtType> = T extends BerichtType
  ? { readonly type: T } & ObjectOf<Models[T]>
  : never;

/** Any message as an object. */
export type AnyBericht = BerichtOf<BerichtType>;

export type Header = ObjectOf<typeof header>;
export type Contact = ObjectOf<typeof contact>;
export type Prestatie = ObjectOf<typeof prestatie>;
