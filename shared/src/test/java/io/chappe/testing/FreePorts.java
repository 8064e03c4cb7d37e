package io.chappe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for servers that are stopped and started again on the same port. They lie below the
 * range from which Linux takes the ports of outgoing connections, so that no client of another test
 * sits on a port while its broker is down.
 */
public final class FreePorts {
  private static final int LOWEST = 12_000;
  private static final int HIGHEST = 32_000;
  private static final Path COUNTER =
      Path.of(System.getProperty("java.io.tmpdir"), "chappe-test-ports");

  private FreePorts() {}

  /**
   * As many different ports of the loopback address, all free at the time of the call. All JVMs of
   * a machine take them in turn, so that no two are told the same before thousands of others are
   * used up.
   */
  public static synchronized List<Integer> find(int count) {
    try (FileChannel counter =
        FileChannel.open(
            COUNTER,
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      // Released when the channel is closed.
      counter.lock();
      int next = read(counter);
      Set<Integer> ports = new LinkedHashSet<>();
      for (int tried = LOWEST; tried < HIGHEST && ports.size() < count; tried++) {
        next = next + 1 < HIGHEST ? next + 1 : LOWEST;
        if (isFree(next)) {
          ports.add(next);
        }
      }
      write(counter, next);
      if (ports.size() < count) {
        throw new IllegalStateException("no " + count + " free ports found");
      }
      return new ArrayList<>(ports);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port that was found last; whatever the file holds, one in the range. */
  private static int read(FileChannel counter) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES);
    boolean complete = counter.read(buffer, 0) == Integer.BYTES;
    int last = complete ? buffer.getInt(0) : ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
    return Math.clamp(last, LOWEST, HIGHEST);
  }

  private static void write(FileChannel counter, int last) throws IOException {
    counter.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, last), 0);
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
