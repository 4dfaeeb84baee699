package io.shardsteer.common.formats;

import io.shardsteer.common.formats.AvroType.Kind;
import io.shardsteer.common.record.FieldTrie;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done where a type of an Avro schema meets a step of the needed paths; without a
 * step the value is passed over. A schema is compiled to these once.
 */
final class AvroStep {
  private static final AvroStep[] NONE = {};

  final AvroType type;
  final @Nullable FieldTrie node;

  /** Where the value goes, {@link FieldTrie#NO_SLOT} for nowhere. */
  final int slot;

  /** Whether every value of the type has no bytes at all. */
  final boolean empty;

  /** Fields of a record, branches of a union, the element or value that is passed over. */
  private AvroStep[] parts = NONE;

  /** Elements of an array or values of a map that are needed. */
  private AvroStep[] chosen = NONE;

  private AvroStep(AvroType type, @Nullable FieldTrie node, boolean empty) {
    this.type = type;
    this.node = node;
    this.empty = empty;
    slot = node == null ? FieldTrie.NO_SLOT : node.slot();
  }

  static AvroStep compile(AvroType type, FieldTrie node) {
    return new Compiler().compile(type, node);
  }

  boolean isPassedOver() {
    return node == null;
  }

  AvroStep[] parts() {
    return parts;
  }

  AvroStep[] chosen() {
    return chosen;
  }

  /** Makes each type that is passed over once, so that recursive types come to an end. */
  private static final class Compiler {
    private final IdentityHashMap<AvroType, AvroStep> passedOver = new IdentityHashMap<>();
    private final IdentityHashMap<AvroType, Boolean> emptiness = new IdentityHashMap<>();

    AvroStep compile(AvroType type, @Nullable FieldTrie node) {
      if (node == null) {
        AvroStep known = passedOver.get(type);
        if (known != null) {
          return known;
        }
      }
      AvroStep step = new AvroStep(type, node, isEmpty(type));
      if (node == null) {
        passedOver.put(type, step);
      }
      step.parts =
          switch (type.kind) {
            case RECORD ->
                type.fields().stream()
                    .map(field -> compile(field.type(), child(node, field.name())))
                    .toArray(AvroStep[]::new);
            case UNION -> all(type.parts, node);
            case ARRAY, MAP -> all(type.parts, null);
            default -> NONE;
          };
      if (node != null && (type.kind == Kind.ARRAY || type.kind == Kind.MAP)) {
        List<FieldTrie> children = type.kind == Kind.MAP ? node.children() : node.elements();
        step.chosen =
            children.stream()
                .map(child -> compile(type.parts.get(0), child))
                .toArray(AvroStep[]::new);
      }
      return step;
    }

    private AvroStep[] all(List<AvroType> types, @Nullable FieldTrie node) {
      return types.stream().map(part -> compile(part, node)).toArray(AvroStep[]::new);
    }

    private static @Nullable FieldTrie child(@Nullable FieldTrie node, String name) {
      return node == null ? null : node.child(name);
    }

    /** A record that is asked about itself is not empty: it would never end. */
    private boolean isEmpty(AvroType type) {
      Boolean known = emptiness.get(type);
      if (known != null) {
        return known;
      }
      emptiness.put(type, false);
      boolean empty =
          switch (type.kind) {
            case NULL -> true;
            case FIXED -> type.size == 0;
            case RECORD -> type.fields().stream().allMatch(field -> isEmpty(field.type()));
            default -> false;
          };
      emptiness.put(type, empty);
      return empty;
    }
  }
}
