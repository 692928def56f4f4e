import type { ProblemCode } from '../../problem.ts';
import { counting, type Words, words } from './words.ts';

/** Words of "Concepten" and of the page of one draft. */
export const draftWords = {
  repairing: words('Dit was er mis', 'This was wrong'),
  repairingAbout: words(
    'Dit concept is een kopie van het afgekeurde bericht, met een nieuwe referentie. Verander hieronder bij de gegevens wat er mis was, en bewaar dat. Verstuur daarna.',
    'This draft is a copy of the rejected message, with a new reference. Change below, among the data, what was wrong, and save that. Then send it.',
  ),
  repaired: words('Het afgekeurde bericht', 'The rejected message'),
  title: words('Concepten', 'Drafts'),
  about: words(
    'Berichten die u hebt opgesteld, het nieuwste eerst. Een concept blijft 30 dagen bewaard. Er gaat niets weg zolang niemand het verstuurt.',
    'Messages that you drafted, the newest first. A draft is kept for 30 days. Nothing goes until somebody sends it.',
  ),
  caption: words('Uw concepten', 'Your drafts'),
  empty: words(
    'Geen concepten. U maakt er een als u in uw postvak een verzoek beantwoordt.',
    'No drafts. You make one when you answer a request in your mailbox.',
  ),
  emptyOfAanbieder: words(
    'Geen concepten. U maakt er een bij Toewijzingen, of bij een bericht dat is afgekeurd.',
    'No drafts. You make one at Allocations, or at a message that was rejected.',
  ),
  emptyHere: words(
    'Geen concept past bij deze filters. Wis een filter.',
    'No draft fits these filters. Clear a filter.',
  ),
  message: words('Bericht', 'Message'),
  to: words('Aan', 'To'),
  state: words('Stand', 'State'),
  states: {
    open: words('Nog te versturen', 'To be sent'),
    sending: words('Wordt verstuurd', 'Being sent'),
    sent: words('Verstuurd', 'Sent'),
    forgotten: words('Vergeten', 'Forgotten'),
  },
  stateUnfit: words('Deze stand bestaat niet.', 'There is no such state.'),
  typeUnfit: words(
    'Van dit bericht maakt de gateway geen concept.',
    'The gateway does not draft this message.',
  ),
  changed: words('Gewijzigd', 'Changed'),
  by: words('Door', 'By'),
  yourself: words('uzelf', 'yourself'),
  until: words('Bewaard tot', 'Kept until'),
  one: words('Concept {type} aan {to}', 'Draft {type} to {to}'),
  logged: words(
    'Dat u dit concept leest, staat in het logboek.',
    'That you read this draft stands in the access log.',
  ),
  request: words('Antwoord op', 'Answers'),
  toRequest: words('het verzoek', 'the request'),
  after: words(
    'Dit concept mag pas weg als het concept ervoor is verstuurd en goedgekeurd.',
    'This draft may go when the one before it was sent and approved.',
  ),
  toBefore: words('Naar het concept ervoor', 'To the draft before it'),
  siblings: words('Hoort bij hetzelfde verzoek', 'Of the same request'),
  made: words('Gemaakt', 'Made'),

  outdated: words(
    'De toewijzingen van het kind zijn veranderd sinds dit concept is gemaakt. Zo kan het niet weg. Stel het opnieuw op; wat u zelf in het concept wijzigde, gaat dan verloren.',
    'The allocations of the child have changed since this draft was made. It cannot go as it is. Draft it again; what you changed in it yourself is lost.',
  ),
  renew: words('Opnieuw opstellen', 'Draft it again'),
  renewed: words(
    'Dit concept is opnieuw opgesteld, met wat nu bekend is.',
    'This draft was made again, of what is known now.',
  ),
  saved: words('Uw wijziging is bewaard.', 'Your change is kept.'),
  madeNow: counting(
    words(
      'Het concept staat klaar. Kijk het na en verstuur het.',
      'The draft is ready. Look at it and send it.',
    ),
    words(
      'Er staan {n} concepten klaar, die na elkaar weg moeten. Dit is het eerste. De andere staan hieronder.',
      'There are {n} drafts, which go one after the other. This is the first. The others are below.',
    ),
  ),
  goesOut: words('Dit gaat eruit', 'This goes out'),
  products: counting(words('1 product', '1 product'), words('{n} producten', '{n} products')),
  unchanged: words('{n} ongewijzigd', '{n} unchanged'),
  retourFirst: words(
    'Eerst gaat de retour die het verzoek goedkeurt. Dat doet de gateway bij het versturen.',
    'The retour that approves the request goes first. The gateway does that when you send.',
  ),
  xml: words('XML', 'XML'),
  download: words('Download de XML', 'Download the XML'),
  contract: words('Contracttoets', 'Contract check'),
  findings: words('Bevindingen', 'Findings'),
  noFindings: words('Bevindingen: geen.', 'Findings: none.'),
  means: words('Wat het betekent', 'What it means'),
  rule: words('Regel', 'Rule'),
  place: words('Waar in het bericht', 'Where in the message'),
  moreFindings: counting(
    words('Er is nog 1 bevinding.', 'There is 1 more finding.'),
    words('Er zijn nog {n} bevindingen.', 'There are {n} more findings.'),
  ),
  lacking: words('Nog niet compleet: dit ontbreekt', 'Not complete: this is missing'),
  refusedIfSent: words(
    'Dit bericht zou zo worden geweigerd of afgekeurd. U kunt het daarom nog niet versturen. Wijzig eerst wat bij de bevindingen staat, onder “Wijzig dit concept”, of maak een nieuw concept.',
    'As it is this message would not be taken, or would be rejected. So it cannot be sent yet. First change what the findings name, under “Change this draft”, or make another draft.',
  ),
  lackings: {
    address: words(
      'Het adres van het kind. Vul het hieronder in.',
      'The address of the child. Fill it in below.',
    ),
    gezagsdrager: words(
      'Een ouder of voogd met gezag. Vul die hieronder in.',
      'A parent or guardian with authority. Fill one in below.',
    ),
    client: words(
      'De geboortedatum, het geslacht of de naam van het kind. Vul alle drie hieronder in.',
      'The date of birth, the sex or the name of the child. Fill in all three below.',
    ),
    'address-unsafe': words(
      'Een adres dat veilig is: het adres van dit kind moet geheim blijven. Ga na welk adres u mag geven, en beantwoord het verzoek opnieuw.',
      'An address that is safe: that of this child is to be kept secret. Find out which address may be given, and answer the request again.',
    ),
  },
  sources: {
    jw301: words('uit uw laatste JW301', 'from your newest JW301'),
    import: words('ingelezen', 'imported'),
    typed: words('door een collega ingevuld', 'filled in by a colleague'),
  },
  details: words(
    'De gegevens van het kind en zijn adres komen {source}, van {at}.',
    'What is said of the child and its address comes {source}, of {at}.',
  ),
  edit: words('Wijzig dit concept', 'Change this draft'),
  save: words('Bewaar de wijziging', 'Keep the change'),
  groups: {
    client: words('Kind', 'Child'),
    address: words('Adres van het kind', 'Address of the child'),
    guardian: words('Ouder of voogd met gezag', 'Parent or guardian with authority'),
    product: words('Product', 'Product'),
    report: words('Melding', 'Report'),
    answer: words('Besluit', 'Decision'),
    request: words('Verzoek', 'Request'),
  },
  labels: {
    voornamen: words('Voornamen', 'First names'),
    voorvoegsel: words('Voorvoegsel', 'Prefix'),
    achternaam: words('Achternaam', 'Family name'),
    datum: words('Geboortedatum (dd-mm-jjjj)', 'Date of birth (dd-mm-yyyy)'),
    straatnaam: words('Straat', 'Street'),
    huisnummer: words('Huisnummer', 'House number'),
    huisletter: words('Huisletter', 'House letter'),
    huisnummerToevoeging: words('Toevoeging', 'Addition'),
    postcode: words('Postcode', 'Postcode'),
    plaatsnaam: words('Plaats', 'Place'),
    categorie: words('Productcategorie', 'Product category'),
    code: words('Productcode', 'Product code'),
    volume: words('Volume', 'Volume'),
    eenheid: words('Eenheid', 'Unit'),
    frequentie: words('Frequentie', 'Frequency'),
    budget: words('Budget (euro)', 'Budget (euro)'),
    ingangsdatum: words('Gaat in (dd-mm-jjjj)', 'First day (dd-mm-yyyy)'),
    einddatum: words('Eindigt (dd-mm-jjjj)', 'Last day (dd-mm-yyyy)'),
    begindatum: words('Begin (dd-mm-jjjj)', 'First day (dd-mm-yyyy)'),
    toewijzingIngangsdatum: words('Gaat in (dd-mm-jjjj)', 'First day (dd-mm-yyyy)'),
    toewijzingEinddatum: words('Eindigt (dd-mm-jjjj)', 'Last day (dd-mm-yyyy)'),
    gewensteIngangsdatum: words(
      'Gewenste eerste dag (dd-mm-jjjj)',
      'First day wanted (dd-mm-yyyy)',
    ),
    gemeente: words('Gemeente waar het kind woont', 'Gemeente where the child lives'),
    type: words('Soort verwijzer', 'Kind of referrer'),
    naam: words('Naam van de verwijzer', 'Name of the referrer'),
    zorgverlenerCode: words('AGB-code van de verwijzer', 'AGB code of the referrer'),
  } as Readonly<Record<string, Words>>,
  faults: {
    day: words('Vul een dag in als 04-05-2026.', 'Fill in a day as 04-05-2026.'),
    number: words('Vul een heel getal in.', 'Fill in a whole number.'),
    euro: words('Vul een bedrag in als 1.234,56.', 'Fill in an amount as 1.234,56.'),
  },
  choose: words('kies', 'choose'),
  send: words('Verstuur', 'Send'),
  sendAgain: words('Verstuur nog een keer', 'Send once more'),
  beingSent: words(
    'Dit concept wordt verstuurd, of het versturen brak af. Verstuur het nog een keer: het gaat maar één keer weg.',
    'This draft is being sent, or sending broke off. Send it once more: it goes only once.',
  ),
  wasSent: words(
    'Dit concept is verstuurd op {at} door {by}.',
    'This draft was sent at {at} by {by}.',
  ),
  toMessage: words('Naar het bericht', 'To the message'),
  outsideContract: words(
    'Let op: het contract heeft deze zorg niet. Als u dit verstuurt, wijst u die toch toe.',
    'Mind: the contract does not have this help. If you send this, you allocate it all the same.',
  ),
  confirm: words(
    'Ik heb gekeken: de gegevens van het kind en zijn adres kloppen nog.',
    'I looked: what is said of the child and its address is still right.',
  ),
  unconfirmed: words(
    'Kijk of de gegevens van het kind nog kloppen, en vink dit aan.',
    'See whether what is said of the child is still right, and tick this.',
  ),
  discard: words('Weggooien', 'Discard'),
  discarding: words('Dit concept weggooien', 'Discard this draft'),
  discardAbout: words(
    'Het concept gaat voorgoed weg. Er is niets verstuurd. Op het verzoek kunt u een nieuw concept maken.',
    'The draft goes for good. Nothing was sent. You can make another draft.',
  ),
  discarded: words('Het concept is weggegooid.', 'The draft was discarded.'),
  changedBy: words(
    '{by} heeft dit concept gewijzigd, op {at}. Hieronder staat het zoals het nu is. Er is niets van u verloren of verstuurd: kijk wat er veranderd is, en doe het dan opnieuw.',
    '{by} changed this draft, at {at}. Below is how it is now. Nothing of yours was sent: see what changed, and then do it again.',
  ),
  typedThen: words('U vulde in', 'You filled in'),
  differs: words(
    'Veranderd: toewijzing {number}, {field}: was {was}, is nu {is}.',
    'Changed: allocation {number}, {field}: was {was}, is {is} now.',
  ),
  nothing: words('niets', 'nothing'),
} as const;

