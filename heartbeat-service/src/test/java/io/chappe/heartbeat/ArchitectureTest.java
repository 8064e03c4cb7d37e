package io.chappe.heartbeat;

import io.chappe.testing.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

  @Test
  void keepsToTheArchitecture() {
    ArchitectureRules.check("heartbeat");
  }
}
