package io.chappe.replicator.copy.port;

import java.util.concurrent.Executor;

/**
 * Opens a flow's two clusters. Opening fails with a {@link org.apache.kafka.common.KafkaException};
 * then it is tried again.
 */
public interface Connections {
  /** Opens the source; listeners and replies run on {@code copyLoop}. */
  BatchFetcher openSource(Executor copyLoop);

  /** Opens the target, for use on the thread of the copy loop. */
  BatchAppender openTarget(Timers timers);

  /** Of the batches that the source gives and the target takes. */
  BatchCodec codec();
}
