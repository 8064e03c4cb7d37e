package io.chappe.config;

import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.SaslConfigs;

/** Finds what would make a Kafka client fail when it is made or connects for the first time. */
final class ClientCheck {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:\\w+://)?(?:[A-Za-z0-9._%-]+|\\[[0-9A-Fa-f:.%]+]):(\\d{1,5})");

  /** One login module, its flag, and its options, whose values are quoted or a plain word. */
  private static final Pattern JAAS =
      Pattern.compile(
          "\\s*[\\w.$-]+\\s+(?:required|requisite|sufficient|optional)"
              + "(?:\\s+[\\w.$-]+\\s*=\\s*"
              + "(?:\"(?:[^\"\\\\\\r\\n]|\\\\.)*+\"|'(?:[^'\\\\\\r\\n]|\\\\.)*+'|[A-Za-z_$][\\w.$-]*+))*+"
              + "\\s*;\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final int HIGHEST_PORT = 65_535;
  private static final List<String> FILES =
      List.of("ssl.truststore.location", "ssl.keystore.location");

  private final Findings findings;

  ClientCheck(Findings findings) {
    this.findings = findings;
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
                .ifPresent(reason -> findings.problem(setting, hidesValue(setting, reason))));
    FILES.forEach(key -> checkFile(properties.get(key)));
    checkJaas(properties.get(SaslConfigs.SASL_JAAS_CONFIG));
  }

  /**
   * Kafka would only find out when it makes a client, and its message may show a part of the
   * password: one with a quotation mark in it, say.
   */
  private void checkJaas(Setting jaas) {
    if (jaas != null && !JAAS.matcher(jaas.value()).matches()) {
      findings.problem(jaas, "isn't of the form: class.of.LoginModule required key=\"value\" ...;");
    }
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
