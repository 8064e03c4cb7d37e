package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a client from logging in is found before there is one. */
class LoginsTest {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule";
  private static final String OAUTH =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
  private static final String KERBEROS = "com.sun.security.auth.module.Krb5LoginModule";

  @AfterEach
  void forgetTheLoginOfTheJvm() {
    Configuration.setConfiguration(null);
  }

  private static String jaas(String module) {
    return "us.sasl.jaas.config=" + module + " required username=\"me\" password=\"hush\";";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "us.security.protocol=SASL_PLAINTEXT",
        "us.security.protocol=sasl_ssl",
        "us.admin.security.protocol=SASL_SSL",
        "us->eu.source.consumer.security.protocol=SASL_SSL"
      })
  void aLoginThatIsMissingIsNamedWithWhatNeedsIt(String line) {
    assertThat(problemsOf(line, "us.sasl.mechanism=PLAIN"))
        .singleElement()
        .asString()
        .startsWith("us.sasl.jaas.config is missing: " + line + " needs it")
        .contains(PLAIN);
  }

  @Test
  void withoutSaslNoLoginIsNeeded() {
    assertThat(problemsOf("us.security.protocol=SSL", "us.sasl.mechanism=FOO")).isEmpty();
  }

  @Test
  void theLoginMayBeThatOfTheJvm() {
    Configuration.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
            AppConfigurationEntry entry =
                new AppConfigurationEntry(
                    PLAIN, AppConfigurationEntry.LoginModuleControlFlag.REQUIRED, Map.of());
            return name.equals("KafkaClient") ? new AppConfigurationEntry[] {entry} : null;
          }
        });

    assertThat(problemsOf("us.security.protocol=SASL_SSL", "us.sasl.mechanism=PLAIN")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {PLAIN + "e", "PlainLoginModule", "java.lang.String"})
  void aLoginModuleThatIsNotHereIsNamedWithThoseThatAre(String module) {
    assertThat(problemsOf(jaas(module), "us.security.protocol=SASL_SSL", "us.sasl.mechanism=PLAIN"))
        .containsExactly(
            "us.sasl.jaas.config=(hidden): %s is no login module that is here: must be one of %s"
                .formatted(module, String.join(", ", PLAIN, SCRAM, OAUTH, KERBEROS)));
  }

  @ParameterizedTest
  @CsvSource({
    PLAIN + ", PLAIN",
    PLAIN + ", SCRAM-SHA-512",
    SCRAM + ", SCRAM-SHA-256",
    SCRAM + ", PLAIN",
    OAUTH + ", OAUTHBEARER"
  })
  void aModuleMayGoWithSeveralMechanisms(String module, String mechanism) {
    assertThat(
            problemsOf(
                jaas(module),
                "security.protocol=SASL_SSL",
                "sasl.mechanism=" + mechanism,
                jaas(module).replaceFirst("us", "eu")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    PLAIN + ", PLAN, must be PLAIN or SCRAM-SHA-256 or SCRAM-SHA-512",
    PLAIN + ", OAUTHBEARER, must be PLAIN or",
    OAUTH + ", PLAIN, must be OAUTHBEARER",
    KERBEROS + ", PLAIN, must be GSSAPI"
  })
  void aMechanismThatDoesntGoWithTheModuleIsNamed(String module, String mechanism, String right) {
    assertThat(
            problemsOf(
                jaas(module), "us.security.protocol=SASL_SSL", "us.sasl.mechanism=" + mechanism))
        .singleElement()
        .asString()
        .startsWith("us.sasl.mechanism=" + mechanism)
        .contains(right, module);
  }

  @Test
  void aMechanismThatIsForgottenIsNamed() {
    assertThat(problemsOf(jaas(SCRAM), "us.security.protocol=SASL_SSL"))
        .singleElement()
        .asString()
        .startsWith("us.sasl.mechanism is missing: must be PLAIN or SCRAM-SHA-256");
  }

  @Test
  void kerberosNeedsTheNameOfTheService() {
    String login = "us.sasl.jaas.config=" + KERBEROS + " required useTicketCache=true";
    String protocol = "us.security.protocol=SASL_SSL";

    assertThat(problemsOf(protocol, login + ";"))
        .singleElement()
        .asString()
        .startsWith("us.sasl.kerberos.service.name is missing");
    assertThat(problemsOf(protocol, login + " serviceName=kafka;")).isEmpty();
    assertThat(problemsOf(protocol, login + ";", "us.sasl.kerberos.service.name=kafka")).isEmpty();
  }
}
