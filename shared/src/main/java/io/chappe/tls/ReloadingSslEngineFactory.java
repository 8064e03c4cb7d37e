package io.chappe.tls;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own TLS for clients, but with certificates that may change on disk: Kafka reads the
 * stores once for the life of a client, and ours live as long as the service. Here each new
 * connection looks whether a file has changed, and if so, all are read again. Connections that are
 * open stay as they are.
 *
 * <p>Stores that can't be read, as while they are being written, leave the former ones in use; each
 * further connection tries again.
 *
 * <p>Every client of every kind uses it, by Kafka's setting {@code ssl.engine.factory.class},
 * unless the file names another. Kafka makes one for each client.
 */
@RegisterForReflection
public final class ReloadingSslEngineFactory implements SslEngineFactory {
  private static final Logger LOGGER = LoggerFactory.getLogger(ReloadingSslEngineFactory.class);

  private Map<String, ?> settings;
  private StoreFiles files;
  private StoreFiles.State read;
  private StoreFiles.State refused;
  private DefaultSslEngineFactory current;

  @Override
  public synchronized void configure(Map<String, ?> configured) {
    settings = configured;
    files = StoreFiles.of(configured);
    // The look comes first: a change during the reading will be seen at the next connection.
    read = files.state();
    current = readStores();
  }

  @Override
  public synchronized SSLEngine createClientSslEngine(
      String host, int port, String endpointIdentification) {
    refresh();
    return current.createClientSslEngine(host, port, endpointIdentification);
  }

  @Override
  public synchronized SSLEngine createServerSslEngine(String host, int port) {
    refresh();
    return current.createServerSslEngine(host, port);
  }

  private void refresh() {
    StoreFiles.State now = files.state();
    if (now.equals(read)) {
      return;
    }
    try {
      DefaultSslEngineFactory fresh = readStores();
      current.close();
      current = fresh;
      read = now;
      LOGGER.info("certificates changed, read again: files={}", files.paths());
    } catch (KafkaException e) {
      if (!now.equals(refused)) {
        refused = now;
        LOGGER.warn(
            "changed certificates can't be used, the former stay in use: files={} reason={}",
            files.paths(),
            e.getMessage());
      }
    }
  }

  private DefaultSslEngineFactory readStores() {
    DefaultSslEngineFactory fresh = new DefaultSslEngineFactory();
    fresh.configure(settings);
    return fresh;
  }

  @Override
  public synchronized boolean shouldBeRebuilt(Map<String, Object> next) {
    return current.shouldBeRebuilt(next);
  }

  @Override
  public synchronized Set<String> reconfigurableConfigs() {
    return current.reconfigurableConfigs();
  }

  @Override
  public synchronized KeyStore keystore() {
    return current.keystore();
  }

  @Override
  public synchronized KeyStore truststore() {
    return current.truststore();
  }

  @Override
  public synchronized void close() {
    if (current != null) {
      current.close();
    }
  }
}
