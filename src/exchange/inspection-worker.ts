import { parentPort, workerData } from 'node:worker_threads';
import type { Inspection } from '../standard/inspection.ts';
import { Inspector } from '../standard/inspector.ts';
import { InspectorError, memoryInUse } from '../standard/libxml2.ts';
import { failureReason } from './inspection-failed.ts';

/** What a worker is started with. */
export interface InspectionWorkerData {
  readonly schemaDir: string;
}

/**
 * What a worker says: `ready` once, when it has loaded everything, then an answer to each document.
 * After `failed` it cannot be trusted with another; its `reason` names the kind of error, never what
 * it was about.
 */
export type InspectionWorkerAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'inspected'; readonly inspection: Inspection; readonly memory: number }
  | { readonly kind: 'too-complex'; readonly memory: number }
  | { readonly kind: 'failed'; readonly reason: string };

if (!parentPort) throw new Error('inspection-worker.ts runs as a worker thread only');
const port = parentPort;

function answer(inspector: Inspector, bytes: Uint8Array): InspectionWorkerAnswer {
  try {
    const inspection = inspector.inspect(bytes);
    return { kind: 'inspected', inspection, memory: memoryInUse() };
  } catch (error) {
    if (error instanceof InspectorError) return { kind: 'too-complex', memory: memoryInUse() };
    return { kind: 'failed', reason: failureReason(error) };
  }
}

try {
  const inspector = Inspector.load((workerData as InspectionWorkerData).schemaDir);
  port.on('message', (bytes: Uint8Array) => port.postMessage(answer(inspector, bytes)));
  const ready: InspectionWorkerAnswer = { kind: 'ready' };
  port.postMessage(ready);
} catch (error) {
  const failed: InspectionWorkerAnswer = { kind: 'failed', reason: failureReason(error) };
  port.postMessage(failed);
}
