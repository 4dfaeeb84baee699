package io.shardsteer.common.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A list or an object that a record has in a field, its elements as texts. Features see nothing of
 * it: to them the field is absent. Not thread-safe while it is filled.
 */
public final class FieldCollection {
  private final String noun;
  private final List<String> elements = new ArrayList<>();
  private final Map<String, String> entries = new LinkedHashMap<>();
  private final boolean isMap;
  private @Nullable String fault;

  private FieldCollection(String noun, boolean isMap) {
    this.noun = noun;
    this.isMap = isMap;
  }

  /** An empty list. */
  public static FieldCollection list() {
    return new FieldCollection("a list", false);
  }

  /** An empty object or map. */
  public static FieldCollection map() {
    return new FieldCollection("an object", true);
  }

  /** Something whose elements are not read. */
  public static FieldCollection unread(String noun) {
    var unread = new FieldCollection(noun, true);
    unread.fault = noun;
    return unread;
  }

  /** Adds what a slot holds to the list, and makes the slot absent. */
  public void add(FieldValues values, int slot) {
    String text = taken(values, slot, Integer.toString(elements.size()));
    elements.add(text);
  }

  /** Adds an element that is a list or an object itself. */
  public void addNested() {
    fault(Integer.toString(elements.size()), "is a list or an object");
    elements.add("");
  }

  /**
   * Adds what a slot holds as an entry, and makes the slot absent.
   *
   * @return false if there was one of the name already, which it replaces
   */
  public boolean put(String name, FieldValues values, int slot) {
    return entries.put(name, taken(values, slot, name)) == null;
  }

  /**
   * Adds an entry that is a list or an object itself.
   *
   * @return false if there was one of the name already
   */
  public boolean putNested(String name) {
    fault(name, "is a list or an object");
    return entries.put(name, "") == null;
  }

  private String taken(FieldValues values, int slot, String name) {
    String text = values.identifier(slot);
    values.setAbsent(slot);
    if (text == null) {
      fault(name, "is null");
    } else if (!WellFormed.is(text)) {
      fault(name, String.valueOf(WellFormed.fault(text)));
    } else if (!WellFormed.is(name)) {
      fault(name, "has a name that " + WellFormed.fault(name));
    }
    return text == null ? "" : text;
  }

  private void fault(String name, String what) {
    if (fault == null) {
      fault = "%s whose element '%s' %s".formatted(noun, name, what);
    }
  }

  /** The elements of a list. */
  public List<String> elements() {
    return elements;
  }

  /** The entries of an object or map. */
  public Map<String, String> entries() {
    return entries;
  }

  /** True for an object or a map, false for a list. */
  public boolean isMap() {
    return isMap;
  }

  /** True if every element is a text, number or boolean. */
  public boolean isWhole() {
    return fault == null;
  }

  /** What it is, for people; with what is wrong, where something is. */
  @Override
  public String toString() {
    return fault == null ? noun : fault;
  }
}
