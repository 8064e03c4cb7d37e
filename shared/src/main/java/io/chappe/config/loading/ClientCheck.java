package io.chappe.config.loading;

import io.chappe.config.keys.ClientClasses;
import io.chappe.config.keys.ClientKeys;
import io.chappe.config.keys.KeyType;
import io.chappe.config.keys.Secrets;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what would make a Kafka client fail when it is made or connects for the first time. */
final class ClientCheck {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\w+://)?(?:[A-Za-z0-9._%-]+|\\[[0-9A-Fa-f:.%]+]):(\\d{1,5})");

  private static final int HIGHEST_PORT = 65_535;
  private static final List<String> FILES =
      List.of("ssl.truststore.location", "ssl.keystore.location");

  private final Findings findings;
  private final LoginCheck logins;

  ClientCheck(Findings findings) {
    this.findings = findings;
    this.logins = new LoginCheck(findings);
  }

  /** Checks the keys of one kind of client of one cluster. */
  void check(String alias, String kind, Map<String, Setting> properties) {
    Setting servers = properties.get("bootstrap.servers");
    if (servers == null) {
      findings.problem(
          alias + ".bootstrap.servers is missing: must be host:port of one or more brokers");
    } else {
      checkAddresses(servers);
    }
    properties.forEach(
        (key, setting) ->
            ClientKeys.problem(kind, key, setting.value())
                .or(() -> ClientClasses.problem(key, setting.value()))
                .ifPresent(reason -> findings.problem(setting, hidesValue(setting, reason))));
    FILES.forEach(key -> checkFile(properties.get(key)));
    logins.check(alias, properties);
    Contradictions.in(alias, kind, properties).ifPresent(findings::problem);
  }

  /** Kafka's reason may repeat a part of the value. */
  private static String hidesValue(Setting setting, String reason) {
    boolean mayBeShown =
        !Secrets.isSecret(setting.key()) && setting.written().equals(setting.value());
    return mayBeShown ? reason : "isn't valid";
  }

  private void checkAddresses(Setting servers) {
    List<String> addresses = KeyType.NAMES.parse(servers.value());
    if (addresses.isEmpty() || !addresses.stream().allMatch(ClientCheck::isAddress)) {
      findings.problem(servers, "must be host:port of one or more brokers, with commas between");
    }
  }

  private static boolean isAddress(String text) {
    Matcher address = ADDRESS.matcher(text);
    if (!address.matches()) {
      return false;
    }
    int port = Integer.parseInt(address.group(1));
    return port >= 1 && port <= HIGHEST_PORT;
  }

  private void checkFile(Setting location) {
    if (location != null && !new File(location.value().trim()).canRead()) {
      findings.problem(location, "there is no such file, or it can't be read");
    }
  }
}
