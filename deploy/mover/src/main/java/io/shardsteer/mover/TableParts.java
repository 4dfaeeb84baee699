package io.shardsteer.mover;

import io.shardsteer.common.store.RowPage;
import io.shardsteer.common.store.ShardRow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Which parts of tables a move has to read, and how they are read. */
interface TableParts {
  /**
   * Some of the parts.
   *
   * @param parts those with rows that may change place, ascending
   * @param all how many parts there are
   */
  record Listed(List<TablePart> parts, int all) {
    public Listed {
      parts = List.copyOf(parts);
    }
  }

  /** Those with rows that may change place now. */
  Listed list();

  /**
   * The part that a row is in, or comes to.
   *
   * @param placed the row as it stands there
   */
  TablePart holding(int shard, ShardRow placed);

  /**
   * Reads some rows of a part.
   *
   * @param page {@link RowPage#next()} of the page before; null for the first
   */
  CompletionStage<RowPage> read(TablePart part, @Nullable ByteBuffer page);
}
