package io.shardsteer.common.message;

/**
 * A part's answer to a {@link ConfigPush}.
 *
 * @param pushId {@link ConfigPush#id()}
 * @param part who answers: {@code trainer}, {@code controller}, {@code router/0}
 * @param accepted whether it now runs with it
 * @param message what changed, or what is wrong and how to mend it
 */
public record ConfigAnswer(String pushId, String part, boolean accepted, String message)
    implements SteerMessage {}
