package io.chappe.acceptance.security;

import io.chappe.testing.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The key stores, trust stores and passwords of brokers and services, as files. */
final class StoreFolder {
  /** In every secret, so that none can show unnoticed. */
  static final String CANARY = "canary7391";

  static final String PASSWORD = CANARY + "-of-stores";
  static final String PASSWORD_FILE = "passwords.properties";

  private final Path folder;
  private final List<TestCertificate> brokers;
  private final List<TestCertificate> jks;
  private final List<TestCertificate> pem;
  private final TestCertificate inline;

  private StoreFolder(Path folder, List<TestCertificate> certificates) {
    this.folder = folder;
    this.brokers = certificates.subList(0, 2);
    this.jks = certificates.subList(2, 4);
    this.pem = certificates.subList(4, 6);
    this.inline = certificates.get(6);
  }

  /** Makes all keys, and writes those of the first generation. */
  static StoreFolder create(Path folder) {
    List<TestCertificate> certificates =
        Stream.of("localhost", "localhost", "jks", "jks", "pem", "pem", "inline")
            .parallel()
            .map(TestCertificate::create)
            .toList();
    StoreFolder stores = new StoreFolder(folder, certificates);
    stores.write(0);
    stores.writePasswords();
    stores.writeJks("not the password that the services know");
    return stores;
  }

  /**
   * Writes all files; brokers and services then have other keys, and trust no former one.
   *
   * @param generation 0 or 1
   */
  void write(int generation) {
    TestCertificate broker = brokers.get(generation);
    broker.writeKeyStore(brokerKeyStore(), "PKCS12", PASSWORD);
    TestCertificate.writeTrustStore(
        brokerTrustStore(),
        "PKCS12",
        PASSWORD,
        List.of(jks.get(generation), pem.get(generation), inline));
    jks.get(generation).writeKeyStore(keyStore(Login.JKS), "JKS", PASSWORD);
    TestCertificate.writeTrustStore(trustStore(Login.JKS), "JKS", PASSWORD, List.of(broker));
    TestCertificate client = pem.get(generation);
    exchange(keyStore(Login.PEM), client.keyPem() + client.certificatePem());
    exchange(trustStore(Login.PEM), broker.certificatePem());
  }

  /** Writes the JKS key store of the first generation. */
  void writeJks(String password) {
    jks.getFirst().writeKeyStore(keyStore(Login.JKS), "JKS", password);
  }

  private void writePasswords() {
    String lines =
        Stream.of("scram", "replicator", "checkpoint", "heartbeat")
            .map(user -> user + "=" + password(user))
            .collect(Collectors.joining("\n"));
    exchange(passwords(), lines);
  }

  static String password(String user) {
    return CANARY + "-of-" + user;
  }

  Path brokerKeyStore() {
    return folder.resolve("broker.p12");
  }

  Path brokerTrustStore() {
    return folder.resolve("broker-trust.p12");
  }

  Path keyStore(Login login) {
    return folder.resolve("client." + login.label());
  }

  Path trustStore(Login login) {
    return folder.resolve("client-trust." + login.label());
  }

  Path passwords() {
    return folder.resolve(PASSWORD_FILE);
  }

  TestCertificate inline() {
    return inline;
  }

  /** The brokers' certificates of both generations: what stands in a file can't be exchanged. */
  String brokersPem() {
    return brokers.stream().map(TestCertificate::certificatePem).collect(Collectors.joining());
  }

  /** What must never be seen: passwords, and the lines of the key that is no file. */
  List<String> secrets() {
    return Stream.concat(
            Stream.of(CANARY), inline.keyPem().lines().filter(line -> !line.startsWith("-")))
        .toList();
  }

  private static void exchange(Path file, String text) {
    try {
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(beside, text);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
