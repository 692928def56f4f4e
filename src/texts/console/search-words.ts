import type { searchedBy } from '../../operations/sought.ts';
import { type Words, words } from './words.ts';

type By = (typeof searchedBy)[number];

/** Words of searching messages by what a person has at hand. */
export const searchWords = {
  search: words('Zoeken', 'Search'),
  title: words('Gevonden berichten', 'Found messages'),
  about: words(
    'Wat u zocht, staat niet in het adres van deze pagina en is alleen voor u. Dat u zocht, staat in het logboek.',
    'What you searched is not in the address of this page, and is for you alone. That you searched is in the access log.',
  ),
  by: words('Zoek op', 'Search by'),
  kinds: {
    identificatie: words('Identificatie', 'Identificatie'),
    toewijzingNummer: words('Toewijzingsnummer', 'Allocation number'),
    referentie: words('Referentie', 'Referentie'),
  },
  text: words('Wat u zoekt', 'What you search'),
  aanbieder: words('AGB-code, bij een referentie', 'AGB code, for a referentie'),
  hint: words(
    'Van een Identificatie of toewijzingsnummer is het begin genoeg, vanaf 4 tekens. Een referentie vult u heel in, met de AGB-code. Een nummer dat de gateway gaf, mag altijd.',
    'Of an Identificatie or allocation number the start is enough, from 4 characters on. Fill in all of a referentie, with the AGB code. A number that the gateway gave will always do.',
  ),
  tooShort: words('Vul minstens 4 tekens in.', 'Fill in at least 4 characters.'),
  unfit: words(
    'Vul in wat u zoekt, in hoogstens 100 tekens.',
    'Fill in what you search, in at most 100 characters.',
  ),
  noAanbieder: words(
    'Vul de AGB-code in van de aanbieder die de referentie gaf: 8 cijfers.',
    'Fill in the AGB code of the aanbieder who gave the referentie: 8 digits.',
  ),
  besides: words(
    'De AGB-code hoort alleen bij een referentie. Kies die, of maak dit veld leeg.',
    'The AGB code is for a referentie alone. Choose that, or clear this field.',
  ),
  over: words(
    'Deze zoekopdracht is er niet meer. Zoek opnieuw.',
    'This search is not there any more. Search again.',
  ),
  overAbout: words(
    'Een zoekopdracht blijft 4 uur, en alleen voor wie zocht.',
    'A search stays for 4 hours, for who searched alone.',
  ),
  nothing: {
    identificatie: words(
      'Geen bericht heeft een Identificatie die zo begint. Kijk of u haar goed overnam, of zoek op een korter begin. Vraag anders de afzender om het nummer dat de gateway gaf: een bericht dat nooit aankwam, staat hier niet.',
      'No message has an Identificatie that begins so. See whether you copied it well, or search by a shorter start. Or ask its sender for the number that the gateway gave: a message that never arrived is not here.',
    ),
    toewijzingNummer: words(
      'Geen goedgekeurd bericht noemt een toewijzingsnummer dat zo begint. Kijk of u het goed overnam. Een bericht dat is afgekeurd of vastliep, vindt u op zijn Identificatie.',
      'No approved message names an allocation number that begins so. See whether you copied it well. You find a message that was rejected or failed by its Identificatie.',
    ),
    referentie: words(
      'Deze aanbieder deed geen verzoek met deze referentie. Neem haar precies over, met hoofdletters en streepjes, en kijk of de AGB-code klopt. Van een bericht waarvan de inhoud is vergeten, is de referentie niet meer bekend.',
      'This aanbieder made no request with this referentie. Copy it exactly, with capitals and dashes, and see whether the AGB code is right. Of a message whose content was forgotten the referentie is not known any more.',
    ),
    id: words(
      'Er is geen bericht met dit nummer. Kijk of u het heel overnam.',
      'There is no message with this number. See whether you copied all of it.',
    ),
  } satisfies Readonly<Record<By, Words>>,
} as const;
