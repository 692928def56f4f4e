import { parentPort, workerData } from 'node:worker_threads';
import { InspectorError, memoryInUse } from '../../standard/xml/libxml2.ts';
import { Defect, failureReason } from './inspection-failed.ts';
import { Examiner, type ExaminerFiles, type Outcomes, type Task } from './inspection-task.ts';

/** A message to the worker. */
export interface InspectionWorkerRequest {
  readonly bytes: Uint8Array;
  readonly task: Task;
}

/**
 * A message from the worker: `ready` once, when it has loaded everything, then an answer to each document.
 * After `failed` it must not get another document; its `reason` names the kind of error and nothing of the
 * document.
 */
export type InspectionWorkerAnswer =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'done';
      readonly outcome: Outcomes[keyof Outcomes];
      readonly memory: number;
    }
  | { readonly kind: 'too-complex'; readonly memory: number }
  | {
      readonly kind: 'defect';
      readonly code: string;
      readonly frames: readonly string[];
      readonly memory: number;
    }
  | { readonly kind: 'failed'; readonly reason: string };

if (!parentPort) throw new Error('inspection-worker.ts runs as a worker thread only');
const port = parentPort;

function answer(examiner: Examiner, request: InspectionWorkerRequest): InspectionWorkerAnswer {
  try {
    const outcome = examiner.examine(request.bytes, request.task);
    return { kind: 'done', outcome, memory: memoryInUse() };
  } catch (error) {
    if (error instanceof InspectorError) return { kind: 'too-complex', memory: memoryInUse() };
    const defect = Defect.of(error);
    if (defect) {
      const { code, frames } = defect;
      return { kind: 'defect', code, frames, memory: memoryInUse() };
    }
    return { kind: 'failed', reason: failureReason(error) };
  }
}

try {
  const examiner = new Examiner(workerData as ExaminerFiles);
  port.on('message', (request: InspectionWorkerRequest) =>
    port.postMessage(answer(examiner, request)),
  );
  const ready: InspectionWorkerAnswer = { kind: 'ready' };
  port.postMessage(ready);
} catch (error) {
  const failed: InspectionWorkerAnswer = { kind: 'failed', reason: failureReason(error) };
  port.postMessage(failed);
}
