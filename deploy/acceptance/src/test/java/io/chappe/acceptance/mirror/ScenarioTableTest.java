package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in the module's README: all of MM2's integration tests, and only tests that exist. */
class ScenarioTableTest {
  private static final Set<String> OF_MM2 =
      Set.of(
          "testReplication",
          "testReplicationWithEmptyPartition",
          "testOneWayReplicationWithAutoOffsetSync",
          "testOneWayReplicationWithFrequentOffsetSyncs",
          "testReplicationWithoutOffsetSyncWillNotCreateOffsetSyncsTopic",
          "testOffsetSyncsTopicsOnTarget",
          "testNoCheckpointsIfNoRecordsAreMirrored",
          "testRestartReplication",
          "testOffsetTranslationBehindReplicationFlow",
          "testSyncTopicConfigs",
          "testReplicateSourceDefault",
          "testReplicateTargetDefault",
          "testReplicateFromLatest",
          "testConnectorMetricsNew",
          "testConnectorMetricsLegacy",
          "testConnectorMetricsDefault",
          "testConnectorMetricsNewAndLegacy",
          "ExactlyOnceTest.testReplication",
          "testReplicationIsCreatingTopicsUsingProvidedForwardingAdmin",
          "testCreatePartitionsUseProvidedForwardingAdmin",
          "testSyncTopicConfigUseProvidedForwardingAdmin",
          "testSyncTopicACLsUseProvidedForwardingAdmin",
          "testSingleNodeCluster",
          "testClusterWithEmitOffsetDisabled",
          "testMultiNodeCluster");

  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `((?:\\w+\\.)?test\\w+)` \\| ([^|]*) \\|(.*) \\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  private static Map<String, String> rows() throws IOException {
    Map<String, String> rows = new TreeMap<>();
    String readme = Files.readString(Path.of("README.md"));
    ROW.matcher(readme).results().forEach(row -> rows.put(row.group(1), row.group(2)));
    return rows;
  }

  @Test
  void hasARowForEachOfMm2sTests() throws IOException {
    assertThat(rows()).containsOnlyKeys(OF_MM2);
  }

  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, List<MatchResult>> named =
        rows().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, row -> TEST.matcher(row.getValue()).results().toList()));

    assertThat(named).allSatisfy((row, tests) -> assertThat(tests).isNotEmpty());
    Set<MatchResult> all =
        named.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    for (MatchResult test : all) {
      assertThat(sourceOf(test.group(1))).contains(" void " + test.group(2) + "(");
    }
  }

  private static String sourceOf(String name) throws IOException {
    Path root = Path.of("..", "..");
    for (String module : List.of("deploy/acceptance", "replicator-service", "shared")) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/test/java"))) {
        var found = files.filter(file -> file.endsWith(name + ".java")).findFirst();
        if (found.isPresent()) {
          return Files.readString(found.get());
        }
      }
    }
    throw new AssertionError("there is no " + name);
  }
}
