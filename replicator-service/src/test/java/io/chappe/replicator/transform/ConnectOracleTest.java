package io.chappe.replicator.transform;

import static io.chappe.replicator.transform.Contents.content;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chappe.config.RecordSettings;
import io.chappe.config.keys.TransformClasses;
import io.chappe.replicator.copy.port.RecordChange.Content;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Whatever a transformation does to JSON here, Kafka Connect with its JSON converter on both sides
 * does as well: whoever reads the result with that converter sees no difference.
 */
class ConnectOracleTest {
  private static final TopicPartition SOURCE = new TopicPartition("orders", 3);
  private static final TopicPartition TARGET = new TopicPartition("us.orders", 3);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final SimpleHeaderConverter HEADERS = new SimpleHeaderConverter();

  /** One that works for each listed transformation of fields, {@code $} without its part. */
  private static final List<String> CONFIGURATIONS =
      List.of(
          "InsertHeader header=h value.literal=42",
          "DropHeaders headers=h",
          "HeaderFrom$ fields=a,b headers=x,y operation=move",
          "HeaderFrom$ fields=a headers=x operation=copy",
          "InsertField$ static.field=a static.value=1",
          "InsertField$ topic.field=t partition.field=p timestamp.field=ts",
          "ReplaceField$ exclude=a",
          "ReplaceField$ include=a,b renames=a:c",
          "MaskField$ fields=a,b",
          "MaskField$ fields=a replacement=7",
          "ExtractField$ field=a",
          "ExtractField$ field=a.b field.syntax.version=V2",
          "HoistField$ field=a",
          "Flatten$",
          "Flatten$ delimiter=_",
          "Cast$ spec=a:string",
          "Cast$ spec=a:int64,b:float64",
          "Cast$ spec=a:int8,c:boolean",
          "Cast$ spec=float32",
          "Cast$ spec=string",
          "TimestampConverter$ field=a target.type=unix format=yyyy-MM-dd",
          "TimestampConverter$ field=a target.type=string format=yyyy-MM-dd",
          "TimestampConverter$ target.type=string format=yyyy-MM-dd",
          "ValueToKey fields=a,b",
          "Filter");

  private final JsonConverter converter = new JsonConverter();

  ConnectOracleTest() {
    converter.configure(Map.of("schemas.enable", "false"), false);
  }

  @Example
  void everyListedTransformationIsCompared() {
    Set<String> compared = new HashSet<>();
    CONFIGURATIONS.forEach(each -> parts(each).forEach(type -> compared.add(type)));

    assertThat(compared).isEqualTo(Set.copyOf(TransformClasses.TRANSFORMS));
  }

  private static Stream<String> parts(String configuration) {
    String type = "org.apache.kafka.connect.transforms." + configuration.split(" ")[0];
    return type.endsWith("$") ? Stream.of(type + "Key", type + "Value") : Stream.of(type);
  }

  @Property(tries = 1_000)
  void doesWhatConnectDoes(
      @ForAll("transforms") RecordSettings.Transform transform,
      @ForAll @From("documents") String key,
      @ForAll @From("documents") String value) {
    Content original = content(key, value, new PlainHeader("h", new byte[] {1}));

    Optional<String> connect = connect(transform, original);
    Optional<String> ours = ours(transform, original);

    assertThat(ours).as("%s of %s, %s", transform, key, value).isEqualTo(connect);
  }

