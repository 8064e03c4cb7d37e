package io.chappe.acceptance.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML documents as maps and lists. */
final class Yaml {
  private Yaml() {}

  /** The documents of a text, without empty ones. Refuses a key that occurs twice. */
  static List<Map<String, Object>> documents(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object each : new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(text)) {
      if (each != null) {
        documents.add(document(each));
      }
    }
    return documents;
  }

  /** The only document of a file. */
  static Map<String, Object> file(Path path) throws IOException {
    List<Map<String, Object>> documents = documents(Files.readString(path));
    if (documents.size() != 1) {
      throw new AssertionError(path + " has " + documents.size() + " documents");
    }
    return documents.getFirst();
  }

  /** What lies under keys, and numbers of list elements, one below the other; or null. */
  static Object at(Object node, Object... path) {
    Object reached = node;
    for (Object key : path) {
      if (reached instanceof List<?> list) {
        reached = list.get((Integer) key);
      } else if (reached instanceof Map<?, ?> map) {
        reached = map.get(key);
      } else {
        return null;
      }
    }
    return reached;
  }

  /** As {@link #at}, where a list is expected; empty if there is none. */
  static List<?> list(Object node, Object... path) {
    return at(node, path) instanceof List<?> list ? list : List.of();
  }

  /** As {@link #at}, where a map is expected; empty if there is none. */
  static Map<?, ?> map(Object node, Object... path) {
    return at(node, path) instanceof Map<?, ?> map ? map : Map.of();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> document(Object node) {
    return (Map<String, Object>) node;
  }
}
