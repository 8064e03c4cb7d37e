package io.chappe.acceptance;

import java.time.Duration;

/** How long tests wait for what is no promise of the services', on a machine as busy as can be. */
public final class Patience {
  public static final Duration LIMIT = Duration.ofMinutes(3);

  private Patience() {}
}
