package io.chappe.acceptance.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.acceptance.Service;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The services are restarted while there is work to do, for all variants at once, with a changed
 * configuration.
 */
@ResourceLock(MirrorLandscape.SERVICES)
abstract class RestartScenarios {
  private static final int PARTITIONS = 2;

  abstract MirrorLandscape landscape();

  private record Begun(Mirror mirror, String topic, String group) {}

  @Test
  void aRestartInTheMiddleLosesNothingAndRepeatsNothing() throws IOException {
    Map<Variant, Begun> begun = new EnumMap<>(Variant.class);
    for (Variant variant : Variant.values()) {
      Mirror mirror = Mirror.of(landscape(), variant);
      Begun each = new Begun(mirror, mirror.newTopic(PARTITIONS), Mirror.newGroup());
      mirror.produce(each.topic(), PARTITIONS, 50);
      GroupReader.readOn(mirror.source(), each.group(), List.of(each.topic()));
      begun.put(variant, each);
    }
    begun.values().forEach(each -> each.mirror().awaitSynced(each.group(), each.topic()));

    Mirror plain = Mirror.of(landscape(), Variant.PLAIN);
    String excluded = plain.newTopic("extra-topic", 1, Map.of());
    plain.produce(excluded, 1, 10);

    landscape().includeExtraTopics();
    Stream.of(Service.values()).parallel().forEach(landscape()::restart);

    for (Begun each : begun.values()) {
      each.mirror().produce(each.topic(), PARTITIONS, 50);
      GroupReader.readOn(each.mirror().source(), each.group(), List.of(each.topic()));
    }
    for (Begun each : begun.values()) {
      each.mirror().awaitCopied(each.topic());
      each.mirror().awaitSynced(each.group(), each.topic());
      assertThat(each.mirror().onTarget(each.topic())).hasSize(2 * 50 * PARTITIONS);
      Checkpoints.assertMonotonic(each.mirror());
    }
    plain.awaitCopied(excluded);
  }
}
