package io.shardsteer.common.locate;

/** A predicate that cannot be asked; the message says what is wrong, where, and how to mend it. */
public final class InvalidPredicateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidPredicateException(String message) {
    super(message);
  }
}
