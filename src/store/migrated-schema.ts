import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  type RawNode,
  type RootOperationNode,
} from 'kysely';

/** The schema of the tables, as migrations write it in functions. */
const pinned = 'set search_path = public, pg_temp';

/**
 * Lets the migrations make their functions for another schema than `public`. A function that runs as its owner must set
 * the schema of its tables itself, and migrations that have been released cannot change.
 */
export class MigratedSchema extends OperationNodeTransformer implements KyselyPlugin {
  readonly #path: string;

  constructor(schema: string) {
    super();
    this.#path = `set search_path = "${schema.replaceAll('"', '""')}", pg_temp`;
  }

  transformQuery({ node, queryId }: { node: RootOperationNode; queryId: QueryId }) {
    return this.transformNode(node, queryId);
  }

  async transformResult<T>({ result }: { result: T }): Promise<T> {
    return result;
  }

  protected override transformRaw(node: RawNode, queryId?: QueryId): RawNode {
    const raw = super.transformRaw(node, queryId);
    return {
      ...raw,
      sqlFragments: raw.sqlFragments.map((part) => part.replaceAll(pinned, this.#path)),
    };
  }
}
