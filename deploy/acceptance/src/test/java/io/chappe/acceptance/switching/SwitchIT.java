package io.chappe.acceptance.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.LandscapeExtension;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application moves to the other cluster by the offsets that are synced there, and back, over
 * and over: each record is processed once. See the module's README for a long run.
 */
@ExtendWith(LandscapeExtension.class)
class SwitchIT {

  @Test
  void noRecordIsProcessedTwiceOrSkippedHoweverOftenTheApplicationMoves(Landscape landscape)
      throws Exception {
    SwitchSettings settings = SwitchSettings.fromSystemProperties();
    SwitchRun run = new SwitchRun(landscape, settings);
    Path configuration = Landscape.write(run.configuration());
    try (ServiceProcess replicator = ServiceProcess.startReady(Service.REPLICATOR, configuration);
        ServiceProcess checkpoint = ServiceProcess.startReady(Service.CHECKPOINT, configuration)) {
      try {
        run.run(checkpoint);
      } catch (AssertionError | Exception failure) {
        throw new AssertionError(
            settings
                + "\n"
                + run.lastSeen()
                + "\n"
                + replicator.outputTail()
                + "\n"
                + checkpoint.outputTail(),
            failure);
      }
    }
    System.out.println(run.result());
    assertThat(run.differences()).as("%s: partitions that differ", settings).isEmpty();
    assertThat(run.processed()).isGreaterThan(settings.switches() * 10L);
  }
}
