package io.shardsteer.common.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import io.shardsteer.common.pin.Pins;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Messages as objects whose {@code schema} and {@code type} say how to read the rest: as JSON, and
 * routers' reports, of which hundreds may come in a second, as CBOR (RFC 8949) with packed counts.
 *
 * <p>A reader ignores members that it does not know, so a member can be added without a new schema;
 * it refuses a schema that it does not know, a missing member and a value that the message's record
 * refuses.
 */
public final class MessageCodec {
  /** The schema that this code writes and the only one that it reads. */
  public static final int SCHEMA = 1;

  /**
   * Version of routing tables and segments that pin records: a part that does not know pins must
   * not go by them.
   */
  private static final int SCHEMA_OF_PINS = 2;

  /**
   * Version of moves of rows to tables of another layout: a part that does not know layouts would
   * write to, or read, tables that are about to be dropped.
   */
  private static final int SCHEMA_OF_LAYOUTS = 2;

  /** Version of routers' reports: as binary, and as changes; schema 1 had them as JSON. */
  private static final int SCHEMA_OF_REPORTS = 2;

  /** Bytes that CBOR may begin with to say that it is CBOR, the first of them. */
  private static final byte CBOR_BEGINS = (byte) 0xd9;

  /** Most bytes of a message: below Pulsar's limit of 5 MB for one message. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int MAX_DEPTH = 64;

  private static final Map<String, Class<? extends SteerMessage>> TYPES =
      Map.ofEntries(
          Map.entry("shard_report", ShardReport.class),
          Map.entry("report_changes", ReportChanges.class),
          Map.entry("late_table", LateTable.class),
          Map.entry("query_report", QueryReport.class),
          Map.entry("sample", Sample.class),
          Map.entry("retrain_request", RetrainRequest.class),
          Map.entry("training_candidate", TrainingOutcome.Candidate.class),
          Map.entry("training_refused", TrainingOutcome.Refused.class),
          Map.entry("move_request", MoveRequest.class),
          Map.entry("logged_decision", LoggedDecision.class),
          Map.entry("command_pause", ControllerCommand.Pause.class),
          Map.entry("command_resume", ControllerCommand.Resume.class),
          Map.entry("command_approve", ControllerCommand.Approve.class),
          Map.entry("command_reject", ControllerCommand.Reject.class),
          Map.entry("command_rollback", ControllerCommand.Rollback.class),
          Map.entry("command_stored_rows", ControllerCommand.StoredRows.class),
          Map.entry("command_retrain", ControllerCommand.Retrain.class),
          Map.entry("command_answer", CommandAnswer.class),
          Map.entry("controller_status", ControllerStatus.class),
          Map.entry("controller_checkpoint", ControllerCheckpoint.class),
          Map.entry("load_bucket", LoadBucket.class),
          Map.entry("config_push", ConfigPush.class),
          Map.entry("config_answer", ConfigAnswer.class),
          Map.entry("routing_table", TableMessage.class),
          Map.entry("routing_segment", SegmentMessage.class),
          Map.entry("reshard", ReshardMessage.class),
          Map.entry("replay", ReplayMessage.class));

  private static final Map<Class<? extends SteerMessage>, String> NAMES =
      TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(MAX_DEPTH)
          .maxStringLength(MAX_BYTES)
          .maxNumberLength(64)
          .build();

  private static final ObjectMapper MAPPER =
      mapper(
          JsonFactory.builder()
              .streamReadConstraints(LIMITS)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build());

  private static final ObjectMapper BINARY =
      mapper(
          CBORFactory.builder()
              .streamReadConstraints(LIMITS)
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(CBORGenerator.Feature.WRITE_TYPE_HEADER)
              .build());

  /** Members that messages from earlier versions lack, and what they are then. */
  private static final Map<Class<?>, Map<String, Object>> ADDED =
      Map.of(
          ShardReport.class,
          Map.of(
              "summarisedRecords",
              0L,
              "pinnedLoad",
              Map.of(),
              "heaviestKey",
              HeavyKey.NONE,
              "publishToStored",
              DelayHistogram.NONE),
          ConfigPush.class,
          Map.of("who", "", "reason", ""),
          ControllerStatus.class,
          Map.of(
              "hotKey",
              "",
              "rows",
              ControllerStatus.Rows.NONE,
              "corrections",
              ControllerCheckpoint.Corrections.NONE),
          QueryReport.class,
          Map.of("shapes", List.of(), "oldTimes", QueryReport.OldTimes.NONE),
          ReshardMessage.class,
          Map.of("request", "", "progress", ReshardMessage.Progress.NONE),
          ControllerCheckpoint.class,
          Map.of(
              "move",
              List.of(),
              "corrections",
              ControllerCheckpoint.Corrections.NONE,
              "pinned",
              ControllerCheckpoint.Pinned.NONE));

  /** The same of a routing table, wherever a message has one; its split points tell it. */
  private static final Map<String, Object> ADDED_TO_TABLES = Map.of("pins", Pins.NONE);

  /** The same of a move of rows. */
  private static final Map<String, Object> ADDED_TO_RESHARDS = Map.of("layout", List.of());

