package io.chappe.checkpoint.query;

import io.chappe.checkpoint.translation.Inexact;
import io.chappe.checkpoint.translation.TranslatedOffset;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.naming.TopicNaming;
import io.chappe.offsetmap.SourcePartition;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * All that answers to some offsets need, looked up for one of the directions.
 *
 * @param naming names of the copies
 * @param direction which
 * @param sources source partitions by the partitions that offsets are asked of
 * @param translator with what is known now of those
 * @param sourceChecked whether the source answered
 */
record LookUpResult(
    TopicNaming naming,
    Direction direction,
    Map<TopicPartition, SourcePartition> sources,
    Translator translator,
    boolean sourceChecked) {

  /** Whether any partition of the topic has been copied. */
  boolean knowsTopic(String topic) {
    return translator.maps().keySet().stream()
        .map(SourcePartition::topic)
        .map(each -> direction == Direction.DOWNSTREAM ? each : naming.remoteTopic(each))
        .anyMatch(topic::equals);
  }

  Answer answer(Place place) {
    SourcePartition source = sources.get(new TopicPartition(place.topic(), place.partition()));
    if (source == null) {
      return Answer.of(place, null, new TranslatedOffset.None(Inexact.NOT_REPLICATED));
    }
    return direction == Direction.DOWNSTREAM
        ? Answer.of(
            place, naming.remoteTopic(source.topic()), translator.toTarget(source, place.offset()))
        : Answer.of(place, source.topic(), translator.toSource(source, place.offset()));
  }
}
