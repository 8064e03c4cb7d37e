package io.chappe.replicator;

import io.chappe.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsToTheArchitecture() {
    ArchitectureRules.check("replicator");
  }
}