  private MessageCodec() {}

  private static ObjectMapper mapper(JsonFactory format) {
    return new ObjectMapper(format)
        .registerModule(new RoutingModule())
        .registerModule(new ReportModule())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /** The value of {@code type} of each message. */
  static Map<String, Class<? extends SteerMessage>> types() {
    return TYPES;
  }

  /**
   * @throws BadMessageException if the message is larger than {@link #MAX_BYTES}
   */
  public static byte[] encode(SteerMessage message) {
    ObjectNode body = MAPPER.valueToTree(message);
    ObjectNode whole = MAPPER.createObjectNode();
    whole.put("schema", schemaOf(message));
    whole.put("type", NAMES.get(message.getClass()));
    whole.setAll(body);
    try {
      ObjectMapper format = message instanceof RouterReport ? BINARY : MAPPER;
      byte[] bytes = format.writeValueAsBytes(whole);
      requireSize(bytes);
      return bytes;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A message could not be written: " + message, e);
    }
  }

  /**
   * @param bytes null for a message without a value, as Pulsar gives it
   * @param expected the message type, or an interface of several, that belongs on the topic
   * @throws BadMessageException if the bytes are not such a message; it says where they go wrong
   */
  public static <T extends SteerMessage> T decode(byte @Nullable [] bytes, Class<T> expected) {
    if (bytes == null) {
      throw new BadMessageException(
          "A message without a value is no %s.".formatted(expected.getSimpleName()));
    }
    requireSize(bytes);
    try {
      boolean isBinary = bytes.length > 0 && bytes[0] == CBOR_BEGINS;
      JsonNode whole = (isBinary ? BINARY : MAPPER).readTree(bytes);
      if (!(whole instanceof ObjectNode object)) {
        throw new BadMessageException(
            "A message is a JSON object, but these %d bytes are not.".formatted(bytes.length));
      }
      Class<? extends SteerMessage> type = typeOf(object, expected);
      ADDED
          .getOrDefault(type, Map.of())
          .forEach((member, value) -> object.putIfAbsent(member, MAPPER.valueToTree(value)));
      object.findParents("splitPoints").forEach(table -> addTo(table, ADDED_TO_TABLES));
      if (type == ReshardMessage.class) {
        addTo(object.path("reshard"), ADDED_TO_RESHARDS);
      }
      return expected.cast(MAPPER.treeToValue(object, type));
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new BadMessageException(
          "Not a %s: %s%s"
              .formatted(
                  expected.getSimpleName(),
                  e.getOriginalMessage(),
                  at == null ? "" : " (byte " + at.getByteOffset() + ")"),
          e);
    } catch (IOException e) {
      throw new BadMessageException("Not a %s.".formatted(expected.getSimpleName()), e);
    }
  }

  private static int schemaOf(SteerMessage message) {
    if (message instanceof RouterReport) {
      return SCHEMA_OF_REPORTS;
    }
    if (message instanceof TableMessage one) {
      return one.table().pins().isEmpty() ? SCHEMA : SCHEMA_OF_PINS;
    }
    if (message instanceof ReshardMessage move) {
      return move.reshard().layout().isEmpty() ? SCHEMA : SCHEMA_OF_LAYOUTS;
    }
    boolean pins =
        message instanceof SegmentMessage many
            && many.segment().spreads().stream()
                .anyMatch(spread -> !spread.table().pins().isEmpty());
    return pins ? SCHEMA_OF_PINS : SCHEMA;
  }

  private static void addTo(JsonNode part, Map<String, Object> added) {
    if (part instanceof ObjectNode object) {
      added.forEach((member, value) -> object.putIfAbsent(member, MAPPER.valueToTree(value)));
    }
  }

  /** The newest schema of a type that is read. */
  private static int newest(@Nullable Class<? extends SteerMessage> type) {
    if (type == ReshardMessage.class) {
      return SCHEMA_OF_LAYOUTS;
    }
    if (type != null && RouterReport.class.isAssignableFrom(type)) {
      return SCHEMA_OF_REPORTS;
    }
    return type != null && RoutingMessage.class.isAssignableFrom(type) ? SCHEMA_OF_PINS : SCHEMA;
  }

  private static Class<? extends SteerMessage> typeOf(ObjectNode object, Class<?> expected) {
    JsonNode schema = object.path("schema");
    Class<? extends SteerMessage> type = TYPES.get(object.path("type").asText());
    int newest = newest(type);
    if (!schema.isInt() || schema.intValue() < SCHEMA || schema.intValue() > newest) {
      throw new BadMessageException(
          "The message has schema %s, but this version reads schema %d.\nUpdate the older side: functions, trainer and command line belong to one version."
              .formatted(schema.isMissingNode() ? "(none)" : schema, newest));
    }
    if (type == null || !expected.isAssignableFrom(type)) {
      throw new BadMessageException(
          "The message has type %s, but a %s belongs here."
              .formatted(object.path("type"), expected.getSimpleName()));
    }
    return type;
  }

  private static void requireSize(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw new BadMessageException(
          "The message has %d bytes, but at most %d are allowed."
              .formatted(bytes.length, MAX_BYTES));
    }
  }
}
