package io.chappe.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A key with a certificate that it has signed itself, for this machine and one day.
 *
 * @param key the private key
 * @param certificate who trusts the key has this among those that are trusted
 */
public record TestCertificate(PrivateKey key, X509Certificate certificate) {
  private static final String ALIAS = "only";
  private static final String PASSWORD = "of-a-file-that-is-deleted-at-once";

  /** Makes a new key with the JDK's keytool. */
  public static TestCertificate create(String commonName) {
    try {
      Path folder = Files.createTempDirectory("chappe-certificate-");
      Path file = folder.resolve("key.p12");
      try {
        keytool(commonName, file);
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream input = Files.newInputStream(file)) {
          store.load(input, PASSWORD.toCharArray());
        }
        return new TestCertificate(
            (PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray()),
            (X509Certificate) store.getCertificate(ALIAS));
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void keytool(String commonName, Path file) throws IOException {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -keyalg EC -validity 1 -storetype PKCS12 -ext san=dns:localhost,ip:127.0.0.1"
            + " -alias %s -storepass %s -dname CN=%s".formatted(ALIAS, PASSWORD, commonName);
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-keystore", file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException("keytool ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Writes the key and its certificate as a key store of a type: {@code PKCS12} or {@code JKS}. */
  public void writeKeyStore(Path file, String type, String password) {
    write(
        file,
        type,
        password,
        store ->
            store.setKeyEntry(
                ALIAS, key, password.toCharArray(), new X509Certificate[] {certificate}));
  }

  /** Writes a trust store with the certificates of all of {@code trusted}. */
  public static void writeTrustStore(
      Path file, String type, String password, List<TestCertificate> trusted) {
    write(
        file,
        type,
        password,
        store -> {
          for (TestCertificate each : trusted) {
            store.setCertificateEntry("trusted-" + store.size(), each.certificate());
          }
        });
  }

  /** The private key in PEM form. */
  public String keyPem() {
    return pem("PRIVATE KEY", key.getEncoded());
  }

  /** The certificate in PEM form. */
  public String certificatePem() {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Filling {
    void fill(KeyStore store) throws GeneralSecurityException;
  }

  /** Beside the file first, so that nobody reads half of it. */
  private static void write(Path file, String type, String password, Filling filling) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      KeyStore store = KeyStore.getInstance(type);
      store.load(null, null);
      filling.fill(store);
      try (OutputStream output = Files.newOutputStream(beside)) {
        store.store(output, password.toCharArray());
      }
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String pem(String kind, byte[] encoded) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(kind, lines.encodeToString(encoded), kind);
  }
}
