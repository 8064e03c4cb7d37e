package io.chappe.replicator.topics;

/** Is told when the {@link Catalog} changed. */
@FunctionalInterface
public interface CatalogListener {
  /** Called on the flow's topics thread: must not block for long. */
  void catalogChanged(Catalog catalog);
}
