package io.shardsteer.deploy.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shardsteer.deploy.reader.AnswerState.Event;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class AnswerStateTest {
  private final RuntimeException fault = new IllegalStateException("away");
  private static final Event ENDED = new Event.ShardEnded();
  private static final Event CLOSING = new Event.Closing();
  private static final Event LIMIT = new Event.LimitReached();
  private final Event broken = new Event.Broken(fault);

  private static AnswerState after(AnswerState state, Event... events) {
    AnswerState at = state;
    for (Event event : events) {
      at = at.after(event);
    }
    return at;
  }

  @Test
  void readsAllShardsThenAsksForMovesThenIsComplete() {
    AnswerState two = AnswerState.beginning(2);
    assertThat(after(two, ENDED)).isEqualTo(new AnswerState.Reading(1));
    assertThat(after(two, ENDED, ENDED)).isEqualTo(new AnswerState.Confirming());
    assertThat(after(two, ENDED, ENDED, new Event.Confirmed(3)))
        .isEqualTo(new AnswerState.Reading(3));
    assertThat(after(two, ENDED, ENDED, new Event.Confirmed(0)))
        .isEqualTo(new AnswerState.Complete());
    assertThat(AnswerState.beginning(0)).isEqualTo(new AnswerState.Confirming());
  }

  @Test
  void onlyClosingChangesAnEnd() {
    List<AnswerState> ends =
        List.of(
            new AnswerState.Complete(),
            new AnswerState.Satisfied(),
            new AnswerState.Failed(fault),
            new AnswerState.Closed());
    for (AnswerState end : ends) {
      assertThat(after(end, ENDED, new Event.Confirmed(4), LIMIT, broken)).isEqualTo(end);
      assertThat(after(end, CLOSING)).isEqualTo(new AnswerState.Closed());
    }
  }

  @Test
  void endsFromEveryState() {
    for (AnswerState state : List.of(AnswerState.beginning(3), new AnswerState.Confirming())) {
      assertThat(after(state, LIMIT)).isEqualTo(new AnswerState.Satisfied());
      assertThat(after(state, broken).failure()).isSameAs(fault);
      assertThat(after(state, CLOSING).failure()).isInstanceOf(CancellationException.class);
      assertThat(state.isEnded()).isFalse();
    }
  }

  @Test
  void refusesWhatCannotHappen() {
    assertThatThrownBy(() -> after(AnswerState.beginning(1), new Event.Confirmed(0)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> after(new AnswerState.Confirming(), ENDED))
        .isInstanceOf(IllegalStateException.class);
  }
}
