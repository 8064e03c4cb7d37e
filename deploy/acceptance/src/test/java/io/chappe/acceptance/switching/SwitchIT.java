package io.chappe.acceptance.switching;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.LandscapeExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application moves to the other cluster by the offsets that are synced there, and back, over
 * and over: it passes no record and reads none again, but for what administrators want, whatever
 * they and others do to the group, the topics and the services in between. See the module's README
 * for a long run.
 */
@ExtendWith(LandscapeExtension.class)
class SwitchIT {

  @Test
  void noRecordIsProcessedTwiceOrSkippedHoweverOftenTheApplicationMoves(Landscape landscape)
      throws Exception {
    SwitchSettings settings = SwitchSettings.fromSystemProperties();
    System.out.println("switch " + settings);
    Sides sides = new Sides(landscape);
    try (Instances instances = new Instances(Landscape.write(SwitchRun.configuration(sides)))) {
      SwitchRun run = new SwitchRun(settings, sides, instances);
      try {
        run.run();
      } catch (AssertionError | Exception failure) {
        throw new AssertionError(
            settings + "\n" + run.lastSeen() + "\n" + instances.outputTails(), failure);
      }
      System.out.println(run.result());
      Ledger.Findings findings = run.findings();
      assertThat(findings.differences()).as("%s: what is wrong", settings).isEmpty();
      assertThat(findings.read()).isGreaterThan(settings.switches() * 10L);
    }
  }
}
