package io.chappe.acceptance.mirror;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Patience;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.FreePorts;
import io.chappe.testing.TestCertificate;
import io.chappe.testing.TestCluster;
import io.chappe.testing.TestClusterBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The clusters of all {@link Variant}s, and the three services, which replicate between all of
 * them: one process of each.
 */
final class MirrorLandscape implements AutoCloseable {
  /** A flow of its own that starts at the end of the source's topics, as {@code Variant.PLAIN}. */
  static final String LATE = "late_1";

  /** What a restart needs for itself alone. */
  static final String SERVICES = "services";

  private static final List<Variant> EARLY_VARIANTS = List.of(Variant.PLAIN, Variant.TRANSACTIONAL);
  private static final int EARLY_RECORDS = 10;
  private static final String STORE_PASSWORD = "of-the-store";
  private static final String PLAIN_LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required"
          + " username=\"mirror\" password=\"of-mirror\"";

  private final Map<String, TestCluster> clusters = new LinkedHashMap<>();
  private final Map<Service, ServiceProcess> services = new ConcurrentHashMap<>();
  private final Path configuration;

  private MirrorLandscape(Path configuration) {
    this.configuration = configuration;
  }

  static MirrorLandscape start() {
    Path configuration = Landscape.write("");
    MirrorLandscape landscape = new MirrorLandscape(configuration);
    try {
      landscape.startClusters();
      landscape.fillEarlyTopics();
      Files.writeString(configuration, landscape.text(", extra-.*"));
      for (Service service : Service.values()) {
        landscape.begin(service);
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

  private void startClusters() {
    Path stores = configuration.resolveSibling("broker.p12");
    TestCertificate certificate = TestCertificate.create("localhost");
    certificate.writeKeyStore(stores, "PKCS12", STORE_PASSWORD);
    trustStoreWith(certificate);
    Map<String, CompletableFuture<TestCluster>> starting = new LinkedHashMap<>();
    for (Variant variant : List.of(Variant.PLAIN, Variant.IDENTITY, Variant.SECURED)) {
      for (String alias : List.of(variant.primary(), variant.backup())) {
        // Brokers' defaults that differ show whose a remote topic has.
        TestClusterBuilder builder =
            alias.equals(variant.primary())
                ? TestCluster.builder(alias).property("log.retention.bytes", "111000000")
                : TestCluster.builder(alias).property("log.segment.bytes", "222000000");
        starting.put(
            alias,
            start(variant == Variant.SECURED ? secured(builder, stores) : builder.inProcess()));
      }
    }
    starting.forEach((alias, cluster) -> clusters.put(alias, cluster.join()));
  }

  /** Before anybody can replicate them: where a flow starts must not depend on who is faster. */
  private void fillEarlyTopics() {
    for (Variant variant : EARLY_VARIANTS) {
      String topic = earlyTopic(variant);
      cluster(variant.primary()).createTopic(topic, 1);
      Mirror.late(this, variant).produce(topic, 1, EARLY_RECORDS);
    }
  }

  /** A topic of {@link #LATE}'s flow that held records before the services were started. */
  static String earlyTopic(Variant variant) {
    return "late-topic-" + variant.name().toLowerCase(Locale.ROOT);
  }

  private static CompletableFuture<TestCluster> start(TestClusterBuilder builder) {
    return CompletableFuture.supplyAsync(builder::start);
  }

  private static TestClusterBuilder secured(TestClusterBuilder builder, Path keyStore) {
    return builder
        .inProcess()
        .listener("SECURED", "SASL_SSL")
        .property("ssl.keystore.type", "PKCS12")
        .property("ssl.keystore.location", keyStore.toString())
        .property("ssl.keystore.password", STORE_PASSWORD)
        .property("ssl.key.password", STORE_PASSWORD)
        .property("listener.name.secured.sasl.enabled.mechanisms", "PLAIN")
        .property(
            "listener.name.secured.plain.sasl.jaas.config",
            PLAIN_LOGIN + " user_mirror=\"of-mirror\";")
        .property(
            "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .property("super.users", "User:ANONYMOUS;User:mirror");
  }

  private void trustStoreWith(TestCertificate certificate) {
    try {
      Files.writeString(trusted(), certificate.certificatePem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path trusted() {
    return configuration.resolveSibling("trusted.pem");
  }

  /** Configures all services anew, for when they are started the next time. */
  void includeExtraTopics() throws IOException {
    Files.writeString(configuration, text(""));
  }

  private String text(String excluded) {
    String common =
        """
        clusters = primary, backup, identity-primary, identity-backup, \
        secured-primary, secured-backup, late_1-primary, late_1-backup
        primary->backup.enabled = true
        backup->primary.enabled = true
        identity-primary->identity-backup.enabled = true
        secured-primary->secured-backup.enabled = true
        secured-backup->secured-primary.enabled = true
        late_1-primary->late_1-backup.enabled = true
        topics.exclude = .*[\\\\-\\\\.]internal, .*\\\\.replica, __.*, (.*\\\\.)?late-.*%s
        groups = readers-.*
        config.properties.exclude = delete\\\\.retention\\\\..*
        refresh.topics.interval.seconds = 1
        sync.topic.configs.interval.seconds = 1
        sync.topic.acls.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        emit.checkpoints.interval.seconds = 1
        sync.group.offsets.enabled = true
        sync.group.offsets.interval.seconds = 1
        backup->primary.use.defaults.from = source
        identity-primary->identity-backup.emit.offset-syncs.enabled = false
        secured-primary->secured-backup.offset-syncs.topic.location = target
        secured-backup->secured-primary.offset-syncs.topic.location = target
        identity-primary->identity-backup.replication.policy.class = \
        org.apache.kafka.connect.mirror.IdentityReplicationPolicy
        late_1-primary->late_1-backup.topics = late-.*
        late_1-primary->late_1-backup.topics.exclude = none
        late_1-primary->late_1-backup.source.consumer.auto.offset.reset = latest
        late_1-primary->late_1-backup.emit.heartbeats.enabled = false
        late_1-primary->late_1-backup.heartbeats.replication.enabled = false
        """
            .formatted(excluded);
    String addresses =
        clusters.keySet().stream().map(this::address).collect(Collectors.joining("\n"));
    String late =
        Stream.of("primary", "backup")
            .map(
                alias ->
                    LATE
                        + "-%s.bootstrap.servers = %s"
                            .formatted(alias, clusters.get(alias).bootstrapServers()))
            .collect(Collectors.joining("\n"));
    return common + addresses + "\n" + late + "\n";
  }

  private String address(String alias) {
    TestCluster cluster = clusters.get(alias);
    if (!alias.startsWith("secured")) {
      return alias + ".bootstrap.servers = " + cluster.bootstrapServers();
    }
    return """
        bootstrap.servers = %s
        security.protocol = SASL_SSL
        sasl.mechanism = PLAIN
        sasl.jaas.config = %s;
        ssl.truststore.type = PEM
        ssl.truststore.location = %s
        """
        .formatted(cluster.bootstrapServers("SECURED"), PLAIN_LOGIN, trusted())
        .lines()
        .map(line -> alias + "." + line)
        .collect(Collectors.joining("\n"));
  }

  private void begin(Service service) {
    services.put(
        service, ServiceProcess.start(service, configuration, FreePorts.find(1).getFirst()));
  }

  /** Ends a service as an operator does, and starts it anew. */
  void restart(Service service) {
    try (ServiceProcess former = services.get(service)) {
      former.sigterm();
      former.awaitExit(Patience.LIMIT);
    }
    begin(service);
    services.get(service).awaitReady();
  }

  TestCluster cluster(String alias) {
    return clusters.get(alias.startsWith(LATE) ? alias.substring(LATE.length() + 1) : alias);
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
    clusters.values().parallelStream().forEach(TestCluster::close);
  }
}
