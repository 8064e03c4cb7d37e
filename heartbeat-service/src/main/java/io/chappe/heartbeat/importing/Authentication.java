package io.chappe.heartbeat.importing;

import io.chappe.config.keys.ClientKeys;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import java.util.Locale;

/**
 * How Strimzi's MM2 logs in to a cluster, by each of the types there are. Secrets are referred to,
 * never read.
 */
final class Authentication {
  private static final String KAFKA = "org.apache.kafka.common.security.";

  private final Draft draft;
  private final String alias;
  private final String secrets;
  private final String where;

  Authentication(Draft draft, String alias, String secrets, String where) {
    this.draft = draft;
    this.alias = alias;
    this.secrets = secrets;
    this.where = where + ": authentication";
  }

  /** Writes the keys; says whether it is by SASL. */
  boolean read(Tree login) {
    String type = login.text("type").orElse("");
    switch (type) {
      case "tls" -> byCertificate(login);
      case "scram-sha-256", "scram-sha-512" ->
          byPassword(login, type.toUpperCase(Locale.ROOT), "scram.ScramLoginModule");
      case "plain" -> byPassword(login, "PLAIN", "plain.PlainLoginModule");
      case "oauth" -> new OAuth(draft, alias, secrets, where).write(login);
      case "custom" -> custom(login);
      default ->
          throw new UnreadableInputException(
              "%s: line %d: type=%s: must be tls, scram-sha-256, scram-sha-512, plain, oauth or custom"
                  .formatted(where, login.line(), type.matches("[a-z0-9-]{0,30}") ? type : "?"));
    }
    return !type.equals("tls") && !(type.equals("custom") && !isSasl(login));
  }

  private static boolean isSasl(Tree login) {
    return login.text("sasl").orElse("false").equals("true");
  }

  private void byCertificate(Tree login) {
    Tree pair = needed(login, "certificateAndKey");
    String secret = text(pair, "secretName");
    set("ssl.keystore.type", "PEM");
    set("ssl.keystore.certificate.chain", reference(secret, text(pair, "certificate")));
    set("ssl.keystore.key", reference(secret, text(pair, "key")));
    draft.nothing(
        where
            + ": the client's certificate is read when the services start: after a change, start them anew");
  }

  private void byPassword(Tree login, String mechanism, String module) {
    Tree secret = needed(login, "passwordSecret");
    set("sasl.mechanism", mechanism);
    set(
        "sasl.jaas.config",
        "%s%s required username=\"%s\" password=\"%s\";"
            .formatted(
                KAFKA,
                module,
                quoted(text(login, "username")),
                reference(text(secret, "secretName"), text(secret, "password"))));
  }

  private void custom(Tree login) {
    needed(login, "config")
        .children()
        .forEach(
            (key, value) -> {
              if (ClientKeys.OF_CLUSTER.contains(key) && value instanceof Tree.Leaf leaf) {
                set(key, leaf.text());
              } else {
                draft.look("%s: config.%s has no counterpart; left out".formatted(where, key));
              }
            });
  }

  private void set(String key, String value) {
    draft.set(alias + "." + key, value, where);
  }

  private Tree needed(Tree tree, String field) {
    return tree.child(field)
        .orElseThrow(
            () ->
                new UnreadableInputException(
                    "%s: line %d: %s is missing".formatted(where, tree.line(), field)));
  }

  private String text(Tree tree, String field) {
    return tree.text(field)
        .orElseThrow(
            () ->
                new UnreadableInputException(
                    "%s: line %d: %s is missing".formatted(where, tree.line(), field)));
  }

  static String quoted(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  static String reference(String secret, String key) {
    return "${strimzisecrets:%s:%s}".formatted(secret, key);
  }
}
