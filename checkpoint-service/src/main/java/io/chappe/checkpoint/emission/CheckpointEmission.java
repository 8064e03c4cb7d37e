package io.chappe.checkpoint.emission;

import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.TranslatedOffset;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/**
 * The checkpoints of some committed offsets.
 *
 * @param news those to write
 * @param inexact how many of all offsets don't translate exactly, by reason
 */
public record CheckpointEmission(List<StoredCheckpoint> news, Map<Inexact, Integer> inexact) {

  /**
   * Translates committed offsets, and finds what isn't in the topic yet.
   *
   * @param emitted what stands; is told of the topics that its checkpoints are about
   */
  public static CheckpointEmission of(
      List<CommittedOffset> committed,
      Translator translator,
      CopyNames names,
      EmittedCheckpoints emitted,
      long nowMs) {
    CheckpointEmission emission =
        new CheckpointEmission(new ArrayList<>(), new EnumMap<>(Inexact.class));
    for (CommittedOffset each : committed) {
      TranslatedOffset translated = translator.toTarget(each.partition(), each.offset());
      emission.count(translated);
      translated
          .position()
          .ifPresent(
              offset -> {
                TopicPartition copy = names.copyOf(each.partition());
                LogRange log = translator.copies().get(each.partition());
                OffsetMap map = translator.maps().get(each.partition());
                Incarnation topics = map.incarnation();
                Checkpoint checkpoint =
                    emitted.atLeastAsBefore(
                        new Checkpoint(each.group(), copy, each.offset(), offset, each.metadata()),
                        map,
                        log.end());
                if (emitted.isNews(checkpoint, topics)) {
                  emission.news.add(new StoredCheckpoint(checkpoint, Optional.of(topics), nowMs));
                } else {
                  emitted.confirm(checkpoint, topics);
                }
              });
    }
    return emission;
  }

  private void count(TranslatedOffset translated) {
    switch (translated) {
      case TranslatedOffset.Exact exact -> {}
      case TranslatedOffset.RoundedDown rounded -> inexact.merge(rounded.reason(), 1, Integer::sum);
      case TranslatedOffset.None none -> inexact.merge(none.reason(), 1, Integer::sum);
    }
  }
}
