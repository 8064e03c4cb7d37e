package io.chappe.testing;

import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka server inside this JVM: cheap to start, but it can only be stopped the graceful way. Its
 * log goes where this JVM's does, from warnings up, as does that of Kafka's clients then.
 */
final class InProcessServerNode implements ServerNode {
  private final Map<String, String> settings;
  private final Path properties;
  private final String clusterId;
  private KafkaRaftServer server;

  InProcessServerNode(Map<String, String> settings, Path properties, String clusterId) {
    this.settings = settings;
    this.properties = properties;
    this.clusterId = clusterId;
  }

  @Override
  public void start() {
    BrokerMain.format(properties.toString(), clusterId);
    // Kafka loads its plug-ins by the thread's class loader, which on threads of the common pool is
    // that of an application that a Quarkus test has started meanwhile.
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(KafkaRaftServer.class.getClassLoader());
    try {
      server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
      server.startup();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void stop() {
    server.shutdown();
    server.awaitShutdown();
    server = null;
  }

  @Override
  public void kill() {
    throw new UnsupportedOperationException("only brokers in child processes can be killed");
  }

  @Override
  public void pause() {
    throw new UnsupportedOperationException("only brokers in child processes can be paused");
  }

  @Override
  public void resume() {
    throw new UnsupportedOperationException("only brokers in child processes can be paused");
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }

  @Override
  public String logTail() {
    return "";
  }
}
