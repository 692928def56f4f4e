import type { ColumnType } from 'kysely';

/** bigint comes as text from pg and stays so: it is only compared and counted by Postgres. */
export type Int8 = ColumnType<string, string | number, string | number>;
