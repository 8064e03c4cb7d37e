package io.chappe.heartbeat.importing;

import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Certificates of authorities from Secrets. One is a file, which may be renewed while the services
 * run; several are put together in the configuration.
 */
final class TrustedCertificates {
  private record Certificate(String secret, String file) {}

  private final Draft draft;
  private final String secrets;
  private final String where;

  TrustedCertificates(Draft draft, String secrets, String where) {
    this.draft = draft;
    this.secrets = secrets;
    this.where = where;
  }

  /**
   * Writes them.
   *
   * @param prefix of the keys
   * @param listed the list; without one, or with an empty one, the JVM's own authorities count
   */
  void write(String prefix, Optional<Tree> listed) {
    List<Certificate> certificates = read(listed);
    if (certificates.isEmpty()) {
      return;
    }
    draft.set(prefix + "ssl.truststore.type", "PEM", where);
    if (certificates.size() == 1) {
      draft.set(prefix + "ssl.truststore.location", path(certificates.getFirst()), where);
      return;
    }
    draft.set(
        prefix + "ssl.truststore.certificates",
        certificates.stream()
            .map(each -> "${strimzisecrets:%s:%s}".formatted(each.secret(), each.file()))
            .collect(Collectors.joining("\n")),
        where);
    draft.nothing(
        "%s: several trusted certificates are read when the services start: after a change, start them anew"
            .formatted(where));
  }

  /** The first one's file, where only one can be named. */
  Optional<String> onlyFile(Optional<Tree> listed) {
    List<Certificate> certificates = read(listed);
    if (certificates.size() > 1) {
      draft.look(
          "%s: has several trusted certificates, of which only the first is used: put all into its file"
              .formatted(where));
    }
    return certificates.stream().findFirst().map(this::path);
  }

  private String path(Certificate certificate) {
    String directory = secrets + "/" + certificate.secret();
    draft.look("mount the Secret or ConfigMap %s at %s".formatted(certificate.secret(), directory));
    return directory + "/" + certificate.file();
  }

  private List<Certificate> read(Optional<Tree> listed) {
    List<Certificate> certificates = new ArrayList<>();
    for (Tree each : listed.map(Tree::elements).orElse(List.of())) {
      String secret = each.text("secretName").orElse("");
      Optional<String> pattern = each.text("pattern");
      if (pattern.isPresent()) {
        draft.look(
            "%s: the Secret %s is named with a pattern of certificates: only its ca.crt is taken; name the others like it"
                .formatted(where, secret));
      }
      certificates.add(new Certificate(secret, each.text("certificate").orElse("ca.crt")));
    }
    return certificates;
  }
}
