import { join } from 'node:path';

/** Our own schemas, and the published ones where IJW_REFERENCE is set. */
export const schemaDirs: readonly string[] = [
  join(import.meta.dirname, '../../../schemas/ijw/3.2'),
  ...(process.env.IJW_REFERENCE ? [join(process.env.IJW_REFERENCE, 'xsd')] : []),
];
export const ownSchemas = schemaDirs[0] as string;

const base = 'http://www.istandaarden.nl/ijw/3_2/basisschema/schema';

/** A BSN of the test range that passes the eleven test. */
const testBsn = '999900006';

const versions =
  '<b:BasisschemaXsdVersie>1.0.0</b:BasisschemaXsdVersie>' +
  '<b:BerichtXsdVersie>1.0.0</b:BerichtXsdVersie>';
const identification =
  '<b:Identificatie>B1</b:Identificatie><b:Dagtekening>2026-01-05</b:Dagtekening>';

/** A message around a body; `m:` is its own namespace and `b:` that of the basisschema. */
export function bericht(type: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<m:Bericht xmlns:m="http://www.istandaarden.nl/ijw/3_2/${type}/schema" xmlns:b="${base}">
${body}
</m:Bericht>
`;
}

/** A Header; `more` comes at its end. */
export function header(
  berichtCode: string,
  afzender: string,
  ontvanger: string,
  more = '',
): string {
  return `<m:Header>
<m:BerichtCode>${berichtCode}</m:BerichtCode>
<m:BerichtVersie>3</m:BerichtVersie>
<m:BerichtSubversie>2</m:BerichtSubversie>
<m:Afzender>${afzender}</m:Afzender>
<m:Ontvanger>${ontvanger}</m:Ontvanger>
<m:BerichtIdentificatie>${identification}</m:BerichtIdentificatie>
<m:XsdVersie>${versions}</m:XsdVersie>${more}
</m:Header>`;
}

/** A valid JW315: a provider asks for one product. */
export const jw315 = bericht(
  'jw315',
  `${header('446', '12345678', '0363')}
<m:Client>
<m:Bsn>${testBsn}</m:Bsn>
<m:Geboortedatum><b:Datum>2015-04-01</b:Datum></m:Geboortedatum>
<m:Geslacht>2</m:Geslacht>
<m:Naam><b:Geslachtsnaam><b:Achternaam>Voorbeeld</b:Achternaam></b:Geslachtsnaam></m:Naam>
<m:Commentaar>Toelichting</m:Commentaar>
<m:AangevraagdeProducten>
<m:AangevraagdProduct>
<m:ReferentieAanbieder>R1</m:ReferentieAanbieder>
<m:ToewijzingIngangsdatum>2026-02-01</m:ToewijzingIngangsdatum>
<m:Verwijzer><b:Type>01</b:Type></m:Verwijzer>
</m:AangevraagdProduct>
</m:AangevraagdeProducten>
</m:Client>`,
);

/** The JW315 with a part replaced; fails when the part is not there. */
export function jw315With(part: string | RegExp, replacement: string): string {
  const changed = jw315.replace(part, () => replacement);
  if (changed === jw315) throw new Error(`nothing to replace: ${part}`);
  return changed;
}

/** A JW316 that refuses the JW315 as a whole or, without a code, approves it. */
export function jw316(retourCode?: string): string {
  const codes =
    retourCode === undefined
      ? ''
      : `<m:RetourCodes><m:RetourCode>${retourCode}</m:RetourCode></m:RetourCodes>`;
  return bericht(
    'jw316',
    header(
      '447',
      '12345678',
      '0363',
      '<m:IdentificatieRetour>R1</m:IdentificatieRetour>' +
        '<m:DagtekeningRetour>2026-01-06</m:DagtekeningRetour>' +
        `<m:XsdVersieRetour>${versions}</m:XsdVersieRetour>${codes}`,
    ),
  );
}

/** A JW323 of about `size` bytes; each of its clients is like the others, and so are its faults. */
export function jw323(size: number, { faulty = false } = {}): string {
  const x = faulty ? 'x' : '';
  const client = `<m:Client>
<m:Bsn>${x}${testBsn}</m:Bsn>
<m:Prestaties>
<m:Prestatie>
<m:ProductReferentie><b:ReferentieNummer>${faulty ? '' : 'P1'}</b:ReferentieNummer></m:ProductReferentie>
<m:ToewijzingNummer>${x}123</m:ToewijzingNummer>
<m:ProductCategorie>${x}45</m:ProductCategorie>
<m:ProductCode>${faulty ? '?' : '45A12'}</m:ProductCode>
<m:ProductPeriode><b:Begindatum>${x}2026-01-01</b:Begindatum><b:Einddatum>${x}2026-01-31</b:Einddatum></m:ProductPeriode>
<m:GeleverdVolume>${x}31</m:GeleverdVolume>
<m:Eenheid>${x}14</m:Eenheid>
<m:IngediendBedrag><b:Bedrag>${x}100</b:Bedrag><b:DebetCredit>${x}D</b:DebetCredit></m:IngediendBedrag>
</m:Prestatie>
</m:Prestaties>
</m:Client>
`;
  const clients = client.repeat(Math.max(1, Math.floor(size / client.length)));
  return bericht(
    'jw323',
    `${header('490', '12345678', '0363')}
<m:Declaratie>
<m:DeclaratieNummer>D1</m:DeclaratieNummer>
<m:DeclaratiePeriode><b:Begindatum>2026-01-01</b:Begindatum><b:Einddatum>2026-01-31</b:Einddatum></m:DeclaratiePeriode>
<m:DeclaratieDagtekening>2026-02-01</m:DeclaratieDagtekening>
<m:TotaalIngediendBedrag><b:TotaalBedrag>100</b:TotaalBedrag><b:DebetCredit>D</b:DebetCredit></m:TotaalIngediendBedrag>
<m:Clienten>
${clients}</m:Clienten>
</m:Declaratie>`,
  );
}

/** A JW323 of about `size` bytes that also obeys the rules within it: one client, many Prestaties. */
export function soundJw323(size: number): string {
  const one = (n: number) => `<m:Prestatie>
<m:ProductReferentie><b:ReferentieNummer>P${100_000 + n}</b:ReferentieNummer></m:ProductReferentie>
<m:ToewijzingNummer>${100_000 + n}</m:ToewijzingNummer>
<m:ProductCategorie>45</m:ProductCategorie>
<m:ProductCode>45A12</m:ProductCode>
<m:ProductPeriode><b:Begindatum>2025-12-01</b:Begindatum><b:Einddatum>2025-12-31</b:Einddatum></m:ProductPeriode>
<m:GeleverdVolume>31</m:GeleverdVolume>
<m:Eenheid>14</m:Eenheid>
<m:ProductTarief>3</m:ProductTarief>
<m:IngediendBedrag><b:Bedrag>93</b:Bedrag><b:DebetCredit>D</b:DebetCredit></m:IngediendBedrag>
</m:Prestatie>
`;
  const count = Math.max(1, Math.floor(size / one(0).length));
  return bericht(
    'jw323',
    `${header('490', '12345678', '0363')}
<m:Declaratie>
<m:DeclaratieNummer>D1</m:DeclaratieNummer>
<m:DeclaratiePeriode><b:Begindatum>2025-12-01</b:Begindatum><b:Einddatum>2025-12-31</b:Einddatum></m:DeclaratiePeriode>
<m:DeclaratieDagtekening>2026-01-02</m:DeclaratieDagtekening>
<m:TotaalIngediendBedrag><b:TotaalBedrag>${93 * count}</b:TotaalBedrag><b:DebetCredit>D</b:DebetCredit></m:TotaalIngediendBedrag>
<m:Clienten>
<m:Client>
<m:Bsn>${testBsn}</m:Bsn>
<m:Prestaties>
${Array.from({ length: count }, (_, n) => one(n)).join('')}</m:Prestaties>
</m:Client>
</m:Clienten>
</m:Declaratie>`,
  );
}
