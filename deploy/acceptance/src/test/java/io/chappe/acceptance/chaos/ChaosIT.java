package io.chappe.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** See the module's README for how to repeat a run, and how to have a long one. */
@Isolated
class ChaosIT {
  // Kept here, because the log manager forgets loggers that nobody holds, with their levels.
  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

  @Test
  void everyCommittedRecordArrivesOnceAndInOrderWhateverHappens()
      throws IOException, InterruptedException, ExecutionException {
    ChaosSettings settings = ChaosSettings.fromSystemProperties();
    Path parent = Files.createDirectories(Path.of("target", "chaos").toAbsolutePath());
    Path folder = Files.createTempDirectory(parent, "seed-" + settings.seed() + "-");
    EventLog events = new EventLog(folder);
    events.note(settings + ", everything is kept in " + folder);
    try (ChaosRun run = new ChaosRun(settings, folder, events)) {
      // Only now, since clusters set it as they start. Brokers are down on purpose.
      KAFKA.setLevel(Level.SEVERE);
      run.start();
      check(run.run(), events, settings);
    } catch (AssertionError | Exception failure) {
      throw new AssertionError(
          "%s failed; logs and data are in %s%n%s%n%s"
              .formatted(settings, folder, failure, String.join("\n", events.lines())),
          failure);
    }
    deleteData(folder);
  }

  private static void check(ChaosResult result, EventLog events, ChaosSettings settings) {
    List<String> differences = result.differences();
    differences.forEach(events::note);
    events.note(
        "chaos result: seed=%d seconds=%d faults=%d %s %s differences=%d"
            .formatted(
                settings.seed(),
                settings.duration().toSeconds(),
                events.faults(),
                events.faultsByKind(),
                result.summary(),
                differences.size()));
    assertThat(differences).as("partitions that differ").isEmpty();
    assertThat(result.neverCommitted()).as("records of aborted transactions").isZero();
    // The test itself: it must have had something to lose, to repeat and to leave out.
    assertThat(events.faults()).isGreaterThanOrEqualTo(ChaosSettings.FEWEST_FAULTS);
    assertThat(result.committed().values()).noneMatch(log -> log.records().isEmpty());
    assertThat(result.aborts()).isPositive();
    assertThat(result.epochsEnded()).as("partitions whose epochs have ended").isPositive();
    assertThat(KeyedResult.records(result.keyed().left()))
        .as("what the cleaner has left")
        .isPositive()
        .isLessThan(KeyedResult.records(result.keyed().source()));
    // Copying went on amid the faults, not only when they were over.
    assertThat(result.arrivedAmidFaults())
        .isGreaterThan(ChaosResult.records(result.committed()) / 2);
    assertThat(result.takeovers()).isGreaterThan(result.committed().size());
    assertThat(ChaosResult.records(result.committed())).isLessThan(result.acknowledged());
  }

  /** The brokers' data is large, and of use only after a failure. */
  private static void deleteData(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> data =
          files
              .filter(each -> folder.relativize(each).toString().contains("data-"))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path each : data) {
        Files.delete(each);
      }
    }
  }
}
