package io.chappe.acceptance.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chappe.acceptance.Faithfulness;
import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.acceptance.TopicView;
import io.chappe.acceptance.manifests.DeployFolder;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The images, as {@code deploy/images/verify} has built them, looked into and run. */
@EnabledIfSystemProperty(named = "chappe.images", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int RECORDS = 300;
  private static final int WRITABLE_BY_ALL = 0002;
  private static final int SET_ID = 06000;
  private static final Pattern HEAP =
      Pattern.compile("(?m)^jvm_memory_max_bytes\\{area=\"heap\",id=\"Tenured Gen\"\\} (\\S+)");
  private static final Map<Service, Integer> PORTS =
      Map.of(Service.REPLICATOR, 8080, Service.CHECKPOINT, 8081, Service.HEARTBEAT, 8082);

  private final String registry = System.getProperty("chappe.images");
  private final boolean isNative = System.getProperty("chappe.runner", "jvm").equals("native");
  // The limits in deploy/kubernetes.
  private final long memory = (isNative ? 192L : 768L) << 20;
  private final Map<Service, Image> images = new EnumMap<>(Service.class);

  @BeforeAll
  void pull() throws Exception {
    Path folder = Files.createDirectories(DeployFolder.of("images", "target", "unpacked"));
    for (Service service : Service.values()) {
      images.put(service, Image.pull(registry, service, folder));
    }
    String runner = isNative ? "native" : "jvm";
    long base = Image.compressedBytes(Image.manifest(registry, "base:" + runner, folder));
    for (Image image : images.values()) {
      long all = Image.compressedBytes(image.manifest());
      long ours = bytes(image.files().resolve("work"));
      System.out.printf(
          Locale.ROOT,
          "%s (%s): %.1f MiB compressed, %.1f MiB unpacked, and the base %.1f and %.1f MiB%n",
          image.service().module(),
          runner,
          mebibytes(all - base),
          mebibytes(ours),
          mebibytes(base),
          mebibytes(bytes(image.files()) - ours));
    }
  }

  private static double mebibytes(long bytes) {
    return bytes / 1_048_576.0;
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(each -> Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS))
          .mapToLong(each -> each.toFile().length())
          .sum();
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatItIsAndIsNotRoots(Service service) {
    JsonNode image = images.get(service).settings();
    JsonNode config = image.path("config");
    assertThat(image.path("created").asText()).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(config.path("User").asText()).isEqualTo("10001:10001");
    assertThat(config.path("WorkingDir").asText()).isEqualTo("/work");
    assertThat(config.path("ExposedPorts").fieldNames())
        .toIterable()
        .containsExactly(PORTS.get(service) + "/tcp");
    List<String> command = texts(config.path("Entrypoint"));
    if (isNative) {
      assertThat(command).containsExactly("./application");
    } else {
      assertThat(command)
          .startsWith("java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError")
          .endsWith("-jar", "quarkus-run.jar");
    }
    assertThat(config.path("Cmd")).isEmpty();
    assertThat(texts(config.path("Env"))).containsExactly("PATH=/usr/bin");
    JsonNode labels = config.path("Labels");
    String prefix = "org.opencontainers.image.";
    assertThat(labels.path(prefix + "title").asText()).isEqualTo("Chappe " + service.module());
    assertThat(labels.path(prefix + "description").asText()).contains("between Kafka clusters");
    assertThat(labels.path(prefix + "version").asText()).isEqualTo("1.0.0-SNAPSHOT");
    assertThat(labels.path(prefix + "licenses").asText()).isEqualTo("Apache-2.0");
    assertThat(labels.path(prefix + "revision").asText()).isEqualTo("4711");
    assertThat(labels).hasSize(5);
  }

  private static List<String> texts(JsonNode array) {
    return IntStream.range(0, array.size()).mapToObj(i -> array.get(i).asText()).toList();
  }

  @ParameterizedTest
  @EnumSource
  void hasNothingThatItsUserCouldChangeOrBecomeRootBy(Service service) throws IOException {
    Path files = images.get(service).files();
    Map<Path, String> findings = new TreeMap<>();
    try (Stream<Path> all = Files.walk(files)) {
      for (Path each : all.filter(file -> !Files.isSymbolicLink(file)).toList()) {
        Map<String, Object> attributes = Files.readAttributes(each, "unix:mode,uid,gid");
        int mode = (Integer) attributes.get("mode");
        boolean isTemporary = each.equals(files.resolve("tmp"));
        if ((mode & SET_ID) != 0
            || !isTemporary && (mode & WRITABLE_BY_ALL) != 0
            || !attributes.get("uid").equals(0)
            || !attributes.get("gid").equals(0)) {
          findings.put(each, Integer.toOctalString(mode) + " " + attributes);
        }
      }
    }
    assertThat(findings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void hasTheBillOfItsMaterialsAndTheLicense(Service service) throws IOException {
    Path files = images.get(service).files();
    JsonNode bill =
        new ObjectMapper()
            .readTree(files.resolve("work/chappe-" + service.module() + ".cdx.json").toFile());
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    JsonNode subject = bill.path("metadata").path("component");
    assertThat(subject.path("name").asText()).isEqualTo("chappe-" + service.module());
    List<String> components =
        bill.path("components").findValuesAsText("purl").stream()
            .map(each -> each.replaceAll("[@?].*", ""))
            .toList();
    assertThat(components)
        .contains(
            "pkg:maven/io.chappe/chappe-shared",
            "pkg:maven/org.apache.kafka/kafka-clients",
            "pkg:maven/com.github.luben/zstd-jni")
        .doesNotContain("pkg:maven/org.assertj/assertj-core");
    assertThat(files.resolve("licenses/LICENSE"))
        .hasSameTextualContentAs(DeployFolder.of("..", "LICENSE"));
  }

  @Test
  void copiesEveryCodecWithNothingToWriteToButATemporaryFolderAndEndsWhenTold() throws Exception {
    try (TestCluster us = TestCluster.builder("us").inProcess().start();
        TestCluster eu = TestCluster.builder("eu").inProcess().start()) {
      for (CompressionType codec : CompressionType.values()) {
        produce(us, "plain-" + codec.name, codec);
        produce(us, "masked-" + codec.name, codec);
      }
      Path configuration = configuration(us, eu);
      try (Container replicator = start(Service.REPLICATOR, configuration);
          Container checkpoint = start(Service.CHECKPOINT, configuration);
          Container heartbeat = start(Service.HEARTBEAT, configuration)) {
        List<ServiceProcess> services =
            List.of(replicator.process(), checkpoint.process(), heartbeat.process());
        services.forEach(ServiceProcess::awaitReady);
        assertRunsAsNobody(services);
        for (CompressionType codec : CompressionType.values()) {
          assertCopied(us, eu, codec, replicator.process());
        }
        Awaitility.await("heartbeats")
            .atMost(LIMIT)
            .until(new TopicView(eu, "us.heartbeats")::exists);
        assertHeap(replicator.process());
        services.forEach(ServiceProcess::sigterm);
        assertThat(services).allSatisfy(each -> assertThat(each.awaitExit(GRACE)).isIn(0, 143));
      }
    }
  }

  private Container start(Service service, Path configuration) throws IOException {
    return Container.start(images.get(service), configuration, memory);
  }

  /** The services are what runc has started. */
  private static void assertRunsAsNobody(List<ServiceProcess> services) {
    assertThat(services)
        .allSatisfy(
            each -> {
              ProcessHandle running =
                  ProcessHandle.of(each.pid()).orElseThrow().children().findFirst().orElseThrow();
              String status = Files.readString(Path.of("/proc", running.pid() + "", "status"));
              assertThat(status)
                  .containsPattern("Uid:\\s+10001\\s+10001\\s+10001\\s+10001\n")
                  .containsPattern("Gid:\\s+10001\\s+10001\\s+10001\\s+10001\n")
                  .containsPattern("CapEff:\\s+0+\n")
                  .containsPattern("CapBnd:\\s+0+\n")
                  .containsPattern("NoNewPrivs:\\s+1\n");
            });
  }

  /** The JVM goes by what the container has, not by the machine. */
  private void assertHeap(ServiceProcess service) {
    if (!isNative) {
      assertThat(HEAP.matcher(service.get("/q/metrics")).results().map(found -> found.group(1)))
          .singleElement()
          .satisfies(
              bytes ->
                  assertThat(Double.parseDouble(bytes)).isBetween(0.35 * memory, 0.6 * memory));
    }
  }

  private static void produce(TestCluster us, String topic, CompressionType codec) {
    us.createTopic(topic, 1);
    String value = "{\"number\":%d,\"card\":\"4242 4242 4242 4242\"}";
    List<ProducerRecord<byte[], byte[]>> records =
        IntStream.range(0, RECORDS)
            .mapToObj(number -> value.formatted(number).getBytes(StandardCharsets.UTF_8))
            .map(bytes -> new ProducerRecord<byte[], byte[]>(topic, bytes))
            .toList();
    Map<String, Object> settings = Map.of("compression.type", codec.name, "linger.ms", 50);
    try (Producer<byte[], byte[]> producer = Records.producer(us, settings)) {
      Records.send(producer, records);
    }
  }

  private static void assertCopied(
      TestCluster us, TestCluster eu, CompressionType codec, ServiceProcess replicator) {
    Faithfulness copies = new Faithfulness(us, eu);
    String plain = "plain-" + codec.name;
    String masked = "masked-" + codec.name;
    try {
      copies.awaitCopied(plain, "us." + plain, LIMIT);
      copies.awaitCopied(masked, "west." + masked, LIMIT);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(codec + " is not copied:\n" + replicator.outputTail(), e);
    }
    copies.assertSameRecords(plain, "us." + plain);
    assertThat(Records.readAll(eu, "west." + masked, true))
        .hasSize(RECORDS)
        .allSatisfy(each -> assertThat(each.value()).contains("\"card\":\"\""));
  }

  /** One flow that carries batches as they are, one that opens them and builds them anew. */
  private static Path configuration(TestCluster us, TestCluster eu) {
    return Landscape.write(
        """
        clusters = us, eu, west, east
        us.bootstrap.servers = %1$s
        eu.bootstrap.servers = %2$s
        west.bootstrap.servers = %1$s
        east.bootstrap.servers = %2$s
        us->eu.enabled = true
        us->eu.topics = plain-.*
        west->east.enabled = true
        west->east.topics = masked-.*
        west->east.transforms = mask
        west->east.transforms.mask.type = org.apache.kafka.connect.transforms.MaskField$Value
        west->east.transforms.mask.fields = card
        emit.heartbeats.interval.seconds = 1
        """
            .formatted(us.bootstrapServers(), eu.bootstrapServers()));
  }
}
