package io.shardsteer.deploy.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who may do what. Immutable. A browser is given a cookie that is derived from its token, so that
 * the token itself is kept nowhere but in the operator's hand and the console keeps no sessions.
 */
public final class Access {
  /** What somebody may do. */
  public enum Role {
    /** See everything but the payloads of rejected records. */
    VIEWER,
    /** See and command. */
    OPERATOR
  }

  /** Shorter tokens can be guessed. */
  static final int LEAST_TOKEN = 16;

  private final String operatorToken;
  private final String viewerToken;

  private Access(String operatorToken, String viewerToken) {
    this.operatorToken = operatorToken;
    this.viewerToken = viewerToken;
  }

  /** Everybody who reaches the console is an operator; for loopback alone. */
  public static Access open() {
    return new Access("", "");
  }

  /**
   * @param operatorToken at least 16 characters
   * @param viewerToken likewise; empty: there are no viewers
   * @throws IllegalArgumentException if a token is too short or both are the same
   */
  public static Access byToken(String operatorToken, String viewerToken) {
    requireLong("operator", operatorToken);
    if (!viewerToken.isEmpty()) {
      requireLong("viewer", viewerToken);
    }
    if (operatorToken.equals(viewerToken)) {
      throw new IllegalArgumentException(
          "Operator and viewer have the same token.\nGive them different ones.");
    }
    return new Access(operatorToken, viewerToken);
  }

  private static void requireLong(String whose, String token) {
    if (token.length() < LEAST_TOKEN) {
      throw new IllegalArgumentException(
          "The %s token has %d characters.\nGive it at least %d: openssl rand -hex 24"
              .formatted(whose, token.length(), LEAST_TOKEN));
    }
  }

  /** Whether everybody may do everything. */
  boolean isOpen() {
    return operatorToken.isEmpty();
  }

  /** The role that a token gives. */
  Optional<Role> roleOf(String token) {
    if (isOpen()) {
      return Optional.of(Role.OPERATOR);
    }
    if (same(token, operatorToken)) {
      return Optional.of(Role.OPERATOR);
    }
    return !viewerToken.isEmpty() && same(token, viewerToken)
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }

  /** The role that a session's cookie gives. */
  Optional<Role> roleOfSession(String session) {
    if (isOpen()) {
      return Optional.of(Role.OPERATOR);
    }
    if (same(session, sessionOf(operatorToken))) {
      return Optional.of(Role.OPERATOR);
    }
    return !viewerToken.isEmpty() && same(session, sessionOf(viewerToken))
        ? Optional.of(Role.VIEWER)
        : Optional.empty();
  }

  /** The cookie's value for whoever has the token. */
  static String sessionOf(String token) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(token.getBytes(UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal("shardsteer console session".getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has HMAC-SHA256.", e);
    }
  }

  private static boolean same(String given, String wanted) {
    return MessageDigest.isEqual(given.getBytes(UTF_8), wanted.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return isOpen() ? "Access[open]" : "Access[by token]";
  }
}
