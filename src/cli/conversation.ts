import { enter, players, poll, readLines, readStory, type Story } from './play.ts';

/** One step of the demo: a message that was posted, polled, read and acknowledged. */
export interface PlayedStep {
  readonly number: number;
  readonly type: string;
  readonly from: string;
  readonly to: string;
  /** The id that the gateway gave. */
  readonly id: string;
  /** Status after the post, and after the recipient acknowledged it. */
  readonly statusAtPost: string;
  readonly statusAtEnd: string;
  readonly position: number;
  /** The message that this one answers, as the gateway links them. */
  readonly answers: string | undefined;
  readonly bytes: number;
}

/**
 * Plays the conversation of `fixtures/conversation` over HTTP: makes the parties and their keys, posts each message as
 * its sender, and polls, reads, compares and acknowledges it as its recipient. Both parties write their own retouren.
 * Each run is about another child, so it can be repeated.
 *
 * @param address of the gateway, as in `http://127.0.0.1:8080`
 * @param administratorKey makes the parties
 * @param onStep called after each step
 * @returns what the ledger has of the allocation at the end
 * @throws when the gateway gives another answer than expected
 */
export async function playConversation(
  address: string,
  administratorKey: string,
  onStep: (step: PlayedStep) => void,
): Promise<Story> {
  const as = await enter(address, administratorKey, 'party');
  const lines = await readLines();
  for (const [index, { file, type, xml, from, to }] of lines.entries()) {
    const sender = as(from);
    const recipient = as(to);
    const posted = await sender.post(xml);
    const position = await poll(recipient, posted.id);
    const content = await recipient.read(`/v1/messages/${posted.id}/content`);
    if (content !== xml) throw new Error(`${file} did not come through byte for byte.`);
    await recipient.send('POST', '/v1/inbox/acknowledgements', { ids: [posted.id] });
    const message = await sender.send('GET', `/v1/messages/${posted.id}`);
    onStep({
      number: index + 1,
      type,
      from,
      to,
      id: posted.id,
      statusAtPost: posted.status,
      statusAtEnd: message.status,
      position,
      answers: message.links.heenbericht?.href,
      bytes: Buffer.byteLength(xml),
    });
  }
  return readStory(as(players[0].code), lines);
}
