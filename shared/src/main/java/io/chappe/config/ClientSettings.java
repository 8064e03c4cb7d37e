package io.chappe.config;

import java.util.Map;

/**
 * The Kafka client properties with which one flow reaches one of its two clusters, after all
 * prefixes and their precedence are resolved. Each map has {@code bootstrap.servers}, the security
 * settings and whatever the file adds for that kind of client; none has serializers, a group id or
 * a client id: those belong to whoever makes the client.
 *
 * @param alias alias of the cluster
 * @param consumer properties for consumers, and for fetching on the data path
 * @param producer properties for producers, and for appending on the data path
 * @param admin properties for admin clients
 */
public record ClientSettings(
    String alias,
    Map<String, String> consumer,
    Map<String, String> producer,
    Map<String, String> admin) {
  public ClientSettings {
    consumer = Map.copyOf(consumer);
    producer = Map.copyOf(producer);
    admin = Map.copyOf(admin);
  }

  /** Names the cluster only: the maps may hold secrets. */
  @Override
  public String toString() {
    return "ClientSettings[" + alias + "]";
  }
}
