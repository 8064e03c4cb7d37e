package io.chappe.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {
  @TempDir Path folder;
  private Path file;
  private FileWatch watch;

  /** As the kubelet lays a ConfigMap out: file -> ..data/file, ..data -> ..time. */
  @BeforeEach
  void layOut() throws IOException {
    version("one", "a=1");
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..one"));
    file = folder.resolve("chappe.properties");
    Files.createSymbolicLink(file, Path.of("..data", "chappe.properties"));
    watch = new FileWatch(file);
  }

  @Test
  void aSwappedSymbolicLinkIsSeen() throws IOException {
    assertThat(watch.look()).isEmpty();
    version("two", "a=2");
    Files.createSymbolicLink(folder.resolve("..tmp"), Path.of("..two"));
    Files.move(folder.resolve("..tmp"), folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

    assertThat(watch.look()).as("seen once, may be half written").isEmpty();
    assertThat(watch.look().orElseThrow().lines()).containsEntry("a", "2");
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void aFileThatGrowsIsReadWhenItIsWhole() throws IOException {
    Files.writeString(file, "a=2");
    assertThat(watch.look()).isEmpty();
    Files.writeString(file, "a=2\nb=3");
    assertThat(watch.look()).isEmpty();
    assertThat(watch.look().orElseThrow().lines()).containsEntry("b", "3");
  }

  @Test
  void aFileThatIsAwayForAMomentIsNoTrouble() throws IOException {
    Files.delete(file);
    assertThat(watch.look()).isEmpty();
    Files.writeString(file, "a=1");
    assertThat(watch.look()).isEmpty();
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void aFileThatStaysAwayIsReportedOnceAndItsReturnToo() throws IOException {
    Files.delete(file);
    Optional<FileWatch.Found> found = Optional.empty();
    for (int i = 0; i < 4; i++) {
      assertThat(found).isEmpty();
      found = watch.look();
    }
    assertThat(found.orElseThrow().problems().getFirst()).contains("can't be read");
    assertThat(watch.look()).isEmpty();

    Files.writeString(file, "a=1");
    assertThat(watch.look()).isEmpty();
    assertThat(watch.look().orElseThrow().problems()).isEmpty();
  }

  private void version(String name, String text) throws IOException {
    Path version = Files.createDirectory(folder.resolve(".." + name));
    Files.writeString(version.resolve("chappe.properties"), text);
  }
}
