package io.chappe.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * What the page and the API of heartbeat-service are good for. Set in the file or the environment
 * only: who may write to {@code chappe.config.internal} can't open them.
 *
 * @param access what may be done
 * @param look who may look
 * @param tokenFile file with the tokens; there if {@code access} is read-write, or if it takes a
 *     token to look
 * @param remote whether other machines than this one may do it
 * @param hosts the names to which they may send their requests, in small letters; all if empty
 */
public record ApiSettings(
    Access access, Look look, Optional<Path> tokenFile, boolean remote, List<String> hosts) {
  /** What may be done. */
  public enum Access {
    /** Neither page nor API is there. */
    OFF,
    /** To look. */
    READ_ONLY,
    /** To look, and with the token to change. */
    READ_WRITE;

    /** As it is written in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Who may look. */
  public enum Look {
    /** Whoever reaches the port. */
    ANYONE,
    /** Who shows a token. */
    TOKEN;

    /** As it is written in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ApiSettings read(Settings settings, Findings findings) {
    Access access = value(settings, ChappeKeys.API_ACCESS).orElse(Access.READ_ONLY);
    Look look = value(settings, ChappeKeys.API_LOOK).orElse(Look.ANYONE);
    Optional<Path> token =
        value(settings, ChappeKeys.API_TOKEN_FILE).filter(path -> !path.toString().isEmpty());
    if (access == Access.READ_WRITE && token.isEmpty()) {
      findings.problem(
          "%s=%s: needs %s, the path of a file with a token of 16 characters at least"
              .formatted(ChappeKeys.API_ACCESS.name(), access, ChappeKeys.API_TOKEN_FILE.name()));
    }
    if (look == Look.TOKEN && token.isEmpty()) {
      findings.problem(
          "%s=%s: needs %s, the path of a file with tokens of 16 characters at least"
              .formatted(ChappeKeys.API_LOOK.name(), look, ChappeKeys.API_TOKEN_FILE.name()));
    }
    boolean remote = value(settings, ChappeKeys.API_REMOTE).orElse(false);
    List<String> hosts =
        value(settings, ChappeKeys.API_HOSTS).orElse(List.of()).stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    if (!remote && !hosts.isEmpty()) {
      findings.warning(
          "%s has no effect without %s=true"
              .formatted(ChappeKeys.API_HOSTS.name(), ChappeKeys.API_REMOTE.name()));
    }
    return new ApiSettings(access, look, token, remote, hosts);
  }

  /** What isn't a value has been found by then. */
  private static <T> Optional<T> value(Settings settings, KeyDefinition<T> key) {
    try {
      return settings.get(key.name()).map(setting -> key.type().parse(setting.value()));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }
}
