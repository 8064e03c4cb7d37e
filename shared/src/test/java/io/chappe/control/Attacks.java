package io.chappe.control;

import java.util.ArrayList;
import java.util.List;

/**
 * What somebody may try who can write to {@code chappe.config.internal}, or has the API's token.
 * The clusters us and eu and the flow us->eu are running, and {@code SECRET} is what a provider
 * {@code env} could tell.
 */
public final class Attacks {
  /**
   * What must be seen nowhere begins with it: secrets, and values where none may come from. A
   * record's key and an expression that is refused are named, so they hold another canary.
   */
  public static final String CANARY = "canary-";

  /** Those that fit in a line. */
  public static final String TABLE =
      """
      us->eu | {"topics": "${env:SECRET}"}
      us->eu | {"topics": "${file:/canary/passwd:root}"}
      us->eu | {"topics.rename": "(.*) -> ${env:SECRET}"}
      us->eu | {"groups": ["${env:SECRET}"]}
      us->eu | {"emit.heartbeats.interval.seconds": "${env:SECRET}"}
      us->eu | {"paused": "${env:SECRET}"}
      * | {"topics": "${env:SECRET}"}
      us | {"bootstrap.servers": "canary-host:9092"}
      us | {"bootstrap.servers": "canary-host:9092", "security.protocol": "SASL_PLAINTEXT"}
      us | {"sasl.jaas.config": "canary-login"}
      us | {"sasl.oauthbearer.token.endpoint.url": "https://canary-host/"}
      us | {"ssl.truststore.location": "/canary-file"}
      us | {"ssl.endpoint.identification.algorithm": ""}
      us | {"consumer.interceptor.classes": "canary-class"}
      us->eu | {"producer.override.interceptor.classes": "canary-class"}
      us->eu | {"target.consumer.bootstrap.servers": "canary-host:9092"}
      * | {"config.providers": "canary-name"}
      * | {"config.providers.env.class": "canary-class"}
      * | {"clusters": "us, eu, canary-cluster"}
      * | {"home": "eu"}
      * | {"home.wait.seconds": 1}
      * | {"api.access": "read-write", "api.token.file": "/canary-file"}
      canary | {"bootstrap.servers": "canary-host:9092"}
      us->canary | {"enabled": true}
      us->eu | {"topics": "(?=canary).*"}
      us->eu | {"topics": "(a{1000}){1000}"}
      us->eu | {"topics": "(.*canary)\\\\1"}
      """;

  private Attacks() {}

  /** A record's key and its value. */
  public record Attack(String key, String json) {
    /** Without most of it. */
    @Override
    public String toString() {
      return "%.20s: %d characters".formatted(key, json.length());
    }
  }

  /** Those of more text than a table holds. */
  public static List<Attack> large() {
    return List.of(
        new Attack("us->eu", "{\"topics\": \"" + "canary".repeat(170_000) + "\"}"),
        new Attack("us->eu", "{\"a\":".repeat(100) + "\"canary-deep\"" + "}".repeat(100)),
        new Attack("us->eu", "[".repeat(200_000)),
        new Attack("us->eu", "{\"topics\": \"" + "(canary.*)?,".repeat(5_000) + "\"}"),
        new Attack("us->eu", "{\"topics\": \"" + "a,".repeat(30_000) + "\"}"),
        new Attack("canary".repeat(10_000), "{}"));
  }

  /** All of them. */
  public static List<Attack> all() {
    List<Attack> all = new ArrayList<>();
    for (String line : TABLE.split("\n")) {
      String[] parts = line.split(" \\| ", 2);
      all.add(new Attack(parts[0], parts[1]));
    }
    all.addAll(large());
    return all;
  }
}
