import { basis, collapsed, optional, text } from './model.ts';

/** The classes of the basisschema. */

const achternaam = basis({ achternaam: text, voorvoegsel: optional(text) });

export const korteNaam = basis({
  geslachtsnaam: achternaam,
  voornamen: optional(text),
  voorletters: optional(text),
});

export const volledigeNaam = basis({
  geslachtsnaam: achternaam,
  partnernaam: optional(achternaam),
  voornamen: optional(text),
  voorletters: optional(text),
  naamGebruik: text,
});

export const geboortedatum = basis({ datum: collapsed, datumGebruik: optional(text) });

export const adres = basis({
  huis: optional(
    basis({
      huisnummer: collapsed,
      huisletter: optional(text),
      huisnummerToevoeging: optional(text),
      aanduidingWoonadres: optional(text),
    }),
  ),
  postcode: optional(text),
  straatnaam: optional(text),
  plaatsnaam: optional(text),
  landCode: optional(text),
});

const telefoonaansluiting = basis({ telefoonnummer: text, landnummer: text });
export const telefoon = basis({
  telefoon01: telefoonaansluiting,
  telefoon02: optional(telefoonaansluiting),
});

export const communicatie = basis({ vorm: text, taal: optional(text) });

export const openPeriode = basis({
  begindatum: optional(collapsed),
  einddatum: optional(collapsed),
});
export const geslotenPeriode = basis({ begindatum: collapsed, einddatum: collapsed });

export const product = basis({ categorie: text, code: optional(text) });
export const omvang = basis({ volume: collapsed, eenheid: text, frequentie: text });

export const verwijzer = basis({
  type: text,
  naam: optional(text),
  zorgverlenerCode: optional(text),
});

export const prestatiereferenties = basis({
  referentieNummer: text,
  vorigReferentieNummer: optional(text),
});
/** In euro cents. */
export const bedrag = basis({ bedrag: collapsed, debetCredit: text });
/** In euro cents. */
export const totaalBedrag = basis({ totaalBedrag: collapsed, debetCredit: text });

export const kenmerk = basis({ identificatie: text, dagtekening: collapsed });
export const xsdVersies = basis({ basisschemaXsdVersie: text, berichtXsdVersie: text });
