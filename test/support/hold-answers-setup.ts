import { afterAll, afterEach } from 'vitest';
import { holdAnswers } from './hold-answers.ts';

const held = globalThis as { answersHeld?: string[] };

// A process runs many test files, and each comes by here: one watch is enough.
if (!held.answersHeld) {
  const faults: string[] = [];
  held.answersHeld = faults;
  holdAnswers((fault) => faults.push(fault));
}
const faults = held.answersHeld;

/** An answer that is not as the description says fails the test in which it came, or its file. */
function failOnFaults(): void {
  const found = [...new Set(faults.splice(0))];
  if (found.length > 0)
    throw new Error(`Answers are not as /v1/openapi.json says:\n${found.join('\n')}`);
}

afterEach(failOnFaults);
afterAll(failOnFaults);
