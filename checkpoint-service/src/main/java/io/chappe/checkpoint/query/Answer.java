package io.chappe.checkpoint.query;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.TranslatedOffset;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What an offset is on the other side. Whoever reads on from it misses no record.
 *
 * @param asked the offset asked for
 * @param topic the topic's name there
 * @param partition the partition, the same on both sides
 * @param offset where to read on; null if none can be told
 * @param exact whether no record is read twice either
 * @param reason why it is not exact; null if it is
 * @param explanation the reason in a sentence
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "Answer",
    description = "What an offset is on the other cluster. Reading on from it misses no record.")
record Answer(
    Place asked,
    @Schema(description = "The topic's name on the other cluster.") String topic,
    int partition,
    @Schema(description = "Where to read on; absent if that can't be told.") Long offset,
    @Schema(description = "Whether no record is read twice either.") boolean exact,
    @Schema(
            description = "Why it is not exact.",
            enumeration = {
              "thinned",
              "ahead-of-copy",
              "before-copy",
              "shared-topic",
              "near-log-end",
              "behind-source",
              "not-replicated",
              "earlier-incarnation",
              "end-unknown"
            })
        String reason,
    String explanation) {

  static Answer of(Place asked, String topic, TranslatedOffset translated) {
    return switch (translated) {
      case TranslatedOffset.Exact(long offset) ->
          new Answer(asked, topic, asked.partition(), offset, true, null, null);
      case TranslatedOffset.RoundedDown(long offset, Inexact reason) ->
          new Answer(
              asked, topic, asked.partition(), offset, false, word(reason), explanation(reason));
      case TranslatedOffset.None(Inexact reason) ->
          new Answer(
              asked, topic, asked.partition(), null, false, word(reason), explanation(reason));
    };
  }

  static String word(Inexact reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String explanation(Inexact reason) {
    return switch (reason) {
      case THINNED ->
          "The offset map is thinned here (offset-map.max.runs): some records may be read twice.";
      case AHEAD_OF_COPY ->
          "The copy ends before this offset; this is its end now. Ask again when it is copied, or"
              + " read on from here and read some records twice.";
      case BEFORE_COPY ->
          "This flow's copy begins later; what is there of earlier records is not known.";
      case SHARED_TOPIC ->
          "Others write to the remote topic too (remote.topics.shared): some records may be read"
              + " twice.";
      case NEAR_LOG_END ->
          "Markers without data may stand here at the end of the log; no record is missed.";
      case BEHIND_SOURCE -> "The source's log ends before this offset: it has lost its tail.";
      case NOT_REPLICATED -> "Nothing of this partition has been copied in this flow.";
      case EARLIER_INCARNATION ->
          "The topic was deleted on one of the clusters, or created again, since it was copied.";
      case END_UNKNOWN -> "Where the copy ends could not be found out; ask again.";
    };
  }
}
