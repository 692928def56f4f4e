import type { BerichtOf, Prestatie } from '../../messages/berichten.ts';
import { declaratieAntwoordOf, declaratieClienten } from '../engine/classes.ts';
import { at, inside, type Located, located } from '../engine/located.ts';
import { keyOf, numberKey } from '../engine/repeated.ts';
import { type Rule, rule } from '../engine/rule.ts';
import { prestatiesByBsn, referenceKey } from '../engine/services.ts';

/** The answer to a declaration (JW325), against that declaration. No message answers it: so there is no RetourCode. */
export const answered: readonly Rule[] = [
  answeredRule({
    code: 'TR337',
    retourCode: '-',
    berichtklasse: 'Header.DeclaratieIdentificatie',
    sentence: {
      nl: 'Er is geen declaratie (JW323) met deze DeclaratieIdentificatie, van deze aanbieder aan deze gemeente. Neem Identificatie en Dagtekening over uit de JW323.',
      en: 'There is no declaration (JW323) with this DeclaratieIdentificatie by this provider to this gemeente. Take Identificatie and Dagtekening from the JW323.',
    },
    check: (bericht, declaration) =>
      declaration ? [] : [at(headerOf(bericht), 'declaratieIdentificatie')],
  }),
  answeredRule({
    code: 'TR371',
    retourCode: '-',
    berichtklasse: 'Header.XsdVersieDeclaratie',
    sentence: {
      nl: 'XsdVersieDeclaratie is niet de XsdVersie van de JW323. Neem beide versies daaruit over.',
      en: 'XsdVersieDeclaratie is not the XsdVersie of the JW323. Take both versions from there.',
    },
    check: (bericht, declaration) => {
      const versions = inside(headerOf(bericht), 'xsdVersieDeclaratie');
      return declaration && versionKey(versions.value) !== versionKey(declaration.header.xsdVersie)
        ? [versions.path]
        : [];
    },
  }),
  answeredRule({
    code: 'TR376',
    retourCode: '-',
    berichtklasse: 'DeclaratieAntwoord.DeclaratieNummer',
    sentence: {
      nl: 'DeclaratieNummer is niet dat van de JW323. Neem het nummer daaruit over.',
      en: 'DeclaratieNummer is not that of the JW323. Take the number from there.',
    },
    check: (bericht, declaration) => {
      const antwoord = declaratieAntwoordOf(bericht);
      const number = declaration?.declaratie.declaratieNummer;
      return antwoord && declaration && antwoord.value.declaratieNummer !== number
        ? [at(antwoord, 'declaratieNummer')]
        : [];
    },
  }),
  answeredRule({
    code: 'TR366',
    retourCode: '9366',
    berichtklasse: 'Prestatie.ProductReferentie',
    sentence: {
      nl: 'De JW323 heeft bij deze cliënt geen prestatie met deze ProductReferentie. Neem ReferentieNummer en VorigReferentieNummer over uit de JW323.',
      en: 'The JW323 has no service with this ProductReferentie for this client. Take ReferentieNummer and VorigReferentieNummer from the JW323.',
    },
    reading: {
      nl: 'Gezocht wordt bij de Client met hetzelfde Bsn. Staat dat Bsn niet in de JW323 (TR304), dan worden zijn prestaties niet getoetst.',
      en: 'Looked for is below the Client with the same Bsn. When that Bsn is not in the JW323 (TR304), its services are not asked.',
    },
    check: (bericht, declaration) =>
      declaration
        ? answeredServices(bericht, declaration)
            .filter(({ declared }) => !declared)
            .map(({ service }) => at(service, 'productReferentie'))
        : [],
  }),
  answeredRule({
    code: 'TR367',
    retourCode: '9367',
    berichtklasse: 'Prestatie',
    sentence: {
      nl: 'Deze prestatie is anders dan in de JW323. Neem een afgewezen prestatie zonder wijziging over.',
      en: 'This service differs from the JW323. Copy a refused service without any change.',
    },
    check: (bericht, declaration) =>
      declaration
        ? answeredServices(bericht, declaration)
            .filter(
              ({ service, declared }) => declared && valueKey(service.value) !== valueKey(declared),
            )
            .map(({ service }) => service.path)
        : [],
  }),
];

/** Defines a rule on a JW325; it gets the JW323 that this answers, undefined when there is none (TR337). */
function answeredRule(
  definition: Omit<Rule, 'level' | 'messages' | 'needsPast' | 'check'> & {
    readonly check: (
      bericht: BerichtOf<'JW325'>,
      declaration: BerichtOf<'JW323'> | undefined,
    ) => Iterable<string>;
  },
): Rule {
  return rule({
    ...definition,
    level: 3,
    messages: ['JW325'],
    needsPast: 'answered',
    check: (bericht, { answered }) =>
      answered ? definition.check(bericht, answered.declaration) : [],
  });
}

function headerOf(bericht: BerichtOf<'JW325'>) {
  return inside(located(bericht), 'header');
}

function versionKey(versions: BerichtOf<'JW323'>['header']['xsdVersie']): string {
  return keyOf(versions.basisschemaXsdVersie, versions.berichtXsdVersie);
}

/** Every returned Prestatie of a client of the declaration, with what was declared by its references. */
function answeredServices(
  bericht: BerichtOf<'JW325'>,
  declaration: BerichtOf<'JW323'>,
): { readonly service: Located<Prestatie>; readonly declared: Prestatie | undefined }[] {
  const clients = new Set(declaratieClienten(declaration).map(({ value }) => value.bsn));
  const known = new Map(
    prestatiesByBsn(declaration).map(({ bsn, prestatie: { value } }) => [
      referenceKey(bsn, value),
      value,
    ]),
  );
  return prestatiesByBsn(bericht)
    .filter(({ bsn }) => clients.has(bsn))
    .map(({ bsn, prestatie }) => ({
      service: prestatie,
      declared: known.get(referenceKey(bsn, prestatie.value)),
    }));
}

/** All values of a Prestatie but its references; numbers by what they are. */
function valueKey(prestatie: Prestatie): string {
  const { productPeriode, ingediendBedrag, productTarief } = prestatie;
  return keyOf(
    numberKey(prestatie.toewijzingNummer),
    prestatie.productCategorie,
    prestatie.productCode,
    productPeriode.begindatum,
    productPeriode.einddatum,
    numberKey(prestatie.geleverdVolume),
    prestatie.eenheid,
    productTarief && numberKey(productTarief),
    numberKey(ingediendBedrag.bedrag),
    ingediendBedrag.debetCredit,
  );
}
