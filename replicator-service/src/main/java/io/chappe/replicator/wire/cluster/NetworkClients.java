package io.chappe.replicator.wire.cluster;

import java.util.Collections;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.network.ChannelBuilder;
import org.apache.kafka.common.network.NetworkReceive;
import org.apache.kafka.common.network.Selector;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/** Makes {@link ClusterClient}s on Kafka's own network client. */
public final class NetworkClients {
  private NetworkClients() {}

  /**
   * A client that isn't connected yet.
   *
   * @param alias alias of the cluster, for logs
   * @param side what the cluster is used for
   * @param config a consumer's or producer's configuration, by the public definitions
   * @param clientId what brokers see in their logs and quotas
   * @param inFlight requests in flight on one connection
   * @param pool where responses are received into
   */
  public static ClusterClient open(
      String alias,
      BrokerVersions.Side side,
      AbstractConfig config,
      String clientId,
      int inFlight,
      MemoryPool pool) {
    BrokerVersions versions = new BrokerVersions(alias, side);
    LogContext logContext = new LogContext("[" + clientId + " " + alias + "] ");
    Time time = Time.SYSTEM;
    TopicMetadata metadata =
        new TopicMetadata(
            config.getLong(CommonClientConfigs.RETRY_BACKOFF_MS_CONFIG),
            config.getLong(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG),
            config.getLong(CommonClientConfigs.METADATA_MAX_AGE_CONFIG),
            time::milliseconds,
            logContext);
    metadata.bootstrap(ClientUtils.parseAndValidateAddresses(config));
    Metrics metrics = new Metrics();
    ChannelBuilder channels = ClientUtils.createChannelBuilder(config, time, logContext);
    Selector selector =
        new Selector(
            NetworkReceive.UNLIMITED,
            config.getLong(CommonClientConfigs.CONNECTIONS_MAX_IDLE_MS_CONFIG),
            metrics,
            time,
            "chappe",
            Collections.emptyMap(),
            false,
            false,
            channels,
            pool,
            logContext);
    return new ClusterClient(
        alias,
        versions,
        networkClient(config, clientId, inFlight, selector, metadata, versions, logContext),
        metadata,
        config.getInt(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG),
        time,
        metrics::close);
  }

  private static KafkaClient networkClient(
      AbstractConfig config,
      String clientId,
      int inFlight,
      Selector selector,
      TopicMetadata metadata,
      BrokerVersions versions,
      LogContext logContext) {
    return new NetworkClient(
        selector,
        metadata,
        clientId,
        inFlight,
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG),
        config.getLong(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG),
        config.getInt(CommonClientConfigs.SEND_BUFFER_CONFIG),
        config.getInt(CommonClientConfigs.RECEIVE_BUFFER_CONFIG),
        config.getInt(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG),
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG),
        config.getLong(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MAX_MS_CONFIG),
        Time.SYSTEM,
        true,
        versions,
        logContext,
        config.getLong(CommonClientConfigs.METADATA_RECOVERY_REBOOTSTRAP_TRIGGER_MS_CONFIG),
        MetadataRecoveryStrategy.forName(
            config.getString(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG)));
  }
}
