package io.chappe.replicator.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chappe.naming.FlowId;
import io.chappe.replicator.copy.port.RecordChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Gives records headers that tell where they were produced and which clusters they have been on,
 * and leaves out those that have been on the target: so a record ends its way even where names
 * don't tell where a topic came from.
 *
 * <p>All values are text. Where a record was produced is written by the first flow that copies it;
 * later ones only add to its path.
 */
final class Provenance implements RecordChange {
  /** The clusters that the record has been on before this one, in order, with commas between. */
  static final String PATH = "chappe.path";

  private static final String SOURCE = "chappe.source.";

  private final FlowId flow;
  private final TopicPartition source;
  private final RecordChange inner;

  /**
   * @param inner what else is done to the record; whatever it does to headers, the path stays
   */
  Provenance(FlowId flow, TopicPartition source, RecordChange inner) {
    this.flow = flow;
    this.source = source;
    this.inner = inner;
  }

  @Override
  public Optional<Content> apply(Content original) {
    List<String> path = path(original.headers());
    // It has been on the source before: a flow without these headers sent it on in a circle.
    if (path.contains(flow.target()) || path.contains(flow.source())) {
      return Optional.empty();
    }
    return inner.apply(original).map(changed -> stamped(changed, original, path));
  }

  private static List<String> path(Header[] headers) {
    return Arrays.stream(headers)
        .filter(header -> header.key().equals(PATH) && header.value() != null)
        .reduce((first, last) -> last)
        .map(header -> List.of(new String(header.value(), UTF_8).split(",")))
        .orElse(List.of());
  }

  private Content stamped(Content changed, Content original, List<String> path) {
    List<Header> headers = new ArrayList<>(changed.headers().length + 6);
    Arrays.stream(changed.headers())
        .filter(header -> !header.key().equals(PATH))
        .filter(header -> !path.isEmpty() || !header.key().startsWith(SOURCE))
        .forEach(headers::add);
    if (path.isEmpty()) {
      headers.add(text(SOURCE + "cluster", flow.source()));
      headers.add(text(SOURCE + "topic", source.topic()));
      headers.add(text(SOURCE + "partition", source.partition()));
      headers.add(text(SOURCE + "offset", original.offset()));
      headers.add(text(SOURCE + "timestamp", original.timestamp()));
    }
    List<String> longer = new ArrayList<>(path);
    longer.add(flow.source());
    headers.add(text(PATH, String.join(",", longer)));
    return new Content(
        changed.offset(),
        changed.timestamp(),
        changed.key(),
        changed.value(),
        headers.toArray(Header[]::new));
  }

  private static Header text(String key, Object value) {
    return new PlainHeader(key, value.toString().getBytes(UTF_8));
  }
}
