// Words for signing in to the console, and for forms that are not carried out.

/** Words for the page where people sign in. */
export const signInWords = {
  nl: {
    title: 'Inloggen',
    key: 'API-sleutel',
    keyHelp:
      'Plak hier de sleutel die u van de beheerder van deze gateway hebt gekregen. Hij begint met ijw_.',
    byKey: 'Inloggen met een API-sleutel',
    submit: 'Inloggen',
    byIssuer: 'Inloggen via uw organisatie',
    wrongKey:
      'Deze sleutel werkt niet. Controleer of u de hele sleutel hebt geplakt. Werkt hij dan nog niet? Vraag de beheerder van de gateway om een nieuwe sleutel.',
    softwareHouse:
      'Deze sleutel is van een softwareleverancier. Voor softwareleveranciers zijn hier geen pagina’s: hun programma’s gebruiken de API.',
    partyEnded:
      'De organisatie van deze sleutel doet niet meer mee. U kunt er hier niet meer mee inloggen. De API blijft werken voor berichten van vroeger.',
    tryAgain: 'De pagina was verouderd, of uw browser bewaart geen cookies. Log nu opnieuw in.',
    kept: 'Wat u had ingevuld, is bewaard. Log in met hetzelfde account of dezelfde sleutel, dan kunt u het alsnog versturen.',
    filesLost:
      'Wat u had ingevuld, is niet bewaard: bestanden kunnen we niet bewaren. Log in, en kies uw bestanden opnieuw.',
    tooLarge:
      'Wat u had ingevuld, is niet bewaard: het was te groot. Log in, en vul het formulier opnieuw in.',
    keyGone:
      'Wat u had ingevuld, kan niet worden bewaard: alleen met dezelfde sleutel kon u het nog versturen, en die werkt niet meer.',
    notKept: 'Wat u had ingevuld, is niet bewaard. Log in, en vul het formulier opnieuw in.',
    out: 'U bent uitgelogd',
    outHere: 'U bent hier uitgelogd.',
    outThere: 'U logt nu ook uit bij uw organisatie. Gebeurt er niets?',
    outLink: 'Uitloggen bij uw organisatie',
    again: 'Opnieuw inloggen',
    toIssuer:
      'Wat u had ingevuld, is tien minuten bewaard. U gaat nu naar de inlogpagina van uw organisatie. Gebeurt er niets?',
    toIssuerLink: 'Verder naar uw organisatie',
    alreadyIn: 'U bent al ingelogd.',
    toStart: 'Naar de startpagina',
    noName: 'Naam onbekend',
  },
  en: {
    title: 'Sign in',
    key: 'API key',
    keyHelp: 'Paste the key that the administrator of this gateway gave you. It begins with ijw_.',
    byKey: 'Sign in with an API key',
    submit: 'Sign in',
    byIssuer: 'Sign in by your organisation',
    wrongKey:
      'This key does not work. Check that you pasted all of it. If it still does not work, ask the administrator of the gateway for a new one.',
    softwareHouse:
      'This key belongs to a software house. There are no pages for software houses: their programs use the API.',
    partyEnded:
      'The organisation of this key no longer takes part. You cannot sign in here with it. The API still works for earlier messages.',
    tryAgain: 'The page was out of date, or your browser keeps no cookies. Sign in again now.',
    kept: 'What you had filled in was kept. Sign in with the same account or key, and you can still send it.',
    filesLost:
      'What you had filled in was not kept: files cannot be kept. Sign in, and choose your files again.',
    tooLarge:
      'What you had filled in was not kept: it was too large. Sign in, and fill in the form again.',
    keyGone:
      'What you had filled in cannot be kept: only with the same key could you still send it, and that key no longer works.',
    notKept: 'What you had filled in was not kept. Sign in, and fill in the form again.',
    out: 'You are signed out',
    outHere: 'You are signed out here.',
    outThere: 'You are now being signed out by your organisation too. If nothing happens:',
    outLink: 'Sign out by your organisation',
    again: 'Sign in again',
    toIssuer:
      'What you had filled in is kept for ten minutes. You are now going to the sign-in page of your organisation. If nothing happens:',
    toIssuerLink: 'Go on to your organisation',
    alreadyIn: 'You are signed in already.',
    toStart: 'To the first page',
    noName: 'Name unknown',
  },
} as const;

/** Why somebody has to sign in again. */
export const overWords = {
  nl: {
    'signed-out': 'U bent uitgelogd, hier of in een ander venster.',
    idle: 'U hebt een tijd niets gedaan. Daarom bent u uitgelogd.',
    over: 'U was een hele werkdag ingelogd. Daarom logt u nu opnieuw in.',
    replaced: 'U bent in een ander venster opnieuw ingelogd.',
    'key-revoked': 'De sleutel waarmee u was ingelogd, is verlopen of ingetrokken.',
    'party-ended': 'De organisatie waarvoor u werkte, doet niet meer mee.',
    'issuer-gone': 'Inloggen via uw organisatie is veranderd. Log opnieuw in.',
    administrator: 'De beheerder heeft u uitgelogd.',
    'issuer-signed-out': 'U bent bij uw organisatie uitgelogd, en daarmee ook hier.',
  },
  en: {
    'signed-out': 'You signed out, here or in another window.',
    idle: 'You did nothing for a while. That is why you were signed out.',
    over: 'You were signed in for a whole working day. That is why you sign in again now.',
    replaced: 'You signed in again in another window.',
    'key-revoked': 'The key with which you had signed in has expired or was revoked.',
    'party-ended': 'The organisation for which you worked no longer takes part.',
    'issuer-gone': 'Signing in by your organisation has changed. Sign in again.',
    administrator: 'The administrator signed you out.',
    'issuer-signed-out': 'You signed out at your organisation, and so you are signed out here.',
  },
} as const;