/** Why something was not done with a draft, where the sentence of the API speaks to programs. */
export const draftProblemWords: Readonly<Partial<Record<ProblemCode, Words>>> = {
  'draft-incomplete': words(
    'Er ontbreekt nog iets. Vul het hieronder in, en verstuur het concept daarna. Er is niets verstuurd.',
    'Something is missing. Fill it in below, and send the draft then. Nothing was sent.',
  ),
  'details-unconfirmed': draftWords.unconfirmed,
  'draft-outdated': draftWords.outdated,
  'draft-refused': words(
    'Zo zou het bericht worden geweigerd of afgekeurd. Er is niets verstuurd. Verbeter wat bij de bevindingen staat.',
    'The message would not be taken, or would be rejected. Nothing was sent. Fix what the findings say.',
  ),
  'draft-waits': draftWords.after,
  'draft-closed': words(
    'Dit concept is intussen verstuurd, of wordt net verstuurd. U kunt het niet meer wijzigen.',
    'This draft was sent meanwhile, or is being sent. It cannot be changed any more.',
  ),
  'invalid-request': words(
    'Zo past het niet in het bericht. Er is niets gewijzigd.',
    'It does not fit the message. Nothing was changed.',
  ),
  'draft-fixed': words(
    'Dit deel van het bericht ligt vast. Er is niets gewijzigd.',
    'This part of the message is fixed. Nothing was changed.',
  ),
};
