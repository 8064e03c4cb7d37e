package io.chappe.config.loading;

import static io.chappe.config.loading.ConfigFixture.flowOf;
import static io.chappe.config.loading.ConfigFixture.problemsOf;
import static io.chappe.config.loading.ConfigFixture.warningsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.RecordSettings;
import io.chappe.config.keys.PolicyKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSettingsTest {
  private static final String CONNECT = "org.apache.kafka.connect.transforms.";

  @Test
  void aTransformIsReadAsInMm2sFile() {
    RecordSettings records =
        flowOf(
                "us->eu.transforms=drop, mask",
                "us->eu.transforms.drop.type=" + CONNECT + "Filter",
                "us->eu.transforms.drop.predicate=old",
                "us->eu.transforms.drop.negate=true",
                "us->eu.transforms.mask.type=" + CONNECT + "MaskField$Value",
                "us->eu.transforms.mask.fields=card",
                "us->eu.predicates=old",
                "us->eu.predicates.old.type=" + CONNECT + "predicates.HasHeaderKey",
                "us->eu.predicates.old.name=old")
            .records();

    var old =
        new RecordSettings.Predicate(
            "us->eu.predicates.old", CONNECT + "predicates.HasHeaderKey", Map.of("name", "old"));
    assertThat(records.transforms())
        .containsExactly(
            new RecordSettings.Transform(
                "us->eu.transforms.drop", CONNECT + "Filter", Map.of(), Optional.of(old), true),
            new RecordSettings.Transform(
                "us->eu.transforms.mask",
                CONNECT + "MaskField$Value",
                Map.of("fields", "card"),
                Optional.empty(),
                false));
  }

  @Test
  void aFlowsOwnLinesWinOverThoseForAllFlows() {
    RecordSettings records =
        flowOf(
                "transforms=mask",
                "transforms.mask.type=" + CONNECT + "MaskField$Value",
                "transforms.mask.fields=card",
                "us->eu.transforms.mask.fields=name")
            .records();

    assertThat(records.transforms())
        .singleElement()
        .extracting(RecordSettings.Transform::properties)
        .isEqualTo(Map.of("fields", "name"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RegexRouter               | rename topics with topics.rename",
        "TimestampRouter           | can't change the topic",
        "SetSchemaMetadata$Value   | no schema",
        "MaskField                 | must be one of",
        "com.example.Mine          | must be one of"
      })
  void aClassThatCantBeUsedIsRefusedWithARemedy(String type, String remedy) {
    assertThat(problemsOf("us->eu.transforms=x", "us->eu.transforms.x.type=" + CONNECT + type))
        .singleElement()
        .asString()
        .startsWith("us->eu.transforms.x.type=")
        .contains(remedy);
  }

  @Test
  void aPredicateMustBeThere() {
    String type = "us->eu.transforms.x.type=" + CONNECT + "Filter";

    assertThat(problemsOf("us->eu.transforms=x", type, "us->eu.transforms.x.predicate=p"))
        .containsExactly("us->eu.transforms.x.predicate=p: must be one of us->eu.predicates=[]");
    assertThat(problemsOf("us->eu.predicates=p"))
        .singleElement()
        .asString()
        .startsWith("us->eu.predicates.p.type is missing");
  }

  @Test
  void aLineOfATransformThatIsNotListedHasNoEffect() {
    assertThat(warningsOf("us->eu.transforms.x.type=" + CONNECT + "Filter"))
        .containsExactly(
            "us->eu.transforms.x.type has no effect: us->eu.transforms= doesn't name it");
  }

  @Test
  void namesKeptInACircleMakeSharedTopicsAndLeaveGroupsAlone() {
    String identity = "replication.policy.class=" + PolicyKeys.IDENTITY_POLICY;
    String provenance = "provenance.headers.enabled=true";
    FlowConfig oneWay = flowOf(identity, provenance);
    FlowConfig circle = flowOf(identity, provenance, "eu->us.enabled=true");
    FlowConfig prefixed = flowOf(provenance, "eu->us.enabled=true");

    assertThat(circle.copy().shared().accepts("orders")).isTrue();
    assertThat(circle.checkpoints().syncGroupOffsets()).isFalse();
    for (FlowConfig other : List.of(oneWay, prefixed)) {
      assertThat(other.copy().shared().accepts("orders")).isFalse();
      assertThat(other.checkpoints().syncGroupOffsets()).isTrue();
    }
    assertThat(
            warningsOf(
                identity,
                provenance,
                "eu->us.enabled=true",
                "us->eu.sync.group.offsets.enabled=true"))
        .singleElement()
        .asString()
        .startsWith("us->eu.sync.group.offsets.enabled has no effect for us->eu");
  }
}
