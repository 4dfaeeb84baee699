package io.shardsteer.functions.runtime;

import java.util.function.Function;
import org.apache.pulsar.functions.api.Context;
import org.jspecify.annotations.Nullable;

/** Secrets of a function: Pulsar's first, then the environment. */
public final class Secrets {
  private Secrets() {}

  /** Looks a secret up by name; null where there is none. */
  public static Function<String, @Nullable String> of(Context context) {
    return name -> {
      String secret = secret(context, name);
      return secret != null ? secret : System.getenv(name);
    };
  }

  /** Pulsar answers a secret that was not declared with null or an exception, by its provider. */
  private static @Nullable String secret(Context context, String name) {
    try {
      return context.getSecret(name);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
