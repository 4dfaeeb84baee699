package io.shardsteer.deploy.replay.stream;

import io.shardsteer.common.record.FieldValues;
import io.shardsteer.common.record.RecordDecoder;
import io.shardsteer.common.record.Rejection;
import java.io.IOException;

/** Records that are read from the bytes that would be their messages, as routers read them. */
final class DecodedRecords implements RecordSource {
  private final Payloads payloads;
  private final RecordDecoder decoder;
  private int bytes;

  DecodedRecords(Payloads payloads, RecordDecoder decoder) {
    this.payloads = payloads;
    this.decoder = decoder;
  }

  @Override
  public boolean next(FieldValues into) throws IOException {
    for (byte[] payload = payloads.next(); payload != null; payload = payloads.next()) {
      Rejection rejection = decoder.decode(payload, into);
      if (rejection == null) {
        bytes = payload.length;
        return true;
      }
      payloads.leaveOut(rejection.message());
    }
    return false;
  }

  @Override
  public int bytes() {
    return bytes;
  }

  @Override
  public void close() throws IOException {
    payloads.close();
  }
}
