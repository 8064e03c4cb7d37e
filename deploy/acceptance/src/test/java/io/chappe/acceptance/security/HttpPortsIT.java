package io.chappe.acceptance.security;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCertificate;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The services' own ports: encrypted, and apart from each other, as security.md says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpPortsIT {
  private TestCluster us;
  private Path folder;
  private Path configuration;

  @BeforeAll
  void start(@TempDir Path given) throws IOException {
    folder = given;
    us = TestCluster.builder("us").start();
    configuration = folder.resolve("chappe.properties");
    Files.writeString(
        configuration,
        """
        clusters = us, eu
        us.bootstrap.servers = %1$s
        eu.bootstrap.servers = %1$s
        us->eu.enabled = true
        us->eu.topics = nothing
        """
            .formatted(us.bootstrapServers()));
  }

  @AfterAll
  void end() {
    us.close();
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void everythingIsEncryptedProbesToo(Service service) throws Exception {
    TestCertificate certificate = TestCertificate.create("localhost");
    int port = FreePorts.find(1).getFirst();
    int plain = FreePorts.find(1).getFirst();
    List<String> settings =
        new ArrayList<>(service == Service.CHECKPOINT ? store(certificate) : pem(certificate));
    settings.add("QUARKUS_HTTP_SSL_PORT=" + port);
    settings.add("QUARKUS_HTTP_INSECURE_REQUESTS=disabled");
    try (ServiceProcess running = start(service, plain, settings.toArray(String[]::new));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
        HttpClient stranger = HttpClient.newHttpClient()) {
      String address = "https://localhost:" + port;
      await("readiness over TLS")
          .atMost(LIMIT)
          .ignoreExceptions()
          .failFast("it ended", () -> !running.isAlive())
          .until(() -> status(client, address + "/q/health/live") == 200);
      assertThat(status(client, address + "/q/metrics")).isEqualTo(200);
      if (service == Service.HEARTBEAT) {
        assertThat(status(client, address + "/api/flows")).isEqualTo(200);
      }
      assertThatThrownBy(() -> status(stranger, address + "/q/health/live"))
          .hasMessageContaining("certification path");
      assertThatThrownBy(() -> status(stranger, "http://localhost:" + plain + "/q/health/live"))
          .isInstanceOf(ConnectException.class);
    }
  }

  private List<String> pem(TestCertificate certificate) throws IOException {
    Path key = Files.writeString(folder.resolve("tls.key"), certificate.keyPem());
    Path chain = Files.writeString(folder.resolve("tls.crt"), certificate.certificatePem());
    return List.of(
        "QUARKUS_HTTP_SSL_CERTIFICATE_FILES=" + chain,
        "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_FILES=" + key);
  }

  private List<String> store(TestCertificate certificate) {
    Path file = folder.resolve("tls.p12");
    certificate.writeKeyStore(file, "PKCS12", "of-a-test");
    return List.of(
        "QUARKUS_TLS_KEY_STORE_P12_PATH=" + file, "QUARKUS_TLS_KEY_STORE_P12_PASSWORD=of-a-test");
  }

  @ParameterizedTest
  @EnumSource(Service.class)
  void whatIsForMachinesHasAPortOfItsOwn(Service service) throws Exception {
    int apart = FreePorts.find(1).getFirst();
    int port = FreePorts.find(1).getFirst();
    try (ServiceProcess running =
            start(
                service,
                port,
                "CHAPPE_MANAGEMENT_PORT=" + apart,
                "CHAPPE_MANAGEMENT_HOST=127.0.0.1");
        HttpClient client = HttpClient.newHttpClient()) {
      String management = "http://127.0.0.1:" + apart;
      String usual = "http://127.0.0.1:" + port;
      await("health")
          .atMost(LIMIT)
          .ignoreExceptions()
          .failFast("it ended", () -> !running.isAlive())
          .until(() -> status(client, management + "/q/health/live") == 200);
      await("the usual port")
          .atMost(LIMIT)
          .ignoreExceptions()
          .until(() -> status(client, usual + "/q/health/live") == 404);
      assertThat(status(client, management + "/q/metrics")).isEqualTo(200);
      assertThat(status(client, management + "/q/health/ready")).isIn(200, 503);
      assertThat(status(client, management + "/")).isEqualTo(404);
      assertThat(status(client, management + "/api/flows")).isEqualTo(404);
      for (String path :
          List.of(
              "/q/metrics", "/q/health/live", "/q/openapi", "/q", "/translate", "/translate/")) {
        assertThat(status(client, usual + path)).as(path).isEqualTo(404);
      }
      if (service == Service.HEARTBEAT) {
        assertThat(status(client, usual + "/")).isEqualTo(200);
        assertThat(status(client, usual + "/api/flows")).isEqualTo(200);
      }
      if (service == Service.CHECKPOINT) {
        assertThat(status(client, management + "/translate")).isEqualTo(400);
      }
    }
  }

  @Test
  void aPortThatIsTakenEndsTheStartAndIsNamed() {
    String taken = us.bootstrapServers().replaceFirst(".*:", "");
    try (ServiceProcess running =
        start(Service.HEARTBEAT, FreePorts.find(1).getFirst(), "CHAPPE_MANAGEMENT_PORT=" + taken)) {
      assertThat(running.awaitExit(LIMIT)).isNotZero();
      assertThat(running.outputTail()).contains("chappe.management.port=" + taken, "can't listen");
    }
  }

  private ServiceProcess start(Service service, int port, String... environment) {
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(List.of(environment));
    command.addAll(service.command());
    return ServiceProcess.start(service, configuration, port, command);
  }

  private static int status(HttpClient client, String address)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    return client.send(request, BodyHandlers.discarding()).statusCode();
  }

  private static SSLContext trusting(TestCertificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("only", certificate.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
