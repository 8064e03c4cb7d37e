package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.TestTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
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
    for (String tests : rows().values()) {
      TestTables.assertNamesTests(tests);
    }
  }
}
