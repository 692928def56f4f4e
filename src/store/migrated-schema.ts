import {
  type KyselyPlugin,
  OperationNodeTransformer,
  type QueryId,
  type RawNode,
  type RootOperationNode,
} from 'kysely';

/** How migrations write where a function finds the tables. */
const pinned = 'set search_path = public, pg_temp';

/**
 * Lets the migrations make their functions for another schema than `public`. A function that acts as its
 * owner says itself where its tables are, and migrations that have run somewhere do not change.
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
