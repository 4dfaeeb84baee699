package io.shardsteer.common.cassandra;

import com.datastax.oss.driver.api.core.connection.FrameTooLongException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Tells the few errors of Cassandra that one row's own values cause from all others, which every
 * row may meet: a schema that nodes do not agree on yet, a table that somebody changed, a guardrail
 * on the whole cluster, a permission that was revoked. Only the first make a dead letter; the
 * others hold the intake until they are over.
 */
public final class RowFault {
  /** What Cassandra 4.0 to 5.0 say of single rows; the type of the exception does not tell. */
  private static final List<Pattern> OF_ONE_ROW =
      List.of(
          Pattern.compile("Key may not be empty"),
          Pattern.compile("Key length of \\d+ is longer than maximum"),
          Pattern.compile("The sum of all clustering columns is too long"),
          Pattern.compile("Cannot index value of size \\d+"),
          Pattern.compile("CQL Message of size \\d+ bytes exceeds allowed maximum"),
          Pattern.compile("(Encountered|Rejected) an oversized mutation"),
          Pattern.compile(
              "Guardrail (column_\\w*value_size|column \\w*value size|sai_\\w*term_size|items_per_collection|collection_\\w*size) violated"));

  private RowFault() {}

  /** True if another row could be written where this one failed. */
  public static boolean is(Throwable failure) {
    if (failure instanceof FrameTooLongException) {
      return true;
    }
    String message = String.valueOf(failure.getMessage());
    return failure instanceof InvalidQueryException
        && OF_ONE_ROW.stream().anyMatch(known -> known.matcher(message).find());
  }
}
