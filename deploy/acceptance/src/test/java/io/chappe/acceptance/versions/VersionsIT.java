package io.chappe.acceptance.versions;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.TopicExistsException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows from and to clusters of other releases of Kafka, with the newest one on the other side. */
@EnabledIfSystemProperty(named = "chappe.versions", matches = "true")
class VersionsIT {
  private static final Path FOLDER = Path.of("target", "versions").toAbsolutePath();
  private static final String NO_IDS = "topics have no ids: cluster=";

  private static ReleasedCluster newest;
  private static Admin newestAdmin;

  private static ReleasedCluster start(Release release) throws IOException {
    return ReleasedCluster.start(
        release, Files.createTempDirectory(Files.createDirectories(FOLDER), release.alias() + "-"));
  }

  @BeforeAll
  static void startNewest() throws IOException {
    newest = start(Release.NEWEST);
    newestAdmin = Admin.create(newest.client());
  }

  @AfterAll
  static void stopNewest() {
    if (newestAdmin != null) {
      newestAdmin.close();
    }
    if (newest != null) {
      newest.close();
    }
  }

  static Stream<Release> bothWays() {
    return Stream.of(
        new Release("2.5.1", "2.13", ""),
        new Release("2.6.3", "2.13", ""),
        new Release("2.8.2", "2.13", "2.7"),
        new Release("3.3.2", "2.13", ""),
        new Release("3.9.1", "2.13", ""));
  }

  @ParameterizedTest
  @MethodSource("bothWays")
  void recordsAndGroupsGoBothWays(Release release) throws Exception {
    try (ReleasedCluster other = start(release);
        Admin admin = Admin.create(other.client())) {
      Content there = new Content(other, admin);
      Content here = new Content(newest, newestAdmin);
      String topic = "orders-" + other.alias();
      there.create(topic);
      here.create(topic);
      there.write(topic, 0, 300);
      here.write(topic, 1_000, 300);
      Path configuration = configuration(other);
      try (ServiceProcess checkpoint =
          ServiceProcess.startReady(Service.CHECKPOINT, configuration)) {
        try (ServiceProcess replicator =
            ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
          awaitCopy(there, topic, here, other.alias() + "." + topic, 0);
          awaitCopy(here, topic, there, newest.alias() + "." + topic, 0);
          for (int place : new int[] {50, 120}) {
            assertFollows(there, topic, here, other.alias() + "." + topic, place);
            assertFollows(here, topic, there, newest.alias() + "." + topic, place);
          }
          assertThat(lines(replicator, NO_IDS + other.alias()))
              .as("once as a source, once as a target")
              .hasSize(hasIds(release) ? 0 : 2);
          assertThat(lines(replicator, NO_IDS + newest.alias())).isEmpty();
        }
        there.write(topic, 300, 100);
        here.write(topic, 1_300, 100);
        try (ServiceProcess again = ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
          awaitCopy(there, topic, here, other.alias() + "." + topic, 0);
          awaitCopy(here, topic, there, newest.alias() + "." + topic, 0);
          createAgain(there, admin, topic);
          awaitCopy(there, topic, here, other.alias() + "." + topic, 400);
          assertThat(lines(again, "UNEXPECTED")).isEmpty();
        }
        assertThat(lines(checkpoint, " ERROR ")).isEmpty();
      }
    }
  }

  @Test
  void nothingIsCopiedAgainWhenAnUpgradeGivesTopicsTheirIds() throws Exception {
    try (ReleasedCluster other = start(new Release("2.8.2", "2.13", "2.6"));
        Admin admin = Admin.create(other.client())) {
      Content there = new Content(other, admin);
      Content here = new Content(newest, newestAdmin);
      String topic = "orders-" + other.alias();
      there.create(topic);
      here.create(topic);
      there.write(topic, 0, 300);
      here.write(topic, 1_000, 300);
      try (ServiceProcess replicator =
          ServiceProcess.startReady(Service.REPLICATOR, configuration(other))) {
        awaitCopy(there, topic, here, other.alias() + "." + topic, 0);
        awaitCopy(here, topic, there, newest.alias() + "." + topic, 0);

        other.restart("2.8");
        there.write(topic, 300, 100);
        here.write(topic, 1_300, 100);

        awaitCopy(there, topic, here, other.alias() + "." + topic, 0);
        awaitCopy(here, topic, there, newest.alias() + "." + topic, 0);
        assertThat(lines(replicator, "copied from the start of the source's log")).isEmpty();
      }
    }
  }

