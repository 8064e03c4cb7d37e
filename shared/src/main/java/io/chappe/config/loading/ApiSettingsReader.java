package io.chappe.config.loading;

import io.chappe.config.ApiSettings;
import io.chappe.config.keys.FileKeys;
import io.chappe.config.keys.KeyDefinition;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/** Reads what the page and the API are good for, and finds what doesn't go together. */
final class ApiSettingsReader {
  private ApiSettingsReader() {}

  static ApiSettings read(Settings settings, Findings findings) {
    ApiSettings.Access access =
        value(settings, FileKeys.API_ACCESS).orElse(ApiSettings.Access.READ_ONLY);
    ApiSettings.Look look = value(settings, FileKeys.API_LOOK).orElse(ApiSettings.Look.ANYONE);
    Optional<Path> token =
        value(settings, FileKeys.API_TOKEN_FILE).filter(path -> !path.toString().isEmpty());
    if (access == ApiSettings.Access.READ_WRITE && token.isEmpty()) {
      findings.problem(
          "%s=%s: needs %s, the path of a file with a token of 16 characters at least"
              .formatted(FileKeys.API_ACCESS.name(), access, FileKeys.API_TOKEN_FILE.name()));
    }
    if (look == ApiSettings.Look.TOKEN && token.isEmpty()) {
      findings.problem(
          "%s=%s: needs %s, the path of a file with tokens of 16 characters at least"
              .formatted(FileKeys.API_LOOK.name(), look, FileKeys.API_TOKEN_FILE.name()));
    }
    boolean remote = value(settings, FileKeys.API_REMOTE).orElse(false);
    List<String> hosts =
        value(settings, FileKeys.API_HOSTS).orElse(List.of()).stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .toList();
    if (!remote && !hosts.isEmpty()) {
      findings.warning(
          "%s has no effect without %s=true"
              .formatted(FileKeys.API_HOSTS.name(), FileKeys.API_REMOTE.name()));
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
