package io.chappe.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.soak.Growth.Bound;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Topics are created, filled and deleted, and replicators come and go, for as long as it is told
 * to. Prints a table of what the services hold at the beginning, in the middle and at the end.
 */
@Isolated
@EnabledOnOs(OS.LINUX)
@EnabledIfSystemProperty(named = "chappe.soak.minutes", matches = "[1-9].*")
class SoakIT {
  /** Until then all code has run and all buffers are there. Even, so that one replicator runs. */
  private static final int WARM_UP_ROUNDS = 4;

  private final Duration duration = Duration.ofMinutes(Long.getLong("chappe.soak.minutes", 0));
  private final boolean nativeExecutables =
      System.getProperty("chappe.runner", "jvm").equals("native");

  @Test
  void nothingGrowsWhileTopicsComeAndGo() throws IOException {
    try (SoakRun run = new SoakRun(nativeExecutables)) {
      run.start();
      rounds(run, WARM_UP_ROUNDS);
      run.measure();
      long begin = System.nanoTime();
      roundsUntil(run, begin + duration.dividedBy(2).toNanos());
      run.measure();
      roundsUntil(run, begin + duration.toNanos());
      run.measure();
      run.checkSteady();
      SequencedMap<String, Bound> bounds = run.bounds();
      String table = run.growth().markdown(bounds);
      System.out.printf(
          "soak: %d minutes, %d rounds, %d topics created and deleted%n%s",
          duration.toMinutes(), run.rounds(), run.rounds() * ChurningTopics.COUNT, table);
      Files.writeString(Files.createDirectories(Path.of("target")).resolve("soak.md"), table);
      assertThat(run.growth().excesses(bounds)).as("what has grown too much").isEmpty();
    }
  }

  private static void rounds(SoakRun run, int count) {
    for (int round = 0; round < count; round++) {
      run.round();
    }
  }

  /** Two at a time: a replicator that has come goes again. */
  private static void roundsUntil(SoakRun run, long endNanos) {
    do {
      rounds(run, 2);
    } while (System.nanoTime() - endNanos < 0);
  }
}
