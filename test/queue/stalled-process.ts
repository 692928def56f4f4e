import { BullQueue } from '../../src/queue/bullmq.ts';

// A worker that begins a step and never ends it, for a test to kill.
const queue = new BullQueue({
  redis: { url: process.argv[2] ?? '' },
  concurrency: 1,
  lockMs: 1000,
  onError: (code) => console.error(code),
});
queue.start({
  message: async (messageId) => {
    console.log(messageId);
    await Promise.withResolvers<void>().promise;
  },
});
