import { words } from './words.ts';

/** Words of the page on which a gemeente says for which aanbieders the gateway has all of its allocations. */
export const completeWords = {
  title: words(
    'Kent de gateway al uw toewijzingen?',
    'Does the gateway have all of your allocations?',
  ),
  link: words(
    'Voor welke aanbieders de gateway al uw toewijzingen kent',
    'For which aanbieders the gateway has all of your allocations',
  ),
  about: words(
    'In een JW301 staan alle lopende toewijzingen van een kind bij een aanbieder. Wat er niet in staat, kan de aanbieder lezen als gestopt. Daarom stelt de gateway een JW301 alleen op als u hebt vastgelegd dat zij al uw toewijzingen bij die aanbieder kent.',
    'A JW301 has all running allocations of a child at an aanbieder. What is not in it the aanbieder may read as ended. So the gateway drafts a JW301 only where you said that it has all of your allocations to that aanbieder.',
  ),
  caption: words(
    'De gateway kent al uw toewijzingen bij',
    'The gateway has all of your allocations to',
  ),
  aanbieder: words('Aanbieder', 'Aanbieder'),
  at: words('Vastgelegd', 'Said'),
  by: words('Door', 'By'),
  withdraw: words('Intrekken', 'Take back'),
  withdrawAbout: words(
    'Vanaf dan stelt de gateway geen JW301 meer op voor {name}: geen toewijzing, geen wijziging en geen omzetting. Afwijzen en onderzoeken kan nog wel. Een concept van een JW301 dat er al ligt, kunt u nog versturen: kijk dat na. U kunt het later opnieuw vastleggen.',
    'From then on the gateway drafts no JW301 to {name}: no allocation, no change and no conversion. Refusing and investigating go on. A draft of a JW301 that is there already can still be sent: look at it. You can say it again later.',
  ),
  empty: words(
    'Voor geen enkele aanbieder is dit vastgelegd. De gateway stelt dus nog geen JW301 op.',
    'This was said for no aanbieder. So the gateway drafts no JW301 yet.',
  ),
  declare: words('Leg dit vast voor een aanbieder', 'Say so for an aanbieder'),
  declareAbout: words(
    'Doe dit alleen als alle toewijzingen van uw gemeente bij deze aanbieder via de gateway gingen of zijn ingelezen. Twijfelt u? Vraag het eerst na.',
    'Only do so where all allocations of your gemeente to this aanbieder went through the gateway, or were imported. If in doubt, ask first.',
  ),
  code: words('AGB-code van de aanbieder', 'AGB code of the aanbieder'),
  codeMissing: words('Een AGB-code heeft 8 cijfers.', 'An AGB code has 8 digits.'),
  unknown: words(
    'De gateway kent deze aanbieder niet.',
    'The gateway does not know this aanbieder.',
  ),
  sure: words('Nagegaan', 'Made sure'),
  tick: words(
    'Ja: de gateway kent alle toewijzingen van onze gemeente bij deze aanbieder.',
    'Yes: the gateway has all allocations of our gemeente to this aanbieder.',
  ),
  tickMissing: words('Ga dit na, en vink het aan.', 'Make sure, and tick this.'),
  button: words('Leg vast', 'Say so'),
  done: {
    declared: words(
      'Vastgelegd: de gateway kent al uw toewijzingen bij deze aanbieder.',
      'Said: the gateway has all of your allocations to this aanbieder.',
    ),
    withdrawn: words(
      'Ingetrokken: de gateway stelt geen JW301 meer op voor deze aanbieder.',
      'Taken back: the gateway drafts no JW301 to this aanbieder any more.',
    ),
  },
} as const;
