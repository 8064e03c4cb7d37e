package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a group's offsets were read. */
enum OffsetsFrom {
  /** What the group has committed on the source. */
  SOURCE,
  /** The newest checkpoints on the target, because the source doesn't answer. */
  CHECKPOINTS;

  /** The word for it in answers. */
  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
