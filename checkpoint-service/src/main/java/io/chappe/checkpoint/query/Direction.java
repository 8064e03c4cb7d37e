package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which way an offset is translated. */
enum Direction {
  /** From the source to the target: failing over. */
  DOWNSTREAM,
  /** From the target to the source: failing back. */
  UPSTREAM;

  /** The word for it in questions and answers. */
  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
