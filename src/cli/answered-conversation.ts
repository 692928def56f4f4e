import {
  type Caller,
  enter,
  type Line,
  players,
  poll,
  readLines,
  readStory,
  type Story,
} from './play.ts';

/** A message of the demo, and the answer that the gateway gave. */
export interface AnsweredStep {
  readonly number: number;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  readonly id: string;
  readonly status: string;
  /** Why it was refused, in sentences for its sender. */
  readonly findings: readonly { rule: string; path: string; message: string }[];
  /** Its position in the mailbox of its recipient; undefined when it is not there. */
  readonly position: number | undefined;
  readonly answer: {
    readonly type: string;
    readonly id: string;
    /** Its position in the mailbox of the sender of the message. */
    readonly position: number;
    readonly retourCodes: readonly string[];
  };
}

/**
 * Plays the conversation with a gateway that answers in the name of both parties: each posts only heenberichten, and
 * finds the retour in its own mailbox. Each makes one mistake, the gemeente in the first allocation and the aanbieder
 * in the first start, and gets the refusal before the other party sees anything.
 *
 * @param address of the gateway
 * @param administratorKey makes the parties
 * @param onStep called after each step
 * @returns what the ledger has of the allocation at the end
 * @throws when the gateway gives another answer than expected
 */
export async function playAnsweredConversation(
  address: string,
  administratorKey: string,
  onStep: (step: AnsweredStep) => void,
): Promise<Story> {
  const as = await enter(address, administratorKey, 'gateway');
  const asked = (await readLines()).filter(({ isRetour }) => !isRetour);
  const allocation = asked.findIndex(({ type }) => type === 'JW301');
  const start = asked.findIndex(({ type }) => type === 'JW305');
  const lines = asked
    .toSpliced(start, 0, misnumbered(asked[start] as Line))
    .toSpliced(allocation, 0, mistaken(asked[allocation] as Line));
  for (const [index, line] of lines.entries()) {
    const { from, to, type } = line;
    onStep({ number: index + 1, type, from, to, ...(await converse(line, as(from), as(to))) });
  }
  return readStory(as(players[0].code), lines);
}

/** The allocation with a mistake: its end is before its begin (CS003). */
function mistaken(allocation: Line): Line {
  const xml = allocation.xml
    .replace(/(?<open><ijw:Identificatie>[^<-]+)-/, '$<open>F')
    .replace(/(?<open><Einddatum>)[^<]*/, '$<open>2024-03-17');
  return { ...allocation, xml };
}

/** The start with a typing error: its allocation does not exist (TR019). */
function misnumbered(start: Line): Line {
  const xml = start.xml
    .replace(/(?<open><ijw:Identificatie>[^<-]+)-/, '$<open>S')
    .replace(/[0-9](?=<\/ToewijzingNummer>)/, (digit) => (digit === '7' ? '1' : '7'));
  return { ...start, xml };
}

async function converse(line: Line, sender: Caller, recipient: Caller) {
  const { id } = await sender.post(line.xml);
  const { status, findings, links } = await sender.send('GET', `/v1/messages/${id}?waitSeconds=20`);
  const approved = status === 'accepted';
  const position = approved ? await poll(recipient, id) : undefined;
  if (approved) await recipient.send('POST', '/v1/inbox/acknowledgements', { ids: [id] });
  const answerId = links.answer.href.split('/').at(-1);
  const answer = await sender.send('GET', links.answer.href);
  const xml = await sender.read(answer.links.content.href);
  const retourCodes = [...xml.matchAll(/<RetourCode>([^<]+)</g)].map(([, code]) => code ?? '');
  const answerPosition = await poll(sender, answerId);
  await sender.send('POST', '/v1/inbox/acknowledgements', { ids: [answerId] });
  return {
    id,
    status,
    findings,
    position,
    answer: { type: answer.type, id: answerId, position: answerPosition, retourCodes },
  };
}
