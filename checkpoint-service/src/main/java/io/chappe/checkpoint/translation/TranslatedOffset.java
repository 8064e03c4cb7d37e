package io.chappe.checkpoint.translation;

import java.util.OptionalLong;

/**
 * What an offset is on the other cluster. Whoever reads on from there misses no record, whatever
 * the kind; what differs is whether he may read some twice.
 */
public sealed interface TranslatedOffset {

  /** The first record not read yet, exactly: none is read twice. */
  record Exact(long offset) implements TranslatedOffset {}

  /** As near as can be told without missing a record: some may be read twice. */
  record RoundedDown(long offset, Inexact reason) implements TranslatedOffset {}

  /** No offset can be told. */
  record None(Inexact reason) implements TranslatedOffset {}

  /** The offset to read on from, if there is one. */
  default OptionalLong position() {
    return switch (this) {
      case Exact exact -> OptionalLong.of(exact.offset());
      case RoundedDown rounded -> OptionalLong.of(rounded.offset());
      case None none -> OptionalLong.empty();
    };
  }
}
