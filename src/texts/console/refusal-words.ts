/** Why a gemeente refuses a request, short, by code (RedenAfwijzingVerzoek). In Dutch, as the other lists of the standard. */
export const refusalReasons: Readonly<Record<string, string>> = {
  '1': 'Nieuwe aanvraag, geen wijziging',
  '2': 'Past niet in het budget',
  '3': 'Geen contract',
  '4': 'Valt buiten het contract',
  '5': 'Andere gemeente is verantwoordelijk',
  '6': 'Stapeling: er loopt al hetzelfde',
  '7': 'Inhoudelijk niet passend',
  '8': 'Kind woont in een andere gemeente',
  '9': 'Te oud voor jeugdhulp',
};
