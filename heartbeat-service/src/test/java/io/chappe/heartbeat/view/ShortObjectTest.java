package io.chappe.heartbeat.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chappe.status.InstanceStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortObjectTest {
  private static final List<InstanceStatus> NOBODY = List.of();

  @Test
  void aChangeOfUsualSizeIsToldAsItIs() {
    String json = "{\"topics\":[\"%s\"],\"paused\":true}".formatted("orders, ".repeat(400));

    assertThat(view(json).value()).hasToString(json);
  }

  @Test
  void aHugeValueIsCutInTheChangeAndInTheOneThatFollows() {
    ChangeView huge =
        view(
            "{\"paused\": true, \"topics\": \"%s\", \"groups\": 1}".formatted("a,".repeat(30_000)));

    for (String told : List.of(huge.value().toString(), huge.before().toString())) {
      assertThat(told)
          .hasSizeLessThan(2 * ShortObject.LONGEST)
          .startsWith("{\"paused\":\"true\",\"topics\":\"a,a,")
          .endsWith("a,...\",\"...\":\"1 more\"}");
    }
  }

  @Test
  void soAreHugeKeysAndManyProperties() {
    ObjectNode many = JsonNodeFactory.instance.objectNode();
    many.put("k".repeat(100_000), 1);
    many.putArray("topics").add("a".repeat(1_000)).add("b".repeat(10_000));
    for (int number = 0; number < 10_000; number++) {
      many.put("key" + number, number);
    }

    assertThat(ShortObject.of(many).toString())
        .hasSizeLessThan(2 * ShortObject.LONGEST)
        .contains("kkk...", "[\\\"aaa", "\"...\":\"10000 more\"");
  }

  private static ChangeView view(String json) {
    Change change =
        new Change(
            1,
            Instant.EPOCH,
            "us->eu",
            Optional.of(json),
            "topic",
            Change.Before.of(Optional.of(json)));
    return ChangeView.of(change, true, NOBODY);
  }
}