  private Optional<String> ours(RecordSettings.Transform transform, Content original) {
    Step step = StepFactory.create(transform);
    TransformChain chain =
        new TransformChain(
            SOURCE, TARGET, List.of(step), (at, offset, why) -> {}, TransformChain.Tolerance.STOP);
    try {
      return Optional.of(
          chain
              .apply(original)
              .map(
                  made ->
                      read(made.key() == null ? null : JsonForm.bytes(made.key()))
                          + read(made.value() == null ? null : JsonForm.bytes(made.value()))
                          + Arrays.stream(made.headers())
                              .map(each -> each.key() + read(each.value()))
                              .toList())
              .orElse("dropped"));
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
  }

  private Optional<String> connect(RecordSettings.Transform settings, Content original) {
    Step step = StepFactory.create(settings);
    Transformation<SourceRecord> transformation = step.transformation();
    try {
      SourceRecord made = transformation.apply(connectRecord(step.reads(), original));
      return Optional.of(
          made == null
              ? "dropped"
              : read(bytes(made.keySchema(), made.key()))
                  + read(bytes(made.valueSchema(), made.value()))
                  + headers(made));
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
  }

  private SourceRecord connectRecord(Step.Reads reads, Content original) {
    byte[] key = JsonForm.bytes(original.key());
    byte[] value = JsonForm.bytes(original.value());
    boolean keyRead = reads == Step.Reads.KEY;
    boolean valueRead = reads == Step.Reads.VALUE;
    ConnectHeaders headers = new ConnectHeaders();
    headers.addBytes("h", new byte[] {1});
    return new SourceRecord(
        Map.of(),
        Map.of(),
        TARGET.topic(),
        TARGET.partition(),
        keyRead ? null : Schema.OPTIONAL_BYTES_SCHEMA,
        keyRead ? converter.toConnectData("t", key).value() : key,
        valueRead ? null : Schema.OPTIONAL_BYTES_SCHEMA,
        valueRead ? converter.toConnectData("t", value).value() : value,
        original.timestamp(),
        headers);
  }

  /** A text alone is written without quotes. */
  private byte[] bytes(Schema schema, Object value) {
    return switch (value) {
      case byte[] bytes -> bytes;
      case String text -> text.getBytes(UTF_8);
      case null -> null;
      default -> converter.fromConnectData("t", schema, value);
    };
  }

  private List<String> headers(SourceRecord made) {
    return Stream.iterate(made.headers().iterator(), each -> each)
        .takeWhile(Iterator::hasNext)
        .map(Iterator::next)
        .map(each -> each.key() + read(headerBytes(each)))
        .toList();
  }

  private static byte[] headerBytes(Header header) {
    return header.value() instanceof byte[] bytes
        ? bytes
        : HEADERS.fromConnectHeader("t", header.key(), header.schema(), header.value());
  }

  /** What a reader with Connect's converter sees; what is no JSON is seen as text. */
  private String read(byte[] bytes) {
    if (bytes == null) {
      return "<null>";
    }
    if (bytes.length == 0) {
      // No JSON, though the converter takes it for null: an empty text, written without quotes.
      return "<>";
    }
    try {
      return "<" + sorted(converter.toConnectData("t", bytes).value()) + ">";
    } catch (DataException e) {
      return "<" + new String(bytes, UTF_8) + ">";
    }
  }

  /** The order of a document's fields means nothing. */
  private static Object sorted(Object value) {
    return switch (value) {
      case Map<?, ?> fields -> {
        Map<String, Object> ordered = new TreeMap<>();
        fields.forEach((name, field) -> ordered.put(String.valueOf(name), sorted(field)));
        yield ordered;
      }
      case List<?> elements -> elements.stream().map(ConnectOracleTest::sorted).toList().toString();
      case null -> null;
      default -> value;
    };
  }

  @Provide
  Arbitrary<RecordSettings.Transform> transforms() {
    return Arbitraries.of(
        CONFIGURATIONS.stream()
            .flatMap(
                each ->
                    parts(each)
                        .map(
                            type ->
                                new RecordSettings.Transform(
                                    "transforms.x",
                                    type,
                                    properties(each),
                                    Optional.empty(),
                                    false)))
            .toList());
  }

  private static Map<String, String> properties(String configuration) {
    Map<String, String> properties = new HashMap<>();
    Arrays.stream(configuration.split(" "))
        .skip(1)
        .map(each -> each.split("=", 2))
        .forEach(each -> properties.put(each[0], each[1]));
    return properties;
  }

  @Provide
  Arbitrary<String> documents() {
    Arbitrary<Object> documents =
        Arbitraries.frequencyOf(Tuple.of(8, maps(maps(scalars()))), Tuple.of(1, scalars()));
    return documents.map(ConnectOracleTest::json);
  }

  private static String json(Object document) {
    try {
      return MAPPER.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Arbitrary<Object> maps(Arbitrary<Object> inner) {
    Arbitrary<Object> values =
        Arbitraries.frequencyOf(
            Tuple.of(3, scalars()),
            Tuple.of(1, inner),
            Tuple.of(1, scalars().list().ofMaxSize(2).map(each -> (Object) each)));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c"), values)
        .ofMaxSize(3)
        .map(each -> (Object) each);
  }

  private static Arbitrary<Object> scalars() {
    return Arbitraries.oneOf(
        Arbitraries.of(true, false, "", "15", "1.5", "x", "2026-11-26").map(each -> (Object) each),
        Arbitraries.longs().map(each -> (Object) each),
        Arbitraries.integers().between(-200, 200).map(each -> (Object) each),
        Arbitraries.doubles().map(each -> (Object) each),
        Arbitraries.bigIntegers()
            .between(BigInteger.TWO.pow(70).negate(), BigInteger.TWO.pow(70))
            .map(each -> (Object) each),
        Arbitraries.bigDecimals()
            .between(new BigDecimal("-1000000"), new BigDecimal("1000000"))
            .ofScale(22)
            .map(each -> (Object) each));
  }
}
