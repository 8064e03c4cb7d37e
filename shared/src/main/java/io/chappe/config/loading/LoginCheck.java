package io.chappe.config.loading;

import io.chappe.config.keys.ClientClasses;
import io.chappe.config.keys.Secrets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.security.auth.login.Configuration;
import javax.security.auth.spi.LoginModule;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SecurityConfig;

/**
 * Finds what would keep a client from even trying to log in by SASL. Kafka would find out when it
 * makes a client, which may end the thread that wants it, or never say so at all.
 */
final class LoginCheck {
  private static final String KAFKA = "org.apache.kafka.common.security.";
  private static final List<String> BY_PASSWORD =
      List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");
  private static final String BY_KERBEROS = SaslConfigs.GSSAPI_MECHANISM;
  private static final String KERBEROS_LOGIN = "com.sun.security.auth.module.Krb5LoginModule";

  /** Kafka's own login modules and Java's for Kerberos, with the mechanisms that they log in by. */
  private static final Map<String, List<String>> MECHANISMS_OF = mechanisms();

  /** One login module, its flag, and its options, whose values are quoted or a plain word. */
  private static final Pattern JAAS =
      Pattern.compile(
          "\\s*([\\w.$-]+)\\s+(?:required|requisite|sufficient|optional)"
              + "(?:\\s+[\\w.$-]+\\s*=\\s*"
              + "(?:\"(?:[^\"\\\\\\r\\n]|\\\\.)*+\"|'(?:[^'\\\\\\r\\n]|\\\\.)*+'|[A-Za-z_$][\\w.$-]*+))*+"
              + "\\s*;\\s*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern SERVICE_NAME = Pattern.compile("\\sserviceName\\s*=");

  private final Findings findings;

  LoginCheck(Findings findings) {
    this.findings = findings;
  }

  private static Map<String, List<String>> mechanisms() {
    Map<String, List<String>> mechanisms = new LinkedHashMap<>();
    mechanisms.put(KAFKA + "plain.PlainLoginModule", BY_PASSWORD);
    mechanisms.put(KAFKA + "scram.ScramLoginModule", BY_PASSWORD);
    mechanisms.put(KAFKA + "oauthbearer.OAuthBearerLoginModule", List.of("OAUTHBEARER"));
    mechanisms.put(KERBEROS_LOGIN, List.of(BY_KERBEROS));
    return mechanisms;
  }

  /** Checks the keys of one kind of client of one cluster. */
  void check(String alias, Map<String, Setting> properties) {
    Optional<Setting> jaas = Optional.ofNullable(properties.get(SaslConfigs.SASL_JAAS_CONFIG));
    Optional<String> module = jaas.flatMap(this::module);
    Setting protocol = properties.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
    if (protocol == null || !protocol.value().trim().toUpperCase(Locale.ROOT).startsWith("SASL_")) {
      return;
    }
    if (jaas.isEmpty() && !isInTheJvm()) {
      findings.problem(
          "%s.%s is missing: %s needs it, as %s required username=\"...\" password=\"...\";"
              .formatted(
                  alias,
                  SaslConfigs.SASL_JAAS_CONFIG,
                  protocol.shown(),
                  MECHANISMS_OF.keySet().iterator().next()));
    }
    checkMechanism(alias, properties, module);
    if (mechanism(properties).equals(BY_KERBEROS) && module.equals(Optional.of(KERBEROS_LOGIN))) {
      checkServiceName(alias, properties, jaas.orElseThrow());
    }
  }

  /**
   * The login module that is named, if it is one. Kafka's messages may show a part of the password:
   * one with a quotation mark in it, say.
   */
  private Optional<String> module(Setting jaas) {
    Matcher form = JAAS.matcher(jaas.value());
    if (!form.matches()) {
      findings.problem(jaas, "isn't of the form: class.of.LoginModule required key=\"value\" ...;");
      return Optional.empty();
    }
    String module = form.group(1);
    if (!ClientClasses.isThere(module, LoginModule.class)) {
      findings.problem(
          jaas,
          "%s is no login module that is here: must be one of %s"
              .formatted(
                  jaas.isProvided() ? Secrets.HIDDEN : module,
                  String.join(
                      ", ",
                      MECHANISMS_OF.keySet().stream()
                          .filter(known -> ClientClasses.isThere(known, LoginModule.class))
                          .toList())));
      return Optional.empty();
    }
    return Optional.of(module);
  }

  /** Java's own way to configure logins, for the whole process; native executables have none. */
  private static boolean isInTheJvm() {
    try {
      return Configuration.getConfiguration().getAppConfigurationEntry("KafkaClient") != null;
    } catch (RuntimeException noConfiguration) {
      return false;
    }
  }

  private static String mechanism(Map<String, Setting> properties) {
    Setting setting = properties.get(SaslConfigs.SASL_MECHANISM);
    return setting == null ? SaslConfigs.DEFAULT_SASL_MECHANISM : setting.value().trim();
  }

  /** Other mechanisms, and other modules, may come with a security provider. */
  private void checkMechanism(
      String alias, Map<String, Setting> properties, Optional<String> module) {
    List<String> all = MECHANISMS_OF.values().stream().flatMap(List::stream).distinct().toList();
    List<String> right = module.map(MECHANISMS_OF::get).orElse(all);
    boolean mayBeAnother =
        module.filter(each -> !MECHANISMS_OF.containsKey(each)).isPresent()
            || properties.containsKey(SecurityConfig.SECURITY_PROVIDERS_CONFIG);
    if (mayBeAnother || right.contains(mechanism(properties))) {
      return;
    }
    String needed = String.join(" or ", right);
    String whose = module.map(name -> ", to go with " + name).orElse("");
    Setting setting = properties.get(SaslConfigs.SASL_MECHANISM);
    if (setting == null) {
      findings.problem(
          "%s.%s is missing: must be %s%s"
              .formatted(alias, SaslConfigs.SASL_MECHANISM, needed, whose));
    } else {
      findings.problem(setting, "must be " + needed + whose);
    }
  }

  private void checkServiceName(String alias, Map<String, Setting> properties, Setting jaas) {
    if (!properties.containsKey(SaslConfigs.SASL_KERBEROS_SERVICE_NAME)
        && !SERVICE_NAME.matcher(jaas.value()).find()) {
      findings.problem(
          "%s.%s is missing: must be the brokers' name in Kerberos, as kafka"
              .formatted(alias, SaslConfigs.SASL_KERBEROS_SERVICE_NAME));
    }
  }
}
