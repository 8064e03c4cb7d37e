package io.chappe.config.loading;

import io.chappe.config.keys.KeyText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Reads the lines of the file, and of the environment variable that may override some of them. */
public final class ConfigFile {
  /** Holds lines in the form of the file, which win over the file's. */
  public static final String OVERRIDES = "CHAPPE_CONFIG_OVERRIDES";

  private ConfigFile() {}

  static Map<String, String> read(Path file, Map<String, String> environment, Findings findings) {
    Map<String, String> lines = new LinkedHashMap<>();
    load(file.toString(), findings, () -> fromFile(file, findings), lines);
    lines.putAll(ofEnvironment(environment, findings));
    return lines;
  }

  static Map<String, String> ofFile(Path file, Findings findings) {
    Map<String, String> lines = new LinkedHashMap<>();
    load(file.toString(), findings, () -> fromFile(file, findings), lines);
    return lines;
  }

  static Map<String, String> ofBytes(Path file, byte[] bytes, Findings findings) {
    Map<String, String> lines = new LinkedHashMap<>();
    load(file.toString(), findings, () -> fromBytes(file, bytes, findings), lines);
    return lines;
  }

  public static Map<String, String> ofEnvironment(
      Map<String, String> environment, Findings findings) {
    Map<String, String> lines = new LinkedHashMap<>();
    String overrides = environment.get(OVERRIDES);
    if (overrides != null) {
      load(OVERRIDES, findings, () -> fromText(overrides), lines);
    }
    return lines;
  }

  private interface Loading {
    PropertiesWithDuplicates load() throws IOException;
  }

  private static void load(
      String name, Findings findings, Loading loading, Map<String, String> lines) {
    try {
      PropertiesWithDuplicates loaded = loading.load();
      loaded.forEach((key, value) -> lines.put((String) key, (String) value));
      if (lines.keySet().removeIf(key -> key.startsWith("//"))) {
        findings.warning(name + ": // begins no comment: write # at the beginning of the line");
      }
      loaded.duplicates.forEach(
          key ->
              findings.warning(
                  KeyText.shown(key)
                      + " is set more than once in "
                      + name
                      + "; the last one wins"));
    } catch (NoSuchFileException e) {
      findings.problem(name + ": there is no such file");
    } catch (IOException e) {
      findings.problem(name + ": can't be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      findings.problem(name + ": isn't a properties file: " + e.getMessage());
    }
  }

  /** In ISO 8859-1 with Unicode escapes, as MM2 reads it. */
  private static PropertiesWithDuplicates fromFile(Path file, Findings findings)
      throws IOException {
    return fromBytes(file, Files.readAllBytes(file), findings);
  }

  private static PropertiesWithDuplicates fromBytes(Path file, byte[] bytes, Findings findings)
      throws IOException {
    PropertiesWithDuplicates properties = new PropertiesWithDuplicates();
    properties.load(new ByteArrayInputStream(FileEncoding.checked(file, bytes, findings)));
    return properties;
  }

  private static PropertiesWithDuplicates fromText(String text) throws IOException {
    PropertiesWithDuplicates properties = new PropertiesWithDuplicates();
    try (Reader reader = new StringReader(text)) {
      properties.load(reader);
    }
    return properties;
  }

  /** Remembers the keys that it was given twice. */
  private static final class PropertiesWithDuplicates extends Properties {
    private static final long serialVersionUID = 1L;
    private final List<String> duplicates = new ArrayList<>();

    @Override
    public synchronized Object put(Object key, Object value) {
      Object previous = super.put(key, value);
      if (previous != null && !previous.equals(value)) {
        duplicates.add((String) key);
      }
      return previous;
    }

    @Override
    public synchronized boolean equals(Object other) {
      return this == other;
    }

    @Override
    public synchronized int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
