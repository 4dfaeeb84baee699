package io.shardsteer.common.message;

import java.util.List;

/**
 * Some dead letters that are sent to the input topic again; message key = the number. Its only
 * writer is the command that sends them: once before, so that nothing is forgotten if it dies, and
 * once after.
 *
 * @param number of the batch, from 1 up
 * @param letters message ids of the dead letters
 * @param sent whether all of them are durable on the input topic; else any of them may be
 */
public record ReplayMessage(long number, List<String> letters, boolean sent)
    implements SteerMessage {
  public ReplayMessage {
    letters = List.copyOf(letters);
  }
}
