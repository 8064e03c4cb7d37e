package io.chappe.replicator.transform;

import static io.chappe.replicator.transform.Contents.content;
import static io.chappe.replicator.transform.Contents.header;
import static io.chappe.replicator.transform.Contents.json;
import static io.chappe.replicator.transform.Contents.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chappe.config.RecordSettings;
import io.chappe.config.keys.TransformClasses;
import io.chappe.replicator.copy.port.RecordChange.Content;
import io.chappe.replicator.copy.port.RecordRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TransformChainTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 3);
  private static final TopicPartition TARGET = new TopicPartition("us.orders", 3);

  private final List<String> leftOut = new ArrayList<>();

  private static RecordSettings.Transform transform(String type, Map<String, String> properties) {
    return new RecordSettings.Transform(
        "transforms.x",
        "org.apache.kafka.connect.transforms." + type,
        properties,
        Optional.empty(),
        false);
  }

  private static RecordSettings.Transform unless(
      String predicate, Map<String, String> properties, RecordSettings.Transform transform) {
    return new RecordSettings.Transform(
        transform.key(),
        transform.type(),
        transform.properties(),
        Optional.of(
            new RecordSettings.Predicate(
                "predicates.p",
                "org.apache.kafka.connect.transforms.predicates." + predicate,
                properties)),
        true);
  }

  private TransformChain chain(boolean tolerating, RecordSettings.Transform... transforms) {
    List<Step> steps = List.of(transforms).stream().map(StepFactory::create).toList();
    return new TransformChain(
        SOURCE,
        TARGET,
        steps,
        (at, offset, reason) -> leftOut.add(offset + " " + reason),
        tolerating ? TransformChain.Tolerance.LEAVE_OUT : TransformChain.Tolerance.STOP);
  }

  private Content applied(Content content, RecordSettings.Transform... transforms) {
    return chain(false, transforms).apply(content).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MaskField$Value | fields=card | {\"card\":\"4111\",\"n\":1} | {\"card\":\"\",\"n\":1}",
        "MaskField$Value | fields=n,replacement=7 | {\"n\":123456} | {\"n\":7}",
        "ReplaceField$Value | exclude=card | {\"card\":\"4111\",\"n\":1} | {\"n\":1}",
        "ReplaceField$Value | renames=n:m | {\"n\":[1,{\"a\":null}]} | {\"m\":[1,{\"a\":null}]}",
        "InsertField$Value | topic.field=t | {\"n\":1} | {\"n\":1,\"t\":\"us.orders\"}",
        "InsertField$Value | partition.field=p,timestamp.field=ts | {} | {\"p\":3,\"ts\":1000}",
        "ExtractField$Value | field=a | {\"a\":{\"b\":true}} | {\"b\":true}",
        "HoistField$Value | field=a | {\"b\":true} | {\"a\":{\"b\":true}}",
        "Flatten$Value | delimiter=_ | {\"a\":{\"b\":1.5}} | {\"a_b\":1.5}",
        "Cast$Value | spec=n:string | {\"n\":1.5} | {\"n\":\"1.5\"}",
        "Cast$Value | spec=n:int32 | {\"n\":\"15\"} | {\"n\":15}",
        "TimestampConverter$Value | target.type=string,field=t,format=yyyy-MM-dd | {\"t\":0} |"
            + " {\"t\":\"1970-01-01\"}"
      })
  void fieldsOfJsonChange(String type, String properties, String value, String changed) {
    Content applied =
        applied(content("key", value), transform(type, Contents.properties(properties)));

    assertThat(json(applied.value())).isEqualTo(json(changed));
    assertThat(text(applied.key())).isEqualTo("key");
    assertThat(applied.timestamp()).isEqualTo(1_000);
  }

  @Test
  void numbersThatAreNotTouchedLoseNothing() {
    String value = "{\"big\":12345678901234567890123,\"fine\":0.12345678901234567890123,\"x\":1}";

    Content applied =
        applied(content("k", value), transform("ReplaceField$Value", Map.of("exclude", "x")));

    assertThat(text(applied.value()))
        .contains("12345678901234567890123", "0.12345678901234567890123");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Flatten$Value | delimiter=_ | {\"a\":{\"b\":0.12345678901234567890123}} |"
            + " {\"a_b\":0.12345678901234567890123}",
        "Flatten$Value | delimiter=_ | {\"a\":{\"b\":12345678901234567890123}} |"
            + " {\"a_b\":12345678901234567890123}",
        "Cast$Value | spec=n:string | {\"n\":0.12345678901234567890123} |"
            + " {\"n\":\"0.12345678901234568\"}",
        "Cast$Value | spec=n:int64 | {\"n\":18446744073709551621,\"m\":18446744073709551621} |"
            + " {\"m\":18446744073709551621,\"n\":5}",
        "MaskField$Value | fields=n | {\"n\":0.12345678901234567890123} | {\"n\":0.0}"
      })
  void largeAndFineNumbersAreTaken(String type, String properties, String value, String changed) {
    Content applied =
        applied(content("key", value), transform(type, Contents.properties(properties)));

    assertThat(text(applied.value())).isEqualTo(changed);
  }

  @Test
  void whatNoTransformTouchesKeepsItsBytes() {
    byte[] odd = {(byte) 0xff, 0, (byte) 0xfe};
    Content content =
        content("key", "not json", header("odd", odd), header("none", null), header("odd", odd));

    Content applied =
        applied(content, transform("InsertHeader", Map.of("header", "h", "value.literal", "42")));

    assertThat(applied.key()).isSameAs(content.key());
    assertThat(applied.value()).isSameAs(content.value());
    assertThat(applied.headers())
        .extracting(Header::key, Header::value)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("odd", odd),
            org.assertj.core.groups.Tuple.tuple("none", null),
            org.assertj.core.groups.Tuple.tuple("odd", odd),
            org.assertj.core.groups.Tuple.tuple("h", "42".getBytes(UTF_8)));
  }

  /** Kafka's own configurations fill in variables by providers that they name themselves. */
  @Test
  void aTransformBringsNoConfigProviderOfItsOwn(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("secrets.properties"), "password=canary\n");
    Map<String, String> properties =
        Map.of(
            "header",
            "h",
            "value.literal",
            "${f:%s:password}".formatted(file),
            "config.providers",
            "f",
            "config.providers.f.class",
            "org.apache.kafka.common.config.provider.FileConfigProvider");

    Content applied = applied(content("k", "{}"), transform("InsertHeader", properties));

    assertThat(applied.headers())
        .singleElement()
        .satisfies(each -> assertThat(new String(each.value(), UTF_8)).startsWith("${f:"));
  }

  @Test
  void aTombstoneStaysOneAndKeepsItsKey() {
    Content applied =
        applied(
            content("k", null),
            transform("MaskField$Value", Map.of("fields", "a")),
            transform("HoistField$Value", Map.of("field", "a")),
            transform("ValueToKey", Map.of("fields", "a")));

    assertThat(applied.value()).isNull();
    assertThat(text(applied.key())).isEqualTo("k");
  }

  @Test
  void jsonThatATransformLooksAtAndLeavesAloneKeepsItsBytes() {
    Content content = content("k", "{ \"a\" : 1.50 }");

    Content applied = applied(content, transform("ValueToKey", Map.of("fields", "a")));

    assertThat(applied.value()).isSameAs(content.value());
    assertThat(json(applied.key())).isEqualTo(json("{\"a\":1.5}"));
  }

  @Test
  void headersAreDroppedAndMadeFromFields() {
    Content content = content("k", "{\"user\":\"ann\",\"n\":7}", header("secret", new byte[] {1}));

    Content applied =
        applied(
            content,
            transform("DropHeaders", Map.of("headers", "secret")),
            transform(
                "HeaderFrom$Value",
                Map.of("fields", "user,n", "headers", "u,m", "operation", "move")));

    assertThat(applied.headers())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly("u=ann", "m=7");
    assertThat(text(applied.value())).isEqualTo("{}");
  }

  @Test
  void aFieldOfTheValueBecomesThePlainKey() {
    Content applied =
        applied(
            content("old", "{\"user\":\"ann\",\"n\":7}"),
            transform("ValueToKey", Map.of("fields", "user")),
            transform("ExtractField$Key", Map.of("field", "user")));

    assertThat(text(applied.key())).isEqualTo("ann");
    assertThat(json(applied.value())).isEqualTo(json("{\"user\":\"ann\",\"n\":7}"));
  }

  @Test
  void aPredicateSeesTheRemoteTopicTombstonesAndHeaders() {
    RecordSettings.Transform filter = transform("Filter", Map.of());
    TransformChain otherTopics =
        chain(false, unless("TopicNameMatches", Map.of("pattern", "us\\.orders"), filter));
    TransformChain unmarked = chain(false, unless("HasHeaderKey", Map.of("name", "keep"), filter));
    TransformChain values = chain(false, unless("RecordIsTombstone", Map.of(), filter));

    assertThat(otherTopics.apply(content("k", "v"))).isPresent();
    assertThat(unmarked.apply(content("k", "v"))).isEmpty();
    assertThat(unmarked.apply(content("k", "v", header("keep", null)))).isPresent();
    assertThat(values.apply(content("k", "v"))).isEmpty();
    assertThat(values.apply(content("k", null))).isPresent();
  }

  @Test
  void whatIsNotJsonStopsOrIsLeftOut() {
    RecordSettings.Transform mask = transform("MaskField$Value", Map.of("fields", "a"));

    assertThatThrownBy(() -> chain(false, mask).apply(content("k", "{\"secret")))
        .isInstanceOf(RecordRefusedException.class)
        .hasMessageContaining(
            "orders-3 can't be transformed at offset 17 by transforms.x: the value isn't JSON")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> chain(false, mask).apply(content("k", "[1]")))
        .hasMessageContaining("Only Map objects");
    assertThat(chain(true, mask).apply(content("k", ""))).isEmpty();
    assertThat(leftOut).singleElement().asString().startsWith("17 transforms.x: the value");
  }

  static List<String> transforms() {
    return List.copyOf(TransformClasses.TRANSFORMS);
  }

  @ParameterizedTest
  @MethodSource("transforms")
  void everyListedClassIsKnown(String type) {
    var settings =
        new RecordSettings.Transform("transforms.x", type, Map.of(), Optional.empty(), false);
    try {
      assertThat(StepFactory.create(settings).transformation().getClass().getName())
          .isEqualTo(type);
    } catch (ConfigException e) {
      assertThat(e.getMessage()).startsWith("transforms.x: ").doesNotContain("unknown");
    }
  }

  @Test
  void aConfigurationThatIsNotTakenIsOneLineWithItsKey() {
    assertThatThrownBy(() -> StepFactory.create(transform("MaskField$Value", Map.of())))
        .hasMessageStartingWith("transforms.x: Missing required configuration \"fields\"");
  }
}