/** What went wrong between the gateway and who knows the person; each with what to do. */
export const issuerFaultWords = {
  nl: {
    title: 'Inloggen is niet gelukt',
    denied: 'U hebt het inloggen afgebroken, of uw organisatie liet u niet toe.',
    refused:
      'De inlogpagina van uw organisatie gaf een fout. Probeer het opnieuw. Lukt het weer niet? Vraag dan de beheerder van de gateway om hulp.',
    used: 'Deze inlogpoging is al gebruikt of verlopen. Log opnieuw in.',
    silent:
      'De inlogdienst van uw organisatie antwoordt niet. Probeer het over een paar minuten opnieuw. Blijft het zo? Vraag dan de beheerder van uw organisatie om hulp.',
    wrong:
      'De inlogdienst van uw organisatie gaf een antwoord dat niet klopt. U bent niet ingelogd. Vraag de beheerder van de gateway om hulp, en noem het nummer hieronder.',
    expired: 'Het inloggen duurde langer dan tien minuten. Log opnieuw in.',
    foreign:
      'Deze inlogpoging begon niet in deze browser, of u begon daarna in een ander tabblad opnieuw. Log opnieuw in.',
    roles:
      'U bent bekend bij uw organisatie, maar u hebt hier nog geen rol. Vraag de beheerder van de accounts van uw organisatie om een rol voor de iJw-gateway. Die rol hoort in het gegeven',
    other: 'Inloggen met een ander account',
    number: 'Nummer',
  },
  en: {
    title: 'Signing in failed',
    denied: 'You broke off the sign-in, or your organisation did not let you in.',
    refused:
      'The sign-in page of your organisation gave an error. Try again. If it fails again, ask the administrator of the gateway for help.',
    used: 'This sign-in was used before, or is over. Sign in again.',
    silent:
      'The sign-in service of your organisation does not answer. Try again in a few minutes. If it stays that way, ask the administrator of your organisation for help.',
    wrong:
      'The sign-in service of your organisation gave an answer that is not right. You are not signed in. Ask the administrator of the gateway for help, and name the number below.',
    expired: 'Signing in took more than ten minutes. Sign in again.',
    foreign:
      'This sign-in did not begin in this browser, or you began again in another tab after it. Sign in again.',
    roles:
      'Your organisation knows you, but you have no role here yet. Ask who manages the accounts of your organisation for a role in the iJw gateway. That role belongs in the claim',
    other: 'Sign in with another account',
    number: 'Number',
  },
} as const;

/** Words for forms that are not carried out, and for what was kept of them. */
export const formWords = {
  nl: {
    title: 'Dit is niet uitgevoerd',
    otherSite:
      'Dit formulier kwam niet van deze website. Er is niets veranderd. Open de pagina zelf en vul het formulier daar in.',
    noToken:
      'Dit formulier is verouderd of niet van u. Er is niets veranderd. Open de pagina opnieuw en vul het formulier daar in.',
    otherRole: 'Het formulier hoorde bij een andere rol. Er is niets veranderd.',
    youAre: 'U werkt nu als',
    madeAs: 'Het formulier is gemaakt als',
    switchBack: 'Wissel terug naar',
    back: 'Terug naar de startpagina',
    keptTitle: 'Dit had u ingevuld',
    kept: 'Het is nog niet verstuurd. Klopt het nog?',
    keptGone:
      'Wat u had ingevuld, is al verstuurd of niet meer bewaard. We bewaren het tien minuten, voor u alleen. Is het niet verstuurd? Vul het formulier dan opnieuw in.',
    send: 'Verstuur het nu',
    noLongerMay: 'U werkt niet meer als deze rol. Daarom kunt u het niet versturen.',
  },
  en: {
    title: 'This was not carried out',
    otherSite:
      'This form did not come from this website. Nothing was changed. Open the page yourself and fill in the form there.',
    noToken:
      'This form is out of date or not yours. Nothing was changed. Open the page again and fill in the form there.',
    otherRole: 'The form belonged to another role. Nothing was changed.',
    youAre: 'You now work as',
    madeAs: 'The form was made as',
    switchBack: 'Switch back to',
    back: 'Back to the first page',
    keptTitle: 'You had filled in this',
    kept: 'It was not sent yet. Is it still right?',
    keptGone:
      'What you had filled in was sent already, or is no longer kept. It is kept for ten minutes, for you alone. If it was not sent, fill in the form again.',
    send: 'Send it now',
    noLongerMay: 'You no longer have this role. That is why you cannot send it.',
  },
} as const;

/** Words for pages that somebody may not see, or that are not there. */
export const refusalWords = {
  nl: {
    forbidden: 'Deze pagina is niet voor u',
    forbiddenFor: 'In de rol waarin u nu werkt, kunt u deze pagina niet zien. U werkt nu als',
    switchTo: 'Verder als',
    notFound: 'Deze pagina bestaat niet',
    notFoundHelp:
      'Controleer het adres. Misschien bestaat dit niet meer, of is het van een andere organisatie.',
    number: 'Noem dit nummer als u om hulp vraagt',
    toStart: 'Naar de startpagina',
  },
  en: {
    forbidden: 'This page is not for you',
    forbiddenFor: 'In your present role you cannot see this page. You now work as',
    switchTo: 'Go on as',
    notFound: 'There is no such page',
    notFoundHelp:
      'Check the address. Perhaps this does not exist any more, or it belongs to another organisation.',
    number: 'Name this number when you ask for help',
    toStart: 'To the first page',
  },
} as const;
