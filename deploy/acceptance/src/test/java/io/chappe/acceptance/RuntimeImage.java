package io.chappe.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Records made of what lies in every Java installation: the files of its runtime image, cut into
 * lines. Nobody wrote these bytes with replication in mind: there are empty values, long ones, all
 * byte values, and classes of all sizes. A directory becomes a record without a value.
 */
final class RuntimeImage {
  private static final int MOST_BYTES = 8_192;
  private static final long FIRST_TIMESTAMP_AGE_MS = 3_600_000;

  private final int count;
  private final long firstTimestamp = System.currentTimeMillis() - FIRST_TIMESTAMP_AGE_MS;
  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final String topic;

  private RuntimeImage(String topic, int count) {
    this.topic = topic;
    this.count = count;
  }

  /** Records for the topic, with keys, headers and explicit timestamps. */
  static List<ProducerRecord<byte[], byte[]>> records(String topic, int count) {
    RuntimeImage image = new RuntimeImage(topic, count);
    Path root = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
    try (Stream<Path> paths = Files.walk(root)) {
      paths.takeWhile(path -> image.records.size() < count).forEach(image::addPath);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (image.records.size() < count) {
      throw new IllegalStateException("the runtime image has only " + image.records.size());
    }
    return image.records;
  }

  private void addPath(Path path) {
    if (Files.isDirectory(path)) {
      add(path, 0, null);
      return;
    }
    byte[] content = content(path);
    int start = 0;
    for (int i = 0; i < content.length && records.size() < count; i++) {
      if (content[i] == '\n' || i - start == MOST_BYTES || i == content.length - 1) {
        add(path, start, Arrays.copyOfRange(content, start, i));
        start = i + 1;
      }
    }
  }

  private void add(Path path, int position, byte[] value) {
    long timestamp = firstTimestamp + records.size() / 10;
    ProducerRecord<byte[], byte[]> added =
        new ProducerRecord<>(topic, null, timestamp, bytes(path.toString()), value);
    added.headers().add("position", bytes(Integer.toString(position)));
    added.headers().add("file", bytes(String.valueOf(path.getFileName())));
    if (value == null) {
      added.headers().add("nothing", null);
    }
    records.add(added);
  }

  private static byte[] content(Path path) {
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
