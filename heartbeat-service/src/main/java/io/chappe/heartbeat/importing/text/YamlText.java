package io.chappe.heartbeat.importing.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML. No tag makes an object of a class: there are mappings, lists and text. */
public final class YamlText {
  private static final int DEEPEST = 50;

  private final String name;

  private YamlText(String name) {
    this.name = name;
  }

  /**
   * The documents of a file, without empty ones.
   *
   * @param name the file, for messages
   * @throws UnreadableInputException if it isn't YAML
   */
  public static List<Tree> read(String name, String text) {
    LoaderOptions options = new LoaderOptions();
    YamlText reader = new YamlText(name);
    List<Tree> documents = new ArrayList<>();
    try {
      Composer composer =
          new Composer(new ParserImpl(new StreamReader(text), options), new Resolver(), options);
      while (composer.checkNode()) {
        Node document = composer.getNode();
        if (!Tag.NULL.equals(document.getTag())) {
          documents.add(reader.tree(document, 0));
        }
      }
    } catch (MarkedYAMLException e) {
      throw reader.unreadable(
          e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1, "isn't YAML");
    } catch (YAMLException e) {
      throw new UnreadableInputException(name + ": isn't YAML: has characters that none may have");
    }
    return documents;
  }

  private Tree tree(Node node, int depth) {
    int line = node.getStartMark().getLine() + 1;
    if (depth > DEEPEST) {
      throw unreadable(line, "is nested too deeply: must be a resource");
    }
    return switch (node) {
      case MappingNode mapping -> new Tree.Branch(children(mapping, depth), line);
      case SequenceNode sequence ->
          new Tree.Items(
              sequence.getValue().stream()
                  .filter(each -> !Tag.NULL.equals(each.getTag()))
                  .map(each -> tree(each, depth + 1))
                  .toList(),
              line);
      case ScalarNode scalar -> new Tree.Leaf(text(scalar), line);
      default -> throw unreadable(line, "has an alias without its anchor");
    };
  }

  private Map<String, Tree> children(MappingNode mapping, int depth) {
    Map<String, Tree> merged = new LinkedHashMap<>();
    Map<String, Tree> own = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw unreadable(line, "has a key that isn't text");
      }
      if (Tag.MERGE.equals(key.getTag())) {
        merge(tuple.getValueNode(), merged, depth);
      } else if (!Tag.NULL.equals(tuple.getValueNode().getTag())
          && own.put(key.getValue(), tree(tuple.getValueNode(), depth + 1)) != null) {
        throw unreadable(line, "has a key twice");
      }
    }
    merged.putAll(own);
    return merged;
  }

  private void merge(Node node, Map<String, Tree> merged, int depth) {
    if (node instanceof SequenceNode several) {
      several.getValue().reversed().forEach(each -> merge(each, merged, depth + 1));
    } else if (node instanceof MappingNode mapping) {
      merged.putAll(((Tree.Branch) tree(mapping, depth + 1)).children());
    }
  }

  private static String text(ScalarNode scalar) {
    return Tag.INT.equals(scalar.getTag()) ? scalar.getValue().replace("_", "") : scalar.getValue();
  }

  private UnreadableInputException unreadable(int line, String what) {
    return new UnreadableInputException("%s: line %d: %s".formatted(name, line, what));
  }
}