  @Test
  void aTargetThatIsTooOldIsRefusedByNameAndStillCopiedFrom() throws Exception {
    try (ReleasedCluster oldest = start(new Release("2.1.1", "2.12", ""));
        Admin admin = Admin.create(oldest.client())) {
      Content there = new Content(oldest, admin);
      Content here = new Content(newest, newestAdmin);
      String topic = "orders-" + oldest.alias();
      there.create(topic);
      here.create(topic);
      there.write(topic, 0, 300);
      Path configuration = configuration(oldest);
      try (ServiceProcess replicator =
              ServiceProcess.startReady(Service.REPLICATOR, configuration);
          ServiceProcess checkpoint =
              ServiceProcess.startReady(Service.CHECKPOINT, configuration)) {
        awaitCopy(there, topic, here, oldest.alias() + "." + topic, 0);
        assertFollows(there, topic, here, oldest.alias() + "." + topic, 50);
        await()
            .atMost(LIMIT)
            .untilAsserted(
                () ->
                    assertThat(replicator.get("/q/health/ready"))
                        .contains("brokers are too old", "2.5 or newer"));
        assertThat(lines(replicator, "brokers are too old")).isNotEmpty();
        assertThat(lines(checkpoint, "NullPointerException")).isEmpty();
      }
    }
  }

  @Test
  void theOldestThatIsCreatedByHandOnTheTargetIsRefusedByTheFence() throws Exception {
    try (ReleasedCluster older = start(new Release("2.4.1", "2.13", ""));
        Admin admin = Admin.create(older.client())) {
      Content here = new Content(newest, newestAdmin);
      String topic = "orders-" + older.alias();
      here.create(topic);
      here.write(topic, 0, 10);
      try (ServiceProcess replicator =
          ServiceProcess.startReady(Service.REPLICATOR, configuration(older))) {
        String refusal =
            "cluster k241: its brokers are of Kafka 2.4, and as a target they must be of 2.5 or newer";
        await()
            .atMost(LIMIT)
            .untilAsserted(() -> assertThat(replicator.get("/q/health/ready")).contains(refusal));
        assertThat(lines(replicator, refusal)).isNotEmpty();
        assertThat(new Content(older, admin).values(newest.alias() + "." + topic)).isEmpty();
      }
    }
  }

  private static boolean hasIds(Release release) {
    return !release.needsZooKeeper();
  }

  private static Path configuration(ReleasedCluster other) throws IOException {
    String one = newest.alias();
    String two = other.alias();
    String text =
        """
        clusters = %1$s, %2$s
        home = %1$s
        %1$s.bootstrap.servers = %3$s
        %2$s.bootstrap.servers = %4$s
        %1$s->%2$s.enabled = true
        %2$s->%1$s.enabled = true
        topics = orders-%2$s
        groups = group-.*
        refresh.topics.interval.seconds = 1
        emit.checkpoints.interval.seconds = 1
        sync.group.offsets.interval.seconds = 1
        refresh.groups.interval.seconds = 1
        """
            .formatted(one, two, newest.bootstrapServers(), other.bootstrapServers());
    Path folder = Files.createTempDirectory(FOLDER, two + "-services-");
    return Files.writeString(folder.resolve("mm2.properties"), text);
  }

  /** Waits until the copy is {@code before} records and then what the topic holds now. */
  private static void awaitCopy(
      Content source, String topic, Content target, String copy, int before) {
    List<String> sent = source.values(topic);
    assertThat(sent).isNotEmpty();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              List<String> copied = target.values(copy);
              assertThat(copied).hasSize(before + sent.size());
              if (before == 0) {
                assertThat(copied).isEqualTo(sent);
              } else {
                assertThat(copied).containsAll(sent);
              }
            });
  }

  private static void assertFollows(
      Content source, String topic, Content target, String copy, long place) throws Exception {
    String group = "group-" + topic;
    source.commit(group, topic, place);
    String next = source.next(group, topic).orElseThrow();
    await().atMost(LIMIT).untilAsserted(() -> assertThat(target.next(group, copy)).contains(next));
  }

  /** Deletes a topic and creates it at once, shorter than before. */
  private static void createAgain(Content content, Admin admin, String topic) throws Exception {
    admin.deleteTopics(List.of(topic)).all().get();
    await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(topic));
    // Older brokers list it no more and are still at deleting it.
    await()
        .atMost(LIMIT)
        .ignoreExceptionsMatching(busy -> busy.getCause() instanceof TopicExistsException)
        .until(
            () -> {
              content.create(topic);
              return true;
            });
    content.write(topic, 5_000, 20);
  }

  private static List<String> lines(ServiceProcess service, String text) {
    return service.output().stream().filter(line -> line.contains(text)).toList();
  }
}
