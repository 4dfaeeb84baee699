package io.shardsteer.common.message;

import io.shardsteer.common.message.TrainingOutcome.Candidate;
import io.shardsteer.common.steering.RoutingTable;
import java.util.List;
import java.util.Map;

/**
 * What a controller needs to go on deciding where another one ended, on {@link
 * Topics#controllerCheckpoint}, a compacted topic with one key. Sizes come from the routers'
 * reports and tables from the routing topic; rates and the distribution of late are measured anew.
 * Lists of one element or none stand for what may be absent.
 *
 * @param revision newest routing table when it was made
 * @param pauses what operators have frozen
 * @param commands ids of the commands that have taken effect lately, oldest first
 * @param request the training in flight, if any
 * @param waiting the candidate that waits for approval, if any
 * @param model how the present model fares
 * @param schedule when the next training is due
 * @param resolution how well rebalancing keeps up
 * @param move the move of rows that was asked for and whose effect is not known yet, if any
 * @param corrections what was counted in the store beside the routers' reports
 * @param pinned what pins have brought to shards lately
 */
public record ControllerCheckpoint(
    long revision,
    List<ControllerStatus.Paused> pauses,
    List<String> commands,
    List<RetrainRequest> request,
    List<Waiting> waiting,
    Model model,
    Schedule schedule,
    Resolution resolution,
    List<Move> move,
    Corrections corrections,
    Pinned pinned)
    implements SteerMessage {
  public ControllerCheckpoint {
    pauses = List.copyOf(pauses);
    commands = List.copyOf(commands);
    request = List.copyOf(request);
    waiting = List.copyOf(waiting);
    move = List.copyOf(move);
  }

  /**
   * By how much shards hold more or less than their routers and moves of rows have reported.
   *
   * @param records by shard
   * @param bytes by shard
   */
  public record Corrections(Map<Integer, Long> records, Map<Integer, Long> bytes) {
    public static final Corrections NONE = new Corrections(Map.of(), Map.of());

    public Corrections {
      records = Map.copyOf(records);
      bytes = Map.copyOf(bytes);
    }
  }

  /**
   * What pins have brought to shards lately; the longer ago, the less it counts.
   *
   * @param load of all records of that time, records or bytes
   * @param pinned of that, by shard
   */
  public record Pinned(double load, Map<Integer, Double> pinned) {
    public static final Pinned NONE = new Pinned(0, Map.of());

    public Pinned {
      pinned = Map.copyOf(pinned);
    }
  }

  /**
   * A move of rows.
   *
   * @param request what was asked for
   * @param before mean number of shards that reads over old times read before it
   * @param expected the same after it
   * @param doneMillis when it was done, epoch milliseconds; 0: it is not
   */
  public record Move(MoveRequest request, double before, double expected, long doneMillis) {}

  /** A candidate that waits for approval. */
  public record Waiting(
      Candidate candidate,
      int judgedAgainst,
      long sinceMillis,
      long expiresMillis,
      Map<String, Double> present) {
    public Waiting {
      present = Map.copyOf(present);
    }
  }

  /**
   * How the present model fares.
   *
   * @param phase {@link ControllerStatus#phase()}
   * @param awaitedMillis publish time at which the newest table takes effect; 0: it has
   * @param probation the watch over it, if any
   * @param lastVersion highest version asked for or used so far
   * @param fanOutAtAdoption NaN: not known yet
   * @param lastImbalance at the newest look; NaN: none yet
   * @param adopted quantiles of the load under it at its adoption, if they are known
   * @param looks when it is looked at: next, partial, and the record that rates are measured from
   * @param startMillis from when on its rates and reads count
   * @param startRecords routed before it
   * @param startRejects rejected before it
   * @param inheritedImbalance that a change of the number of shards left behind
   */
  public record Model(
      String phase,
      long awaitedMillis,
      List<Probation> probation,
      int lastVersion,
      double fanOutAtAdoption,
      double lastImbalance,
      List<Double> adopted,
      List<Long> looks,
      long startMillis,
      long startRecords,
      long startRejects,
      double inheritedImbalance) {
    public Model {
      probation = List.copyOf(probation);
      adopted = List.copyOf(adopted);
      looks = List.copyOf(looks);
    }
  }

  /**
   * The watch over a model.
   *
   * @param before table to go back to
   * @param health figures before: size imbalance, rate imbalance, its shard, its chance, write p99,
   *     reject share, fan-out, read p99; NaN where not known
   * @param untilMillis publish time at which it ends at the earliest
   * @param worseRates looks in a row with too high a rate of {@code fastShard}
   * @param worseOthers looks in a row with another figure worse
   * @param seesRates whether rates were measured
   */
  public record Probation(
      RoutingTable before,
      List<Double> health,
      long untilMillis,
      int worseRates,
      int fastShard,
      int worseOthers,
      boolean seesRates) {
    public Probation {
      health = List.copyOf(health);
    }
  }

  /** When the next training is due. */
  public record Schedule(
      long lastAnswerMillis,
      long formerSamples,
      long samplesAtLastRequest,
      int samplesOfModel,
      List<Trigger> triggers) {
    public Schedule {
      triggers = List.copyOf(triggers);
    }
  }

  /** How often in a row a metric hit, and how long it rests. */
  public record Trigger(String metric, int hits, long restsUntilMillis, long restMillis) {}

  /** How well rebalancing keeps up, see {@code ResolutionWatch}. */
  public record Resolution(
      int modelVersion,
      int shardCount,
      double totalAtPromise,
      double promised,
      int broken,
      int kept,
      int patience,
      boolean isTrial) {}
}
