import { readFileSync } from 'node:fs';
import { readLines } from '../../src/cli/play.ts';
import type { Answer, Caller } from './gateway.ts';
import { fixture, newIdentificatie } from './messages.ts';

/** What is nowhere but in messages: the BSN, names, birth dates and addresses of a child. */
export const personal = {
  bsn: '999901254',
  achternaam: 'Quistvoorn',
  voornamen: 'Xanthippe',
  partner: 'Uilenreef',
  geboortedatum: '2011-07-01',
  straat: 'Zwaluwenhofpad',
  postcode: '9871ZX',
  plaats: 'Oudeschoterzijl',
  telefoon: '0687654309',
  email: 'xanthippe@quistvoorn.example',
  commentaar: 'Krekelzang bij avondlicht',
};

/** The message as it would be about that child. */
export function aboutChild(xml: string): string {
  const { achternaam, voornamen, partner, geboortedatum } = personal;
  let names = 0;
  const texts: [name: string, value: string | (() => string)][] = [
    ['Bsn', personal.bsn],
    ['ijw:Achternaam', () => (names++ % 2 === 0 ? achternaam : partner)],
    ['ijw:Voornamen', voornamen],
    ['ijw:Straatnaam', personal.straat],
    ['ijw:Postcode', personal.postcode],
    ['ijw:Plaatsnaam', personal.plaats],
    ['ijw:Telefoonnummer', personal.telefoon],
    ['Emailadres', personal.email],
    ['Commentaar', personal.commentaar],
  ];
  return texts
    .reduce(
      (text, [name, value]) =>
        text.replace(
          new RegExp(`(<${name}>)[^<]+`, 'g'),
          (_, open) => open + (typeof value === 'string' ? value : value()),
        ),
      xml,
    )
    .replace(/(<Geboortedatum>\s*<ijw:Datum>)[^<]+/g, (_, open) => open + geboortedatum);
}

/**
 * Everything that two parties do with messages about the child: the whole conversation, a message with
 * all that can be reported about a child, and all that can go wrong with one.
 *
 * @returns the answers, but not the messages themselves, which the parties get back
 */
export async function talkAboutChild(
  aanbieder: Caller,
  gemeente: Caller,
): Promise<{ answers: Answer[]; ids: string[] }> {
  const answers: Answer[] = [];
  const ids: string[] = [];
  const keep = (answer: Answer) => {
    answers.push(answer);
    return answer.body;
  };
  const callers: Record<string, Caller> = { '12345678': aanbieder, '0363': gemeente };
  const post = async (from: Caller, to: Caller, xml: string) => {
    const { id } = keep(await from.post(xml));
    ids.push(id);
    keep(await from.settled(id));
    keep(await to.get('/v1/inbox'));
    keep(await to.send('POST', '/v1/inbox/acknowledgements', { ids: [id] }));
    keep(await to.get(`/v1/messages/${id}`));
    return (await to.content(id)).toString();
  };
  for (const { xml, from, to } of await readLines()) {
    const [sender, recipient] = [callers[from], callers[to]] as [Caller, Caller];
    const sent = aboutChild(xml);
    const got = await post(sender, recipient, sent);
    if (got !== sent) throw new Error('A message did not come through byte for byte.');
  }
  const whole = aboutChild(
    fixture('JW301/valid-complete.xml', { identificatie: newIdentificatie() }),
  );
  await post(gemeente, aanbieder, whole);

  const jw315 = aboutChild(fixture('conversation/01-JW315.xml'));
  const { bsn, achternaam, geboortedatum, straat } = personal;
  const wrong = [
    jw315.slice(0, jw315.indexOf(achternaam) + 8),
    jw315.replace(/(<ijw:Volume>)[^<]*/, `$1${bsn}`),
    jw315.replace(/(<ijw:Frequentie>)[^<]*/, `$1${achternaam}`),
    jw315.replace(geboortedatum, `${geboortedatum} ${straat}`),
    jw315.replace('<Geslacht>', `<${achternaam}>${bsn}</${achternaam}><Geslacht>`),
    jw315.replace('<Bericht\n', `<!DOCTYPE x [<!ENTITY e "${bsn}">]><Bericht\n`),
    jw315
      .replace('<Bsn>', '<Bsn>&nbsp;')
      .replace('<Geslacht>', `<?${achternaam} ${bsn}?><Geslacht>`),
    jw315.replace('>12345678<', `>${bsn.slice(1)}<`),
    aboutChild(readFileSync('fixtures/JW315/invalid-negative-volume.xml', 'utf8')),
    `${bsn} ${achternaam}`,
  ];
  for (const xml of wrong) {
    keep(await aanbieder.post(xml));
    keep(await gemeente.post(xml));
    keep(await aanbieder.post(xml, { 'Content-Type': `text/${achternaam.toLowerCase()}` }));
  }
  for (const search of [{ bsn: `${bsn}0` }, { bsn: [bsn] }, { [bsn]: bsn }, { bsn, cursor: bsn }])
    keep(await aanbieder.send('POST', '/v1/allocations/searches', search));
  // What a user types into an address comes back to nobody either.
  for (const path of [
    `/v1/messages/${bsn}`,
    `/v1/messages?cursor=${bsn}`,
    `/v1/clients/${bsn}/${achternaam}`,
    `/v1/inbox?after=${achternaam}`,
    `/v1/messages/${geboortedatum.replaceAll('-', '')}`,
    `/v1/parties/${geboortedatum.replaceAll('-', '')}/api-keys`,
  ])
    keep(await aanbieder.get(path));
  for (const answer of await draftAboutChild(aanbieder)) keep(answer);
  keep(await aanbieder.get('/v1/messages?limit=1000'));
  keep(await gemeente.get('/v1/allocations'));
  return { answers, ids };
}

