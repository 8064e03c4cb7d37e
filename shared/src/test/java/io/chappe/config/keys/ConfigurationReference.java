package io.chappe.config.keys;

import io.chappe.config.keys.KeyDefinition.Scope;
import io.chappe.config.loading.ConfigFile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Writes {@code CONFIGURATION.md} from the definitions of the keys. */
final class ConfigurationReference {
  private ConfigurationReference() {}

  static String markdown() {
    return """
    # Configuration

    Chappe reads MirrorMaker 2's properties file, with the prefixes and the precedence that MM2 has. A service needs one
    setting, `CHAPPE_CONFIG=/path/to/file.properties`. The smallest file:

    ```properties
    clusters = us, eu
    us.bootstrap.servers = us1.example.com:9092
    eu.bootstrap.servers = eu1.example.com:9092
    us->eu.enabled = true
    ```

    Lines of the same form in the environment variable `%s` win over those of the file, and records of the topic
    `chappe.config.internal` over both. Changes are applied while the services run. The column "from" says where a key may
    come from: one that says `file` may come from the environment too, but neither from the topic nor from the API, which
    refuse it, and one that says `at the start` takes a restart. Everything is checked at the
    start: all problems are listed in one run. A line that has no effect is a warning that names the line that has one.
    Values that may be secret are never shown.

    This page is made from the definitions in the code (`ChappeKeys`, `IgnoredKeys`, `ClientKeys`); a test fails if they
    differ. To write it again: `./mvnw -pl shared test -Dtest=ConfigurationReferenceTest -Dchappe.reference.write=true`

    ## For the whole file

    | key | type | from | meaning |
    | --- | --- | --- | --- |
    %s
    ## Of flows

    Without a prefix for all flows; with `<source>-><target>.` before it for one flow, which wins. **Bold**: differs from
    MM2's default.

    | key | type | default | MM2's default | from | meaning |
    | --- | --- | --- | --- | --- | --- |
    %s
    `transforms`, `predicates` and their lines `transforms.<name>.*`, `predicates.<name>.*` stand as in MM2 and Kafka Connect, for one flow
    or without a prefix for all, in the file, the topic and the API. These classes can be used:

    %s

    ## Of clusters and clients

    How a cluster is reached, for all clients: `<alias>.<key>`, or `<key>` for all clusters, with these keys:

    %s

    Any other key of a Kafka client stands behind a client's prefix. Who wins, the strongest first:

    | client | layers |
    | --- | --- |
    | the data, from the source | `<flow>.source.consumer.`, `<source>.consumer.`, `<source>.`†, none†, `<flow>.consumer.`, `<flow>.source.cluster.`† |
    | the data, into the target | `<flow>.producer.override.`, `<target>.producer.`, `<target>.`†, none† |
    | other consumers of the target | `<flow>.target.consumer.`, `<target>.consumer.`, `<target>.`†, none†, `<flow>.consumer.`, `<flow>.target.cluster.`† |
    | other producers of the source | `<flow>.source.producer.`, `<source>.producer.`, `<source>.`†, none†, `<flow>.producer.`, `<flow>.source.cluster.`† |
    | admin clients | `<flow>.source.admin.` or `<flow>.target.admin.`, `<alias>.admin.`, `<alias>.`†, none†, `<flow>.admin.`, `<flow>.source.cluster.`† or `<flow>.target.cluster.`† |

    † only the keys of how a cluster is reached. As in MM2, `<flow>.consumer.` loses against `<source>.consumer.`, and
    `consumer.`, `producer.` and `admin.` without an alias do nothing. Chappe sets these itself: %s.

    All these come from the file and the environment. From the topic and the API too, for one cluster or one flow: %s.

    ## All keys of MM2

    Those that MM2's connectors, its driver and the Kafka Connect below it define; a test sets each. The keys of Kafka clients
    behind their prefixes, `transforms` and `predicates` are honoured as described above.

    | key of MM2 | here |
    | --- | --- |
    %s
    ## Keys of MM2 and Kafka Connect without effect

    | key | why |
    | --- | --- |
    %s"""
        .formatted(
            ConfigFile.OVERRIDES,
            fileRows(),
            flowRows(),
            codes(TransformClasses.TRANSFORMS) + ", " + codes(TransformClasses.PREDICATES),
            codes(ClientKeys.OF_CLUSTER),
            codes(new TreeSet<>(ClientKeys.OWNED)),
            codes(new TreeSet<>(RunTimeKeys.OF_CLIENTS)),
            mirrorMakerRows(),
            ignoredRows());
  }

  private static String fileRows() {
    return rows(
        key -> key.scope() == Scope.FILE,
        key -> List.of(code(key.name()), key.type().name(), key.origin().shown(), key.meaning()));
  }

  private static String flowRows() {
    return rows(key -> key.scope() != Scope.FILE, ConfigurationReference::flowRow);
  }

  private static List<String> flowRow(KeyDefinition<?> key) {
    String byDefault = code(key.defaultText());
    return List.of(
        code(key.name()),
        type(key),
        key.differsFromMm2() ? "**" + byDefault + "**" : byDefault,
        key.isUnknownToMm2() ? "not in MM2" : key.differsFromMm2() ? code(key.mm2Default()) : "",
        key.origin().shown(),
        key.meaning() + (key.scope() == Scope.FLOW_ONLY ? " For one flow only." : ""));
  }

  private static String type(KeyDefinition<?> key) {
    return key.type().name().equals("choice") ? key.type().expected() : key.type().name();
  }

  private static String rows(
      Predicate<KeyDefinition<?>> wanted, Function<KeyDefinition<?>, List<String>> row) {
    return ChappeKeys.ALL.stream()
        .filter(wanted)
        .map(row)
        .map(ConfigurationReference::row)
        .collect(Collectors.joining());
  }

  private static String mirrorMakerRows() {
    return MirrorMakerKeys.all()
        .map(key -> row(List.of(code(key), MirrorMakerKeys.outcome(key))))
        .collect(Collectors.joining());
  }

  private static String ignoredRows() {
    return IgnoredKeys.ALL.stream()
        .map(key -> row(List.of(code(key.name()), key.reason().replace("<", "\\<"))))
        .collect(Collectors.joining());
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String codes(Set<String> names) {
    return names.stream().map(ConfigurationReference::code).collect(Collectors.joining(", "));
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
