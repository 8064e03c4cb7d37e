package io.chappe.acceptance.security;

import java.nio.file.Path;

/** The ways in which the services prove who they are; each is a flow of its own. */
enum Login {
  /** Client certificate in a JKS key store, whose password is another one at first. */
  JKS,
  /** Client certificate in a PEM file. */
  PEM,
  /** Client certificate that stands in the configuration. */
  INLINE,
  /** SCRAM-SHA-512, with a password that the brokers don't know at first. */
  SCRAM,
  /** OAUTHBEARER, with tokens that nobody has signed. */
  OAUTH,
  /** PLAIN, with a user for each service, who may do no more than security.md says. */
  ACL;

  private static final String SASL = "org.apache.kafka.common.security.";

  String source() {
    return "us-" + label();
  }

  String target() {
    return "eu-" + label();
  }

  String flow() {
    return source() + "->" + target();
  }

  /** Beginning of the names of the topics and groups that this flow is for. */
  String stem() {
    return label() + ".";
  }

  String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  boolean isByCertificate() {
    return this == JKS || this == PEM || this == INLINE;
  }

  /**
   * The security properties of a client.
   *
   * @param user for {@link #ACL}; else the label is the user
   */
  String properties(StoreFolder stores, String user) {
    return switch (this) {
      case JKS ->
          """
          security.protocol = SSL
          ssl.keystore.type = JKS
          ssl.keystore.location = %1$s
          ssl.keystore.password = %2$s
          ssl.key.password = %2$s
          ssl.truststore.type = JKS
          ssl.truststore.location = %3$s
          ssl.truststore.password = %2$s
          """
              .formatted(stores.keyStore(this), StoreFolder.PASSWORD, stores.trustStore(this));
      case PEM ->
          """
          security.protocol = SSL
          ssl.keystore.type = PEM
          ssl.keystore.location = %s
          ssl.truststore.type = PEM
          ssl.truststore.location = %s
          """
              .formatted(stores.keyStore(this), stores.trustStore(this));
      case INLINE ->
          """
          security.protocol = SSL
          ssl.keystore.type = PEM
          ssl.keystore.key = %s
          ssl.keystore.certificate.chain = %s
          ssl.truststore.type = PEM
          ssl.truststore.certificates = %s
          """
              .formatted(
                  oneLine(stores.inline().keyPem()),
                  oneLine(stores.inline().certificatePem()),
                  oneLine(stores.brokersPem()));
      case ACL -> sasl("PLAIN", "plain.PlainLoginModule" + password(user), stores);
      case SCRAM -> sasl("SCRAM-SHA-512", "scram.ScramLoginModule" + password(user), stores);
      case OAUTH ->
          sasl(
              "OAUTHBEARER",
              "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"oauth\";",
              stores);
    };
  }

  /** The password comes out of a file by Kafka's config provider. */
  private static String password(String user) {
    return " required username=\"%1$s\" password=\"${file:%2$s:%1$s}\";"
        .formatted(user, StoreFolder.PASSWORD_FILE);
  }

  private static String sasl(String mechanism, String login, StoreFolder stores) {
    Path passwords = stores.passwords();
    return """
        security.protocol = SASL_SSL
        sasl.mechanism = %s
        sasl.jaas.config = %s
        ssl.truststore.type = PEM
        ssl.truststore.location = %s
        """
        .formatted(
            mechanism,
            SASL + login.replace(StoreFolder.PASSWORD_FILE, passwords.toString()),
            stores.trustStore(PEM));
  }

  private static String oneLine(String pem) {
    return pem.strip().replace("\n", "\\n");
  }
}
