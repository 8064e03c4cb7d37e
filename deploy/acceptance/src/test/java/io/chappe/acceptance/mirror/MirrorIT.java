package io.chappe.acceptance.mirror;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** All scenarios in one landscape, most of them at the same time: they mostly wait. */
class MirrorIT {
  private static MirrorLandscape landscape;

  @BeforeAll
  static void startsClustersAndServices() {
    landscape = MirrorLandscape.start();
  }

  @AfterAll
  static void endsThem() {
    if (landscape != null) {
      landscape.close();
    }
  }

  @Nested
  class Replication extends ReplicationScenarios {
    @Override
    MirrorLandscape landscape() {
      return landscape;
    }
  }

  @Nested
  class Groups extends GroupScenarios {
    @Override
    MirrorLandscape landscape() {
      return landscape;
    }
  }

  @Nested
  class Topics extends TopicScenarios {
    @Override
    MirrorLandscape landscape() {
      return landscape;
    }
  }

  @Nested
  class Restart extends RestartScenarios {
    @Override
    MirrorLandscape landscape() {
      return landscape;
    }
  }
}
