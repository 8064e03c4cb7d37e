package io.chappe.config.loading;

import io.chappe.config.keys.KeyDefinition;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigException;

/** All lines of the file by key. */
final class Settings {
  private final Map<String, Setting> byKey;

  Settings(Map<String, Setting> byKey) {
    this.byKey = Collections.unmodifiableMap(new TreeMap<>(byKey));
  }

  Optional<Setting> get(String key) {
    return Optional.ofNullable(byKey.get(key));
  }

  /** A key's value; empty if it isn't set, or is none, which others find. */
  <T> Optional<T> value(KeyDefinition<T> key) {
    try {
      return get(key.name()).map(setting -> key.type().parse(setting.value()));
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** In the order of their keys. */
  Collection<Setting> all() {
    return byKey.values();
  }

  /** Those whose key begins with {@code prefix}, by the rest of the key. */
  Map<String, Setting> withPrefix(String prefix) {
    Map<String, Setting> found = new LinkedHashMap<>();
    byKey.forEach(
        (key, setting) -> {
          if (key.startsWith(prefix) && key.length() > prefix.length()) {
            found.put(key.substring(prefix.length()), setting);
          }
        });
    return found;
  }
}