/** A draft about the child, and what can go wrong with one. @returns the answers that show no draft */
async function draftAboutChild(aanbieder: Caller): Promise<Answer[]> {
  const { bsn, achternaam, voornamen, geboortedatum, commentaar } = personal;
  const form = {
    ...{ kind: 'request', gemeente: '0363', commentaar },
    client: {
      ...{ bsn, geboortedatum: { datum: geboortedatum }, geslacht: '2' },
      naam: { geslachtsnaam: { achternaam }, voornamen },
    },
    products: [
      {
        product: { categorie: '45', code: 'B09P' },
        toewijzingIngangsdatum: '2024-03-01',
        verwijzer: { type: '05' },
      },
    ],
  };
  const { status, body } = await aanbieder.send('POST', '/v1/drafts', form);
  if (status !== 201) throw new Error('No draft was made.');
  const [{ id, bericht }] = body.items;
  const path = `/v1/drafts/${id}`;
  const put = (json: object) => aanbieder.send('PUT', path, { version: 1, bericht: json });
  return [
    await aanbieder.get('/v1/drafts'),
    await put({ ...bericht, [achternaam]: bsn }),
    await put({ ...bericht, client: { ...bericht.client, bsn: [bsn], [bsn]: achternaam } }),
    await put({ ...bericht, type: achternaam }),
    await put({ ...bericht, header: { ...bericht.header, afzender: bsn } }),
    await aanbieder.send('POST', '/v1/drafts', { ...form, [achternaam]: bsn }),
    await aanbieder.send('POST', '/v1/drafts', { ...form, kind: achternaam }),
    await aanbieder.send('POST', `${path}/sending`, { version: 2 }),
    await aanbieder.send('POST', `${path}/sending`, { version: 1, [achternaam]: bsn }),
    await aanbieder.get(`/v1/drafts/${bsn}`),
  ];
}

/** Which of what is personal is in these bytes, in which form; empty when none does. */
export function personalIn(bytes: Buffer): string[] {
  // One expression over all of them is far faster than one by one.
  if (!anyNeedle.test(bytes.toString('latin1'))) return [];
  return needles.filter(({ form }) => bytes.includes(form)).map(({ name }) => name);
}

interface Needle {
  readonly name: string;
  readonly form: Buffer;
}

const needles: readonly Needle[] = Object.entries(personal).flatMap(([name, value]) =>
  formsOf(value, name === 'geboortedatum').map(([kind, form]) => ({
    name: `${name}, ${kind}`,
    form,
  })),
);

const anyNeedle = new RegExp(
  needles
    .map(({ form }) => form.toString('latin1').replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
    .join('|'),
);

/** As software writes a text down. A date also in other orders. */
function formsOf(value: string, isDate: boolean): [kind: string, form: Buffer][] {
  const [year, month, day] = value.split('-');
  const written = isDate
    ? [value, `${year}${month}${day}`, `${day}-${month}-${year}`, `${day}/${month}/${year}`]
    : [value];
  const spelled = written.flatMap((text) => [text, text.toUpperCase(), text.toLowerCase()]);
  return [...new Set(spelled)].flatMap((text) => {
    const utf8 = Buffer.from(text);
    const utf16 = Buffer.from(text, 'utf16le');
    const ascii = (kind: string, form: string): [string, Buffer] => [kind, Buffer.from(form)];
    const each = (form: (code: number) => string) => [...utf8].map((code) => form(code)).join('');
    const forms: [string, Buffer][] = [
      ['utf-8', utf8],
      ['utf-16', utf16],
      ['utf-16, big-endian', Buffer.from(utf16).swap16()],
      ascii('hex', utf8.toString('hex')),
      ascii('HEX', utf8.toString('hex').toUpperCase()),
      ascii('hex of utf-16', utf16.toString('hex')),
      ascii('url-encoded', encodeURIComponent(text)),
      ascii(
        'url-encoded whole',
        each((code) => `%${code.toString(16)}`),
      ),
      ascii('as a form', encodeURIComponent(text).replaceAll('%20', '+')),
      ascii(
        'xml',
        each((code) => `&#${code};`),
      ),
      ascii(
        'xml, hex',
        each((code) => `&#x${code.toString(16)};`),
      ),
      ascii(
        'json',
        each((code) => `\\u00${code.toString(16)}`),
      ),
      ascii('reversed', [...text].reverse().join('')),
      ...[0, 1, 2].map((before) => ascii('base64', insideBase64(utf8, before))),
      ...[0, 1, 2].map((before) => ascii('base64 of utf-16', insideBase64(utf16, before))),
    ];
    return forms;
  });
}

/** What base64 shows of it for sure, whatever is around it, after so many bytes modulo three. */
function insideBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString('base64')
    .replace(/=+$/, '');
  const end = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
  return text.slice(Math.ceil((before * 8) / 6), end);
}
