package io.chappe.heartbeat.importing;

import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strimzi's login by OAuth, as Kafka's own handler does it: with a client's secret, or with a token
 * in a file.
 */
final class OAuth {
  private static final String KAFKA = "org.apache.kafka.common.security.oauthbearer.";
  private static final String URL = "sasl.oauthbearer.token.endpoint.url";
  private static final Map<String, String> SECONDS =
      Map.of(
          "connectTimeoutSeconds", "sasl.login.connect.timeout.ms",
          "readTimeoutSeconds", "sasl.login.read.timeout.ms");
  private static final Set<String> READ =
      Set.of(
          "type",
          "clientId",
          "clientSecret",
          "tokenEndpointUri",
          "scope",
          "accessToken",
          "accessTokenLocation",
          "tlsTrustedCertificates",
          "disableTlsHostnameVerification",
          "saslExtensions",
          "connectTimeoutSeconds",
          "readTimeoutSeconds",
          "httpRetryPauseMs");
  private static final Set<String> NOTHING =
      Set.of(
          "enableMetrics",
          "accessTokenIsJwt",
          "includeAcceptHeader",
          "maxTokenExpirySeconds",
          "httpRetries");

  private final Draft draft;
  private final String alias;
  private final String secrets;
  private final String where;

  OAuth(Draft draft, String alias, String secrets, String where) {
    this.draft = draft;
    this.alias = alias;
    this.secrets = secrets;
    this.where = where;
  }

  /** Writes the keys. */
  void write(Tree login) {
    set("sasl.mechanism", "OAUTHBEARER");
    set("sasl.login.callback.handler.class", KAFKA + "OAuthBearerLoginCallbackHandler");
    set("sasl.jaas.config", KAFKA + "OAuthBearerLoginModule required" + options(login) + ";");
    tokens(login);
    client(login);
    SECONDS.forEach(
        (field, key) -> login.text(field).ifPresent(seconds -> set(key, seconds + "000")));
    login.text("httpRetryPauseMs").ifPresent(pause -> set("sasl.login.retry.backoff.ms", pause));
    login.children().keySet().forEach(this::field);
  }

  private void client(Tree login) {
    login
        .text("clientId")
        .ifPresent(id -> set("sasl.oauthbearer.client.credentials.client.id", id));
    login
        .child("clientSecret")
        .ifPresent(
            secret ->
                set(
                    "sasl.oauthbearer.client.credentials.client.secret",
                    Authentication.reference(
                        secret.text("secretName").orElse(""), secret.text("key").orElse(""))));
    login.text("scope").ifPresent(scope -> set("sasl.oauthbearer.scope", scope));
  }

  /** Kafka has tokens from a server, or from a file, by the scheme of one URL. */
  private void tokens(Tree login) {
    Optional<String> file =
        login
            .text("accessTokenLocation")
            .or(
                () ->
                    login
                        .child("accessToken")
                        .map(
                            token ->
                                "%s/%s/%s"
                                    .formatted(
                                        secrets,
                                        token.text("secretName").orElse(""),
                                        token.text("key").orElse(""))));
    Optional<String> url =
        file.map(path -> "file://" + path).or(() -> login.text("tokenEndpointUri"));
    if (url.isEmpty()) {
      draft.look(
          "%s: has no tokenEndpointUri and no accessToken: set %s.%s".formatted(where, alias, URL));
      return;
    }
    set(URL, url.get());
    draft.look(
        "%s.%s: Kafka uses a URL only if it is allowed: start the services with -Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=<that URL>, on the JVM by JAVA_TOOL_OPTIONS"
            .formatted(alias, URL));
    file.ifPresent(
        path -> draft.look("%s: the token must be in the file %s".formatted(where, path)));
  }

  private String options(Tree login) {
    StringBuilder options = new StringBuilder();
    new TrustedCertificates(draft, secrets, where)
        .onlyFile(login.child("tlsTrustedCertificates"))
        .ifPresent(
            file ->
                options
                    .append(" ssl.truststore.type=\"PEM\" ssl.truststore.location=\"")
                    .append(Authentication.quoted(file))
                    .append('"'));
    if (login.text("disableTlsHostnameVerification").orElse("false").equals("true")) {
      options.append(" ssl.endpoint.identification.algorithm=\"\"");
    }
    login
        .child("saslExtensions")
        .map(Tree::children)
        .orElse(Map.of())
        .forEach(
            (name, value) -> {
              if (value instanceof Tree.Leaf leaf && name.matches("[A-Za-z]+")) {
                options
                    .append(" extension_")
                    .append(name)
                    .append("=\"")
                    .append(Authentication.quoted(leaf.text()))
                    .append('"');
              }
            });
    return options.toString();
  }

  private void field(String field) {
    if (NOTHING.contains(field)) {
      draft.nothing("%s: %s has no effect here".formatted(where, field));
    } else if (!READ.contains(field)) {
      draft.look(
          "%s: %s has no counterpart in Kafka's own handler; left out%s"
              .formatted(
                  where,
                  field,
                  List.of("refreshToken", "clientAssertion", "username", "passwordSecret")
                          .contains(field)
                      ? ": the login needs a clientSecret or an accessToken instead"
                      : ""));
    }
  }

  private void set(String key, String value) {
    draft.set(alias + "." + key, value, where);
  }
}
