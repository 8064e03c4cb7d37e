package io.chappe.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.benchmark.limit.Limit;
import io.chappe.benchmark.load.Content;
import io.chappe.benchmark.load.Workload;
import io.chappe.benchmark.run.CopyResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoalsTest {
  private static final double GIBI = 1024.0 * 1024 * 1024;
  private static final Content ONE_GIBIBYTE =
      new Content(Map.of(0, new Content.Sum(1_000_000, 7)), (long) GIBI);

  @Test
  void comparesTheMediansOfTheRuns() {
    CopyTable table = table("lz4, 16 KiB");
    for (double cpu : new double[] {1, 2, 90}) {
      table.add("Chappe, native", run(10, cpu, ""));
    }
    for (double cpu : new double[] {0, 24, 25}) {
      table.add("MM2, tuned", run(10, cpu, ""));
    }

    assertThat(Goals.table(List.of(table), List.of(), List.of()))
        .contains("| lz4, 16 KiB: CPU at most 1/10 of MM2's, tuned | 1/12.0 | - |");
  }

  @Test
  void comparesTheSpeedWithWhatBrokersCanDo() {
    CopyTable table = table("lz4, 16 KiB, catch-up");
    table.add(new Limit(GIBI / 4, GIBI / 8, GIBI / 2));
    table.add("Chappe, JVM", run(5, 1, ""));

    // The batches are half the size of the payload: an eighth of a GiB of them is a quarter.
    assertThat(Goals.table(List.of(table), List.of(), List.of())).contains("| - | 80 % |");
    assertThat(table.lines()).contains("fetch 512, append 256");
  }

  @Test
  void showsWhatDiffersInACopy() {
    CopyTable table = table("lz4, 16 KiB");
    table.add("MM2", run(1, 1, ""));
    table.add("MM2", run(1, 1, "7 records instead of 8"));

    assertThat(table.lines()).contains("| 7 records instead of 8; equal |");
  }

  private static CopyTable table(String workload) {
    return new CopyTable(
        Workload.all().stream()
            .filter(each -> each.name().equals(workload))
            .findFirst()
            .orElseThrow(),
        ONE_GIBIBYTE);
  }

  private static CopyResult run(double seconds, double cpu, String difference) {
    return new CopyResult(1, 1, seconds, cpu, 1, 100, difference);
  }
}
