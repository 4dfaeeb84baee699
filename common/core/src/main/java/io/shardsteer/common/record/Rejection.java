package io.shardsteer.common.record;

/**
 * Why a record cannot be steered. It goes to the dead letters with this.
 *
 * @param reason what kind of fault
 * @param message what is wrong and where, for people
 */
public record Rejection(Reason reason, String message) {
  /** The kinds of fault; the constants' names stand in dead letters and reports. */
  public enum Reason {
    /** The payload is not of the declared format. */
    UNDECODABLE,
    /** The payload is larger than the configured limit. */
    TOO_LARGE,
    /** The declared key or record id is not in the record. */
    MISSING_KEY,
    /** A field has a value that cannot be used where it is needed. */
    BAD_FIELD,
    /** The store refused the row as invalid. */
    REFUSED_BY_STORE,
    /** Something failed on this record, and only on this record, for a reason that is not known. */
    UNEXPECTED
  }

  /** The message travels as UTF-8 and may quote a record that is not whole text. */
  public Rejection {
    message = WellFormed.of(message);
  }
}
