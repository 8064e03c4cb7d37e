package io.chappe.config.keys;

import io.chappe.config.keys.KeyDefinition.Origin;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be changed while the services run by whoever may write to {@code chappe.config.internal}
 * or has the API's token: a closed list. It says what flows do. How clusters are reached, what is
 * loaded and who may do what comes from the file and the environment.
 */
public final class RunTimeKeys {
  /** The keys of clients: how much and how often, not where and not by which classes. */
  public static final Set<String> OF_CLIENTS =
      Set.of(
          "auto.offset.reset",
          "batch.size",
          "buffer.memory",
          "client.rack",
          "compression.gzip.level",
          "compression.lz4.level",
          "compression.type",
          "compression.zstd.level",
          "connections.max.idle.ms",
          "default.api.timeout.ms",
          "delivery.timeout.ms",
          "fetch.max.bytes",
          "fetch.max.wait.ms",
          "fetch.min.bytes",
          "heartbeat.interval.ms",
          "linger.ms",
          "max.block.ms",
          "max.in.flight.requests.per.connection",
          "max.partition.fetch.bytes",
          "max.poll.interval.ms",
          "max.poll.records",
          "max.request.size",
          "metadata.max.age.ms",
          "metadata.max.idle.ms",
          "receive.buffer.bytes",
          "reconnect.backoff.max.ms",
          "reconnect.backoff.ms",
          "request.timeout.ms",
          "retries",
          "retry.backoff.max.ms",
          "retry.backoff.ms",
          "send.buffer.bytes",
          "session.timeout.ms",
          "socket.connection.setup.timeout.max.ms",
          "socket.connection.setup.timeout.ms");

  private static final Pattern CLIENT =
      Pattern.compile(
          "(?:producer\\.override|(?:(?:source|target)\\.)?(?:consumer|producer|admin))\\.(.+)");
  private static final Pattern CLUSTER = Pattern.compile("(?:source|target)\\.cluster\\..+");
  private static final Pattern OF_RECORDS = Pattern.compile("(?:transforms|predicates)(?:\\..+)?");

  private RunTimeKeys() {}

  /** Whether a line may be changed. */
  public enum Verdict {
    ALLOWED,
    /** It means something, but only in the file. */
    FILE,
    /** The same, and only when the services start. */
    START,
    /** It means nothing: it isn't applied, but whoever looks at it next may know what was meant. */
    UNKNOWN
  }

  /**
   * What is to be said of a line.
   *
   * @param line a key as in the file, with its prefixes
   * @param aliases the clusters that the file knows
   */
  public static Verdict of(String line, Collection<String> aliases) {
    return switch (KeyPlace.of(line, aliases)) {
      case KeyPlace.TopLevel place -> ofAllFlows(place.name());
      case KeyPlace.OfCluster place -> ofClients(place.name());
      case KeyPlace.OfFlow place ->
          ofDefinition(place.name())
              .or(() -> ofRecords(place.name()))
              .orElseGet(() -> ofClients(place.name()));
      case KeyPlace.OfUnknownFlow place -> Verdict.UNKNOWN;
    };
  }

  private static Verdict ofAllFlows(String name) {
    return ofDefinition(name)
        .or(() -> ofRecords(name))
        .orElseGet(
            () ->
                name.startsWith(FileKeys.CONFIG_PROVIDERS.name() + ".")
                    ? Verdict.START
                    : ClientKeys.OF_CLUSTER.contains(name) ? Verdict.FILE : Verdict.UNKNOWN);
  }

  private static Optional<Verdict> ofDefinition(String name) {
    return ChappeKeys.ALL.stream()
        .filter(known -> known.name().equals(name))
        .map(KeyDefinition::origin)
        .map(RunTimeKeys::verdict)
        .findFirst();
  }

  private static Verdict verdict(Origin origin) {
    return switch (origin) {
      case ANYWHERE -> Verdict.ALLOWED;
      case FILE -> Verdict.FILE;
      case START -> Verdict.START;
    };
  }

  private static Optional<Verdict> ofRecords(String name) {
    if (!OF_RECORDS.matcher(name).matches()) {
      return Optional.empty();
    }
    return Optional.of(name.contains("config.providers") ? Verdict.START : Verdict.ALLOWED);
  }

  private static Verdict ofClients(String name) {
    Matcher client = CLIENT.matcher(name);
    if (ClientKeys.OF_CLUSTER.contains(name) || CLUSTER.matcher(name).matches()) {
      return Verdict.FILE;
    } else if (!client.matches()) {
      return Verdict.UNKNOWN;
    }
    return OF_CLIENTS.contains(client.group(1)) ? Verdict.ALLOWED : Verdict.FILE;
  }
}
