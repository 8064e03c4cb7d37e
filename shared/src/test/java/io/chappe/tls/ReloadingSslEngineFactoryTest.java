package io.chappe.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.testing.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingSslEngineFactoryTest {
  private static final String PASSWORD = "of the trust store";

  private static TestCertificate former;
  private static TestCertificate next;

  private final ReloadingSslEngineFactory factory = new ReloadingSslEngineFactory();
  @TempDir private Path folder;
  private Path file;

  @BeforeAll
  static void makesCertificates() {
    former = TestCertificate.create("former");
    next = TestCertificate.create("next");
  }

  @BeforeEach
  void trustsTheFormer() {
    file = folder.resolve("trusted.p12");
    trust(former);
    factory.configure(
        new AdminClientConfig(
                Map.of(
                    "bootstrap.servers",
                    "localhost:9092",
                    "ssl.truststore.location",
                    file.toString(),
                    "ssl.truststore.type",
                    "PKCS12",
                    "ssl.truststore.password",
                    PASSWORD))
            .values());
  }

  @Test
  void readsAChangedFileAtTheNextConnection() throws KeyStoreException {
    trust(next);

    connect();

    assertTrusts(next);
  }

  @Test
  void readsNothingAgainWhileNoFileChanges() throws KeyStoreException {
    connect();
    Object store = factory.truststore();
    connect();

    assertThat(factory.truststore()).isSameAs(store);
    assertTrusts(former);
  }

  @Test
  void keepsTheFormerWhileTheFileCantBeRead() throws IOException, KeyStoreException {
    Files.writeString(file, "half written");
    connect();
    assertTrusts(former);

    Files.delete(file);
    connect();
    assertTrusts(former);

    trust(next);
    connect();
    assertTrusts(next);
  }

  private void trust(TestCertificate trusted) {
    TestCertificate.writeTrustStore(file, "PKCS12", PASSWORD, List.of(trusted));
  }

  private void connect() {
    assertThat(factory.createClientSslEngine("localhost", 9092, "https").getUseClientMode())
        .isTrue();
  }

  private void assertTrusts(TestCertificate trusted) throws KeyStoreException {
    String only = Collections.list(factory.truststore().aliases()).getFirst();
    assertThat(factory.truststore().getCertificate(only)).isEqualTo(trusted.certificate());
  }
}
