package io.shardsteer.common.message;

/**
 * The controller's answer to a {@link ControllerCommand}.
 *
 * @param commandId {@link ControllerCommand.Origin#id()}
 * @param accepted whether it has taken effect
 * @param message what changed, or why nothing did and the remedy
 */
public record CommandAnswer(String commandId, boolean accepted, String message)
    implements SteerMessage {}
