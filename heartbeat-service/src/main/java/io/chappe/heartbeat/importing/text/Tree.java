package io.chappe.heartbeat.importing.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A YAML or JSON document as far as configuration needs it: every scalar is text, as it was
 * written. What is null isn't there.
 */
public sealed interface Tree {
  /** Where it begins in its file, from 1; 0 if that isn't known. */
  int line();

  /** A mapping, in the order of the file. */
  record Branch(Map<String, Tree> children, int line) implements Tree {
    public Branch {
      children = Collections.unmodifiableMap(new LinkedHashMap<>(children));
    }

    /** Says how much there is only: values may be secrets. */
    @Override
    public String toString() {
      return "Branch[%d children, line %d]".formatted(children.size(), line);
    }
  }

  /** A list. */
  record Items(List<Tree> elements, int line) implements Tree {
    public Items {
      elements = List.copyOf(elements);
    }
  }

  /** A scalar. */
  record Leaf(String text, int line) implements Tree {
    /** Says how much there is only: it may be a secret. */
    @Override
    public String toString() {
      return "Leaf[%d characters, line %d]".formatted(text.length(), line);
    }
  }

  /** The child of a mapping; empty if there is none, or if this is no mapping. */
  default Optional<Tree> child(String name) {
    return this instanceof Branch branch
        ? Optional.ofNullable(branch.children().get(name))
        : Optional.empty();
  }

  /** The text of a child; empty if there is none, or if it is no scalar. */
  default Optional<String> text(String name) {
    return child(name)
        .filter(Leaf.class::isInstance)
        .map(Leaf.class::cast)
        .map(leaf -> leaf.text().trim());
  }

  /** The children of a mapping; none if this is something else. */
  default Map<String, Tree> children() {
    return Map.of();
  }

  /** The elements of a list; none if this is something else. */
  default List<Tree> elements() {
    return List.of();
  }
}
