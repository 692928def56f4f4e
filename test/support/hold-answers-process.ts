import { holdAnswers } from './hold-answers.ts';

// Loaded before the program of a gateway that is a process of its own: who started it reads what it prints.
holdAnswers((fault) => {
  process.stderr.write(`An answer is not as /v1/openapi.json says: ${fault}\n`);
});
