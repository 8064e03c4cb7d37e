package io.chappe.heartbeat.importing;

import io.chappe.config.loading.ConfigLoader;
import io.chappe.heartbeat.importing.draft.Draft;
import io.chappe.heartbeat.importing.text.JsonText;
import io.chappe.heartbeat.importing.text.Tree;
import io.chappe.heartbeat.importing.text.UnreadableInputException;
import io.chappe.heartbeat.importing.text.YamlText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Finds out what a file is, and has it put into the draft. */
final class InputReader {
  private static final Pattern RESOURCE =
      Pattern.compile("(?m)^[\\s-]*[\"']?(apiVersion|kind)[\"']?\\s*:");
  private static final String CONNECTOR_CLASS = "connector.class";
  private static final String RESOURCES = "kafka.strimzi.io/";

  private final Draft draft;
  private final MirrorResource resources;
  private final ConnectorReader connectors;

  InputReader(Draft draft, String secrets) {
    this.draft = draft;
    Flows flows = new Flows(draft);
    this.connectors = new ConnectorReader(draft, flows);
    this.resources = new MirrorResource(draft, flows, secrets);
  }

  /**
   * Reads one file.
   *
   * @param file its path, for messages
   * @param format {@code properties}, {@code yaml} or {@code json}; empty to look at the content
   */
  void read(String file, byte[] bytes, String format) {
    String name = ImportCommand.shown(file);
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("^\\uFEFF", "");
    switch (format.isEmpty() ? format(text) : format) {
      case "json" -> document(name, JsonText.read(name, text));
      case "yaml" -> documents(name, YamlText.read(name, text));
      default -> properties(name, bytes);
    }
  }

  /** Completes the draft when all files are read. */
  void end() {
    connectors.end();
  }

  private static String format(String text) {
    String beginning = text.strip();
    if (beginning.startsWith("{") || beginning.startsWith("[")) {
      return "json";
    }
    return RESOURCE.matcher(text).find() ? "yaml" : "properties";
  }

  private void properties(String name, byte[] bytes) {
    ConfigLoader.FileContent content = ConfigLoader.readBytes(Path.of(name), bytes);
    content.warnings().forEach(draft::look);
    Map<String, String> lines = content.lines();
    if (lines.containsKey(CONNECTOR_CLASS)) {
      connectors.read(name, lines);
    } else {
      Mm2File.read(draft, name, lines);
    }
  }

  private void documents(String name, List<Tree> documents) {
    if (documents.isEmpty()) {
      throw new UnreadableInputException(name + ": is empty: must hold a KafkaMirrorMaker2");
    }
    documents.forEach(document -> document(name, document));
  }

  private void document(String name, Tree document) {
    String kind = document.text("kind").orElse("");
    if (kind.equals("List")) {
      document
          .child("items")
          .map(Tree::elements)
          .orElse(List.of())
          .forEach(item -> document(name, item));
    } else if (kind.equals("KafkaMirrorMaker2")) {
      resources.read(name, document);
    } else if (kind.equals("KafkaConnector")) {
      connectors.readResource(name, document);
    } else if (!kind.isEmpty()) {
      otherResource(name, kind, document);
    } else {
      connectors.readJson(name, document);
    }
  }

  /** Secrets are among them: nothing of one is read but its kind. */
  private void otherResource(String name, String kind, Tree document) {
    String what = "%s: line %d: a %s".formatted(name, document.line(), kind);
    if (document.text("apiVersion").orElse("").startsWith(RESOURCES)
        && kind.equals("KafkaMirrorMaker")) {
      throw new UnreadableInputException(what + " is MirrorMaker 1: must be a KafkaMirrorMaker2");
    }
    draft.nothing(what + " isn't read: only KafkaMirrorMaker2 and KafkaConnector are");
  }
}
