package io.shardsteer.common.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.metadata.Metadata;
import io.shardsteer.common.config.RowLayout.RowOrder;
import io.shardsteer.common.store.LayoutMismatchException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTablesTest {
  @Test
  void namesTheTableOfAShard() {
    assertThat(new ShardTables("steered", "bikes", RowOrder.KEY, 0).qualifiedName(7))
        .isEqualTo("steered.bikes_shard_7");
  }

  @Test
  void tablesOfBothOrdersCanBeThereAtTheSameTime() {
    ShardTables byPosition = new ShardTables("steered", "bikes", RowOrder.POSITION, 0);
    assertThat(byPosition.qualifiedName(7)).isEqualTo("steered.bikes_order_7");
    assertThat(byPosition.others()).isEqualTo(new ShardTables("steered", "bikes", RowOrder.KEY, 0));
    ShardTables shared = new ShardTables("steered", "bikes", RowOrder.POSITION, 3);
    assertThat(shared.qualifiedName(7)).isEqualTo("steered.bikes_order_1_of_3");
  }

  @Test
  void tablesOfTheOtherOrderTellHowManyThereAre() {
    Metadata byKey = Clusters.with("trips_0_of_3");
    assertThat(of(byKey, 8, Map.of("row_order", "position")).name(4))
        .isEqualTo("trips_order_1_of_3");
    Metadata byPosition = Clusters.with("trips_order_0", "trips_order_1");
    assertThat(of(byPosition, 65, Map.of()).name(64)).isEqualTo("trips_shard_64");
  }

  private static ShardTables of(Metadata cluster, int shards, Map<String, Object> storage) {
    return ShardTables.of(cluster, Clusters.pipeline(shards, storage));
  }

  @Test
  void eachShardHasItsTableUpTo64AndMoreShareThem() {
    assertThat(of(Clusters.with(), 64, Map.of()).name(63)).isEqualTo("trips_shard_63");
    ShardTables shared = of(Clusters.with(), 65, Map.of());
    assertThat(shared.qualifiedName(63)).isEqualTo("trips.trips_63_of_64");
    assertThat(shared.qualifiedName(64)).isEqualTo("trips.trips_0_of_64");
    assertThat(shared.count(65)).isEqualTo(64);
  }

  @Test
  void shardsShareAsManyTablesAsAreDeclared() {
    ShardTables three = of(Clusters.with(), 8, Map.of("tables", 3));
    assertThat(IntStream.range(0, 8).mapToObj(three::name).distinct())
        .containsExactly("trips_0_of_3", "trips_1_of_3", "trips_2_of_3");
    assertThat(three.count(8)).isEqualTo(3);
    assertThat(three.count(2)).isEqualTo(2);
  }

  // No row could follow a shard to another table.
  @Test
  void aShardKeepsItsTableWhateverBecomesOfTheNumberOfShards() {
    Metadata own = Clusters.with("trips_shard_0", "trips_shard_7");
    assertThat(of(own, 9, Map.of()).name(8)).isEqualTo("trips_shard_8");
    assertThat(of(own, 65, Map.of()).name(0)).isEqualTo("trips_shard_0");
    assertThat(of(own, 65, Map.of()).name(64)).isEqualTo("trips_shard_64");
    Metadata shared = Clusters.with("trips_0_of_64", "trips_1_of_64");
    assertThat(of(shared, 8, Map.of()).name(7)).isEqualTo("trips_7_of_64");
    assertThat(of(Clusters.with("trips_2_of_3"), 9, Map.of("tables", 3)).name(8))
        .isEqualTo("trips_2_of_3");
  }

  @Test
  void tablesOfOthersSayNothing() {
    Metadata others =
        Clusters.with("trips_old_shard_0", "trips_shards", "mytrips_0_of_5", "trips_0_of_5_of_6");
    assertThat(of(others, 8, Map.of("tables", 3)).shared()).isEqualTo(3);
  }

  @Test
  void refusesOtherTablesThanThoseThatAreThere() {
    assertThatThrownBy(() -> of(Clusters.with("trips_0_of_3"), 8, Map.of("tables", 4)))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("There are 3 tables that shards share, but 4 tables")
        .hasMessageContaining("leave storage.tables out");
    assertThatThrownBy(() -> of(Clusters.with("trips_shard_0"), 8, Map.of("tables", 8)))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("There are tables of one shard each");
    assertThatThrownBy(() -> of(Clusters.with("trips_shard_0", "trips_0_of_3"), 8, Map.of()))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("Drop those that hold no rows");
  }

  @Test
  void refusesAColumnThatSharedTablesHaveThemselves() {
    Map<String, Object> storage =
        Map.of("columns", List.of(Map.of("name", "shard", "type", "int")));
    assertThat(of(Clusters.with(), 8, storage).isShared()).isFalse();
    assertThatThrownBy(() -> of(Clusters.with(), 65, storage))
        .isInstanceOf(LayoutMismatchException.class)
        .hasMessageContaining("under another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bikes", "7bikes", "bikes; DROP KEYSPACE steered", "bi-kes", "vélos"})
  void refusesWhatIsNoIdentifier(String pipeline) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", pipeline, RowOrder.KEY, 0))
        .withMessageContaining("'" + pipeline + "'")
        .withMessageContaining("lower-case letters");
  }

  @Test
  void saysByHowMuchANameIsTooLong() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ShardTables("steered", "b".repeat(40), RowOrder.POSITION, 0))
        .withMessageContaining("by 3");
  }
}
