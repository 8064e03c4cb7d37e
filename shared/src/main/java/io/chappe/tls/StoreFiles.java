package io.chappe.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SslConfigs;

/**
 * The files that a client's TLS settings name: key store and trust store, in whatever format. Links
 * are followed, since secrets that are mounted into containers are exchanged by moving a link.
 *
 * @param paths none if keys and certificates stand in the settings themselves
 */
record StoreFiles(List<Path> paths) {

  /**
   * What can be seen of a file without reading it.
   *
   * @param modified when it was last written
   * @param size in bytes
   * @param identity the file behind the name, where the file system tells
   */
  private record Look(FileTime modified, long size, Optional<Object> identity) {}

  /** How all files look at one moment: another state means that one was exchanged. */
  record State(List<Optional<?>> looks) {}

  static StoreFiles of(Map<String, ?> settings) {
    return new StoreFiles(
        Stream.of(
                SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)
            .map(settings::get)
            .filter(String.class::isInstance)
            .map(location -> Path.of((String) location))
            .toList());
  }

  State state() {
    return new State(paths.stream().<Optional<?>>map(StoreFiles::look).toList());
  }

  /** Empty while the file is away, as it may be for a moment while it is exchanged. */
  private static Optional<Look> look(Path path) {
    try {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return Optional.of(
          new Look(found.lastModifiedTime(), found.size(), Optional.ofNullable(found.fileKey())));
    } catch (IOException absent) {
      return Optional.empty();
    }
  }
}
