package io.chappe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Properties;

/**
 * Where one test cluster keeps everything.
 *
 * @param path the folder, not shared with anyone
 * @param temporary whether it is deleted with the cluster
 */
record ClusterFolder(Path path, boolean temporary) {

  static ClusterFolder temporary(String name) {
    try {
      return new ClusterFolder(Files.createTempDirectory("chappe-" + name + "-"), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ClusterFolder lasting(Path path) {
    try {
      return new ClusterFolder(Files.createDirectories(path), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path logDirectory(int node) {
    return path.resolve("data-" + node);
  }

  Path logFile(int node) {
    return path.resolve("node-" + node + ".log");
  }

  Path writeProperties(int node, Map<String, String> settings) {
    Path file = path.resolve("node-" + node + ".properties");
    Properties properties = new Properties();
    properties.putAll(settings);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Deletes it all if it is temporary. Files that a broker deletes at the same time are no
   * obstacle.
   */
  void close() {
    if (!temporary) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deletion());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
