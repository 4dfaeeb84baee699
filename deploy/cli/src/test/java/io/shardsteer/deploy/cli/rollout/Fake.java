package io.shardsteer.deploy.cli.rollout;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Stands in for a wide interface by the few methods of it that a test needs. */
final class Fake {
  private Fake() {}

  /**
   * @param methods has a method of the same name and number of arguments for each one that is
   *     called
   */
  static <T> T of(Class<T> type, Object methods) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, given) ->
                call(methods, called, given == null ? new Object[0] : given)));
  }

  private static Object call(Object methods, Method called, Object[] given) throws Throwable {
    Method own =
        Arrays.stream(methods.getClass().getDeclaredMethods())
            .filter(it -> it.getName().equals(called.getName()))
            .filter(it -> it.getParameterCount() == given.length)
            .findFirst()
            .orElseThrow(() -> new UnsupportedOperationException(called.toString()));
    own.setAccessible(true);
    try {
      return own.invoke(methods, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
