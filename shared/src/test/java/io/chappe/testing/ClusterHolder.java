package io.chappe.testing;

import java.io.IOException;

/** A process that starts a cluster and never closes it: what is left when it is killed? */
final class ClusterHolder {
  /** What it prints when the cluster is up. */
  static final String READY = "cluster is up";

  private ClusterHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (TestCluster cluster = TestCluster.builder("held").start()) {
      System.out.println(READY + ": " + cluster.bootstrapServers());
      int nothing = System.in.read();
      throw new IllegalStateException("expected to be killed, not to read " + nothing);
    }
  }
}
