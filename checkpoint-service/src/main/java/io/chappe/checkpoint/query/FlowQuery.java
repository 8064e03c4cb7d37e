package io.chappe.checkpoint.query;

import io.chappe.checkpoint.maps.FlowMaps;
import io.chappe.checkpoint.translation.Inexact;
import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Translates offsets of one flow for whoever asks. Thread-safe. */
public final class FlowQuery implements AutoCloseable {
  private static final String NOT_REPLICATED = Answer.word(Inexact.NOT_REPLICATED);

  private final FlowConfig flow;
  private final TargetCluster target;
  private final SourceCluster source;
  private final LookUp lookUp;

  /**
   * @param flow the flow
   * @param maps its maps, which the caller closes
   */
  public FlowQuery(FlowConfig flow, FlowMaps maps) {
    String clientId = "chappe-translate-" + flow.id();
    this.flow = flow;
    this.target = new TargetCluster(new KafkaClients(flow.target(), clientId));
    this.source = new SourceCluster(new KafkaClients(flow.source(), clientId), System::nanoTime);
    this.lookUp = new LookUp(flow, maps, target, source);
  }

  FlowId flow() {
    return flow.id();
  }

  /** Translates offsets, all of which must be of partitions that are copied. */
  Translations translate(Direction direction, List<Place> places) {
    LookUpResult known = lookUp.known(direction, places);
    List<Answer> answers = places.stream().map(known::answer).toList();
    List<Problem.Error> missing =
        answers.stream()
            .filter(each -> NOT_REPLICATED.equals(each.reason()))
            .map(each -> notCopied(each.asked(), direction, known))
            .toList();
    if (!missing.isEmpty()) {
      throw ProblemException.notFound(missing);
    }
    return new Translations(
        flow.id().toString(), direction, null, null, known.sourceChecked(), answers);
  }

  private Problem.Error notCopied(Place place, Direction direction, LookUpResult known) {
    if (known.knowsTopic(place.topic())) {
      return new Problem.Error(
          "partition",
          Integer.toString(place.partition()),
          "nothing of this partition of %s has been copied.".formatted(place.topic()),
          "Check the number; if the partition is new, ask again in some seconds.");
    }
    return new Problem.Error(
        "topic",
        place.topic(),
        "nothing of this topic has been copied in the flow %s.".formatted(flow.id()),
        remedy(place.topic(), direction));
  }

  private String remedy(String topic, Direction direction) {
    if (direction == Direction.UPSTREAM) {
      return "Name a remote topic as it is called on %s, such as %s."
          .formatted(flow.id().target(), flow.naming().remoteTopic("orders"));
    }
    Optional<String> reason =
        flow.reasonNotReplicated(topic)
            .or(
                () ->
                    Optional.of("topics and topics.exclude of the flow leave it out")
                        .filter(filters -> !flow.replicates(topic)));
    return reason
        .map(why -> "It won't be: " + why + ".")
        .orElse(
            "Check the name, which is the one on %s; if the topic is new, ask again in some seconds."
                .formatted(flow.id().source()));
  }

  /** Translates what a group has committed, by topic and partition if those are given. */
  Translations group(String group, Optional<String> topic, Optional<Integer> partition) {
    Optional<Map<TopicPartition, OffsetAndMetadata>> committed = source.committed(group);
    List<Place> places =
        committed.map(FlowQuery::places).orElseGet(() -> checkpoints(group)).stream()
            .filter(each -> topic.map(each.topic()::equals).orElse(true))
            .filter(each -> partition.map(number -> number == each.partition()).orElse(true))
            .sorted(Comparator.comparing(Place::topic).thenComparingInt(Place::partition))
            .toList();
    OffsetsFrom from = committed.isPresent() ? OffsetsFrom.SOURCE : OffsetsFrom.CHECKPOINTS;
    if (places.isEmpty()) {
      throw ProblemException.notFound(
          "group",
          group,
          from == OffsetsFrom.SOURCE
              ? "the group has committed no such offset on " + flow.id().source() + "."
              : "%s does not answer, and there are no such checkpoints of the group on %s."
                  .formatted(flow.id().source(), flow.id().target()),
          "Check the names of the group and the topic.");
    }
    LookUpResult known = lookUp.known(Direction.DOWNSTREAM, places);
    return new Translations(
        flow.id().toString(),
        Direction.DOWNSTREAM,
        group,
        from,
        known.sourceChecked(),
        places.stream().map(known::answer).toList());
  }

  private static List<Place> places(Map<TopicPartition, OffsetAndMetadata> committed) {
    List<Place> places = new ArrayList<>();
    committed.forEach(
        (partition, offset) -> {
          // A partition without an offset may be there with null.
          if (offset != null) {
            places.add(new Place(partition.topic(), partition.partition(), offset.offset()));
          }
        });
    return places;
  }

  private List<Place> checkpoints(String group) {
    return lookUp.places(target.checkpoints(flow.naming().checkpointsTopic(), group));
  }

  @Override
  public void close() {
    Closes.inOrder("queries " + flow.id(), List.of(target, source));
  }
}
