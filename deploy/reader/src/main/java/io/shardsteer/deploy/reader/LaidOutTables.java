package io.shardsteer.deploy.reader;

import com.datastax.oss.driver.api.core.CqlSession;
import io.shardsteer.common.cassandra.CassandraShardRows;
import io.shardsteer.common.config.PipelineConfig;
import io.shardsteer.common.config.RowLayout;
import io.shardsteer.common.locate.Location;
import io.shardsteer.common.steering.Reshards;
import io.shardsteer.common.store.RowLayouts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Reads shard tables in the layouts that moves of rows have given them: those of the former and of
 * the next layout while rows are copied from one to the other. Thread-safe.
 */
final class LaidOutTables implements ShardPages {
  private final PipelineConfig config;
  private final Function<PipelineConfig, ShardPages> tables;
  private final ConcurrentMap<RowLayout, ShardPages> known = new ConcurrentHashMap<>();

  /**
   * @param tables reads those of one layout
   */
  LaidOutTables(PipelineConfig config, Function<PipelineConfig, ShardPages> tables) {
    this.config = config;
    this.tables = tables;
  }

  static LaidOutTables of(CqlSession session, PipelineConfig config) {
    return new LaidOutTables(
        config,
        laidOut -> {
          CassandraShardRows rows = CassandraShardRows.of(session, laidOut);
          return new StoredTables(rows, rows, laidOut.storage().layout());
        });
  }

  private ShardPages of(PipelineConfig laidOut) {
    return known.computeIfAbsent(laidOut.storage().layout(), unused -> tables.apply(laidOut));
  }

  @Override
  public ShardPages after(Reshards moves) {
    List<ShardPages> all = new ArrayList<>();
    RowLayouts.readable(config, moves).forEach(laidOut -> all.add(of(laidOut)));
    return all.size() == 1 ? all.get(0) : new Several(all);
  }

  @Override
  public Cursor open(int shard, Query query, Location location) {
    return of(config).open(shard, query, location);
  }

  @Override
  public boolean readsWhole(int shard, Query query, Location location) {
    return of(config).readsWhole(shard, query, location);
  }

  /** The tables of one layout after those of another. */
  private record Several(List<ShardPages> all) implements ShardPages {
    @Override
    public Cursor open(int shard, Query query, Location location) {
      Iterator<Cursor> cursors =
          all.stream().map(pages -> pages.open(shard, query, location)).toList().iterator();
      return new Joined(cursors);
    }

    @Override
    public boolean readsWhole(int shard, Query query, Location location) {
      return all.stream().anyMatch(pages -> pages.readsWhole(shard, query, location));
    }
  }

  /** One page after another, as a cursor is used. */
  private static final class Joined implements Cursor {
    private final Iterator<Cursor> rest;
    private Cursor present;

    /**
     * @param cursors at least one
     */
    Joined(Iterator<Cursor> cursors) {
      rest = cursors;
      present = cursors.next();
    }

    @Override
    public CompletionStage<Page> next() {
      return present.next().thenApply(this::taken);
    }

    private Page taken(Page page) {
      if (!page.last() || !rest.hasNext()) {
        return page;
      }
      present = rest.next();
      return new Page(page.rows(), false, page.partitions());
    }
  }
}
