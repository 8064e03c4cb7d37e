package io.chappe.replicator.wire;

import io.chappe.config.ClientSettings;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchCodec;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Connections;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.append.KafkaBatchAppender;
import io.chappe.replicator.wire.batch.KafkaBatchCodec;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.replicator.wire.fetch.KafkaBatchFetcher;
import java.util.concurrent.Executor;

/**
 * A flow's clusters, reached by Kafka's own network client.
 *
 * @param source how the source is reached
 * @param target how the target is reached
 * @param clientId what brokers see in their logs and quotas
 * @param bufferBytes bytes of fetched batches to hold at most
 * @param traffic counts what is fetched, and limits it
 * @param tick called by the fetching thread each round, to show that it is alive
 */
public record KafkaConnections(
    ClientSettings source,
    ClientSettings target,
    String clientId,
    long bufferBytes,
    FetchTraffic traffic,
    Runnable tick)
    implements Connections {

  @Override
  public BatchFetcher openSource(Executor copyLoop) {
    // As long as a cluster can't be reached for the first time, nobody fetches and nobody is stuck.
    tick.run();
    return new KafkaBatchFetcher(
        source.alias(), clientId, source.consumer(), bufferBytes, traffic, copyLoop, tick);
  }

  @Override
  public BatchAppender openTarget(Timers timers) {
    tick.run();
    return new KafkaBatchAppender(target.alias(), clientId, target.producer(), timers);
  }

  @Override
  public BatchCodec codec() {
    return new KafkaBatchCodec();
  }
}
