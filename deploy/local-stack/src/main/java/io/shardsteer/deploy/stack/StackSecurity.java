package io.shardsteer.deploy.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a secured stack is secured with: a certificate for the loopback address, tokens for Pulsar
 * and passwords for Cassandra, all made for this stack alone and gone with its folder. Everything
 * secret derives from one random key, so that a stack that is found again knows it too. Immutable.
 */
public final class StackSecurity {
  /** May do everything on Pulsar: brokers and the functions worker among themselves. */
  public static final String SUPERUSER = "stack";

  /** Administers the tenant {@code public} and may create keyspaces. */
  public static final String OPERATOR = "steer";

  /** What the trainer may: use topics and packages of {@code public/default}. */
  public static final String TRAINER = "trainer";

  /** May publish to {@code public/default} and no more. */
  public static final String PUBLISHER = "publisher";

  /** Router instances: may write rows and no more. */
  public static final String ROUTER = "router";

  /** May read rows and no more. */
  public static final String READER = "reader";

  private static final String TOKEN_KEY = "token.key";
  private static final String ALIAS = "server";
  private static final String PASSWORD_VARIABLE = "SHARDSTEER_STORE_PASSWORD";

  private final Path folder;
  private final byte[] secret;

  private StackSecurity(Path folder, byte[] secret) {
    this.folder = folder;
    this.secret = secret;
  }

  /**
   * What a folder holds, or everything made afresh in it if it is not there. Only its owner can
   * read it.
   *
   * @throws StackException if the JDK's keytool cannot make a certificate
   */
  static StackSecurity of(Path folder) {
    try {
      Path key = folder.resolve(TOKEN_KEY);
      if (Files.exists(key)) {
        return new StackSecurity(folder, Files.readAllBytes(key));
      }
      byte[] secret = new byte[32];
      new SecureRandom().nextBytes(secret);
      StackSecurity security = new StackSecurity(folder, secret);
      Files.createDirectories(folder.getParent());
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      security.makeCertificate();
      Files.writeString(security.superuserToken(), security.token(SUPERUSER));
      Files.write(key, secret);
      return security;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeCertificate() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=localhost, O=shardsteer local stack",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-ext",
            "bc:critical=ca:true",
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            keyStore().toString(),
            "-storepass:env",
            PASSWORD_VARIABLE);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(PASSWORD_VARIABLE, keyStorePassword());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new StackException("keytool could not make a certificate:\n" + output);
      }
      KeyStore store = keyStoreContent();
      Files.writeString(
          certificate(), pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
      Files.writeString(
          privateKey(),
          pem("PRIVATE KEY", store.getKey(ALIAS, keyStorePassword().toCharArray()).getEncoded()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("Interrupted while keytool made a certificate.", e);
    } catch (GeneralSecurityException e) {
      throw new StackException("keytool made a certificate that cannot be read.", e);
    }
  }

  private KeyStore keyStoreContent() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyStore())) {
      store.load(in, keyStorePassword().toCharArray());
    }
    return store;
  }

  private static String pem(String what, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, text);
  }

  /** PEM file of the servers' certificate, for clients to trust. */
  public Path certificate() {
    return folder.resolve("certificate.pem");
  }

  Path privateKey() {
    return folder.resolve("private-key.pem");
  }

  Path keyStore() {
    return folder.resolve("server.p12");
  }

  Path tokenKey() {
    return folder.resolve(TOKEN_KEY);
  }

  /** File of the token that the servers themselves log in with: files stand in no process list. */
  Path superuserToken() {
    return folder.resolve("superuser.token");
  }

  String keyStorePassword() {
    return HexFormat.of().formatHex(sign("key store"), 0, 16);
  }

  /** The password of a role of Cassandra. */
  public String cassandraPassword(String role) {
    return HexFormat.of().formatHex(sign("cassandra " + role), 0, 16);
  }

  /** A JSON web token (RFC 7519), signed with HMAC SHA-256, that says who somebody is. */
  public String token(String role) {
    String claim =
        base64("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64("{\"sub\":\"%s\"}".formatted(role).getBytes(StandardCharsets.UTF_8));
    return claim + "." + base64(sign(claim));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HMAC SHA-256.", e);
    }
  }

  /** Trusts the stack's certificate and nothing else. */
  SSLContext trust() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(ALIAS, keyStoreContent().getCertificate(ALIAS));
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new StackException("The stack's certificate cannot be read.", e);
    }
  }

  /** Everything secret that clients of this stack log in with, for tests that look for it. */
  public List<String> secrets() {
    return List.of(
        keyStorePassword(),
        token(SUPERUSER),
        token(OPERATOR),
        token(TRAINER),
        token(PUBLISHER),
        cassandraPassword(OPERATOR),
        cassandraPassword(ROUTER),
        cassandraPassword(READER));
  }

  @Override
  public String toString() {
    return "StackSecurity[" + folder + "]";
  }
}
