package io.shardsteer.common.message;

/**
 * The controller asks for stored rows to be moved, on {@link Topics#moveRequests}.
 *
 * @param id unique; {@link ReshardMessage#request} repeats it
 * @param revision a table in force: rows go to where it, or a later one, puts them
 * @param atMillis when, epoch milliseconds
 */
public record MoveRequest(String id, long revision, long atMillis) implements SteerMessage {}
