package io.chappe.testing;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Two small clusters, {@code us} and {@code eu}, in this JVM, for all tests that need no cluster of
 * their own. Tests share them, so each uses topics of its own: see {@link #uniqueName(String)}.
 */
public final class SharedClusters implements AutoCloseable {
  private final TestCluster us;
  private final TestCluster eu;

  private SharedClusters(TestCluster us, TestCluster eu) {
    this.us = us;
    this.eu = eu;
  }

  /** Starts both clusters; to be closed by the caller. */
  public static SharedClusters start() {
    CompletableFuture<TestCluster> us = CompletableFuture.supplyAsync(() -> startOne("us"));
    CompletableFuture<TestCluster> eu = CompletableFuture.supplyAsync(() -> startOne("eu"));
    return new SharedClusters(us.join(), eu.join());
  }

  /** The cluster that examples take as the source. */
  public TestCluster us() {
    return us;
  }

  /** The cluster that examples take as the target. */
  public TestCluster eu() {
    return eu;
  }

  /** A name for a topic or group that no other test has: {@code stem} with a random ending. */
  public static String uniqueName(String stem) {
    return stem + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  @Override
  public void close() {
    us.close();
    eu.close();
  }

  private static TestCluster startOne(String name) {
    return TestCluster.builder(name).inProcess().start();
  }
}
