package io.chappe.acceptance.security;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.TopicView;
import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * Two clusters with TLS, passwords, tokens and an authorizer, and the three services, which
 * replicate from one to the other once for each {@link Login}. The tests themselves come by a
 * listener without any of that, and may do everything.
 */
final class SecureLandscape implements AutoCloseable {
  private static final String SASL = "org.apache.kafka.common.security.";

  private final StoreFolder stores;
  private final TestCluster source;
  private final TestCluster target;
  private final Map<Service, ServiceProcess> services = new EnumMap<>(Service.class);

  private SecureLandscape(StoreFolder stores, TestCluster source, TestCluster target) {
    this.stores = stores;
    this.source = source;
    this.target = target;
  }

  static SecureLandscape start() {
    Path folder = Landscape.write("").getParent();
    StoreFolder stores = StoreFolder.create(folder);
    CompletableFuture<TestCluster> us = CompletableFuture.supplyAsync(() -> cluster("us", stores));
    CompletableFuture<TestCluster> eu = CompletableFuture.supplyAsync(() -> cluster("eu", stores));
    SecureLandscape landscape = new SecureLandscape(stores, us.join(), eu.join());
    try {
      landscape.prepare();
      for (Service service : Service.values()) {
        Path configuration = folder.resolve(service.module() + ".properties");
        Files.writeString(configuration, landscape.configuration(service));
        int port = FreePorts.find(1).getFirst();
        landscape.services.put(service, ServiceProcess.start(service, configuration, port));
      }
      landscape.services.values().forEach(ServiceProcess::awaitReady);
      return landscape;
    } catch (IOException e) {
      landscape.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | Error e) {
      landscape.close();
      throw e;
    }
  }

  private static TestCluster cluster(String name, StoreFolder stores) {
    String plainUsers =
        Stream.of("replicator", "checkpoint", "heartbeat")
            .map(user -> " user_%s=\"%s\"".formatted(user, StoreFolder.password(user)))
            .collect(Collectors.joining());
    return TestCluster.builder(name)
        .inProcess()
        .listener("CERTIFICATE", "SSL")
        .listener("LOGIN", "SASL_SSL")
        .property("ssl.keystore.type", "PKCS12")
        .property("ssl.keystore.location", stores.brokerKeyStore().toString())
        .property("ssl.keystore.password", StoreFolder.PASSWORD)
        .property("ssl.key.password", StoreFolder.PASSWORD)
        .property("ssl.truststore.type", "PKCS12")
        .property("ssl.truststore.location", stores.brokerTrustStore().toString())
        .property("ssl.truststore.password", StoreFolder.PASSWORD)
        .property("listener.name.certificate.ssl.client.auth", "required")
        .property("listener.name.login.sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512,OAUTHBEARER")
        .property(
            "listener.name.login.plain.sasl.jaas.config",
            SASL + "plain.PlainLoginModule required" + plainUsers + ";")
        .property(
            "listener.name.login.scram-sha-512.sasl.jaas.config",
            SASL + "scram.ScramLoginModule required;")
        .property(
            "listener.name.login.oauthbearer.sasl.jaas.config",
            SASL
                + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"b\";")
        .property(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .property(
            "super.users",
            "User:ANONYMOUS;User:CN=jks;User:CN=pem;User:CN=inline;User:scram;User:oauth")
        .start();
  }

  private void prepare() {
    for (TestCluster cluster : List.of(source, target)) {
      setScramPassword(cluster, "another one");
    }
    TopicView.get(source.admin().createAcls(Privileges.bindings(Privileges.Side.SOURCE)).all());
    TopicView.get(target.admin().createAcls(Privileges.bindings(Privileges.Side.TARGET)).all());
    TopicView.get(target.admin().createAcls(Privileges.bindings(Privileges.Side.HOME)).all());
  }

  static void setScramPassword(TestCluster cluster, String password) {
    ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096);
    TopicView.get(
        cluster
            .admin()
            .alterUserScramCredentials(
                List.of(new UserScramCredentialUpsertion(Login.SCRAM.label(), info, password)))
            .all());
  }

  private String configuration(Service service) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "clusters = "
            + Stream.of(Login.values())
                .flatMap(login -> Stream.of(login.source(), login.target()))
                .collect(Collectors.joining(", ")));
    lines.add("home = " + Login.ACL.target());
    lines.add("config.providers = file");
    lines.add(
        "config.providers.file.class = org.apache.kafka.common.config.provider.FileConfigProvider");
    lines.add("emit.checkpoints.interval.seconds = 1");
    lines.add("refresh.groups.interval.seconds = 1");
    lines.add("refresh.topics.interval.seconds = 1");
    lines.add("sync.group.offsets.interval.seconds = 1");
    lines.add("sync.topic.configs.interval.seconds = 1");
    lines.add("sync.topic.acls.interval.seconds = 1");
    for (Login login : Login.values()) {
      lines.add(login.flow() + ".enabled = true");
      lines.add(login.flow() + ".topics = " + login.stem().replace(".", "\\\\.") + ".*");
      lines.add(login.flow() + ".groups = " + login.stem().replace(".", "\\\\.") + ".*");
      addCluster(lines, login, login.source(), source, service);
      addCluster(lines, login, login.target(), target, service);
    }
    String deletions = Login.ACL.flow() + ".sync.topic.deletions.";
    lines.add(deletions + "enabled = true");
    lines.add(deletions + "confirmed.until = " + Instant.now().plus(Duration.ofHours(1)));
    return String.join("\n", lines);
  }

  private void addCluster(
      List<String> lines, Login login, String alias, TestCluster cluster, Service service) {
    String listener = login.isByCertificate() ? "CERTIFICATE" : "LOGIN";
    lines.add(alias + ".bootstrap.servers = " + cluster.bootstrapServers(listener));
    String user = login == Login.ACL ? service.name().toLowerCase(Locale.ROOT) : login.label();
    login.properties(stores, user).lines().forEach(line -> lines.add(alias + "." + line));
  }

  TestCluster source() {
    return source;
  }

  TestCluster target() {
    return target;
  }

  StoreFolder stores() {
    return stores;
  }

  ServiceProcess service(Service service) {
    return services.get(service);
  }

  String outputTails() {
    return services.values().stream()
        .map(ServiceProcess::outputTail)
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    services.values().forEach(ServiceProcess::close);
    source.close();
    target.close();
  }
}
