import { findBsnInText } from '../../standard/bsn-in-text.ts';
import { messageWords } from '../../texts/console/message-words.ts';
import type { Words } from '../../texts/console/words.ts';

/**
 * What is wrong with a reason that others read: as the API has it, something is said, without a NUL, in 500 characters, and
 * nothing that looks like a BSN.
 */
export function reasonFault(reason: string): Words | undefined {
  if (reason === '' || reason.length > 500 || reason.includes('\u0000'))
    return messageWords.reasonMissing;
  return findBsnInText(reason) ? messageWords.reasonHasBsn : undefined;
}
