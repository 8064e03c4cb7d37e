package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each failure of MM2, and each event that operate.md tells about, has its tests. */
class FailureTablesTest {
  private static final Path HERE = Path.of("README.md");
  private static final Path OPERATE = Path.of("..", "docs", "operate.md");
  private static final int FAILURES = 15;

  @Test
  void eachFailureOfMm2HasTestsThatExist() throws IOException {
    List<List<String>> rows = TestTables.rows(HERE, "## MM2's failures");

    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, FAILURES).mapToObj(number -> "F" + number).toList());
    for (List<String> row : rows) {
      TestTables.assertNamesTests(row.get(2));
    }
  }

  @Test
  void eachEventOfTheDocumentHasTestsThatExist() throws IOException {
    List<List<String>> rows = TestTables.rows(HERE, "## What happens when");
    List<List<String>> told = TestTables.rows(OPERATE, "## What happens when");

    assertThat(told).isNotEmpty();
    assertThat(rows)
        .extracting(List::getFirst)
        .containsExactlyInAnyOrderElementsOf(told.stream().map(List::getFirst).toList());
    for (List<String> row : rows) {
      TestTables.assertNamesTests(row.get(1));
    }
  }
}
