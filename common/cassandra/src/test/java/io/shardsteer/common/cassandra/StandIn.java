package io.shardsteer.common.cassandra;

import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands in for an interface of the driver. */
final class StandIn {
  private StandIn() {}

  /** What it answers to a call. */
  @FunctionalInterface
  interface Answers {
    @Nullable Object to(Object self, String method, Object[] arguments);
  }

  static <T> T of(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.to(self, method.getName(), arguments == null ? new Object[0] : arguments)));
  }
}
