import type { Pool } from 'pg';
import { findOperation, type Operation } from '../../../operations/operation-records.ts';
import { Problem } from '../../../problem.ts';

/** A replay or a redelivery by its id: on pages they are one list. @throws {Problem} `not-found` */
export async function findReplay(pool: Pool, id: string): Promise<Operation> {
  try {
    return await findOperation(pool, 'replay', id);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not-found') throw error;
    return findOperation(pool, 'redelivery', id);
  }
}
