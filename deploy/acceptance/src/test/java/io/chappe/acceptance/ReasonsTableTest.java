package io.chappe.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The runbook has every reason of a failure, with what the status says of it. */
class ReasonsTableTest {
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

  @Test
  void theRunbookHasEveryReasonWithItsRemedy() throws IOException {
    List<List<String>> told = new ArrayList<>();
    for (List<String> row : TestTables.rows(RUNBOOK, "## Reasons")) {
      for (String word : row.get(0).split(", ")) {
        told.add(List.of(word, row.get(1), row.get(2)));
      }
    }

    assertThat(told)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Reason.values())
                .map(each -> List.of("`" + each.word() + "`", each.meaning(), each.remedy()))
                .toList());
  }
}
