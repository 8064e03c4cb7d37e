package io.chappe.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * A long link: passes connections on to a port of this machine, every byte later by a fixed time in
 * each direction. It holds what is under way in memory, so that, as on a real link, the delay
 * doesn't bound the throughput.
 */
public final class DelayingProxy implements AutoCloseable {
  private static final int CHUNK = 256 * 1024;

  private final ServerSocket listener;
  private final int target;
  private final long delayNanos;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Thread acceptor;

  /**
   * Starts to listen.
   *
   * @param port where clients connect
   * @param target where they are passed on to
   * @param oneWay the delay in each direction
   */
  public DelayingProxy(int port, int target, Duration oneWay) {
    this.target = target;
    this.delayNanos = oneWay.toNanos();
    try {
      listener = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    acceptor = Thread.ofVirtual().name("proxy-" + port).start(this::accept);
  }

  /** Where clients connect. */
  public String address() {
    return ServerSettings.HOST + ":" + listener.getLocalPort();
  }

  /** Bytes under way, due at a time; none at the end of the stream. */
  private record Chunk(byte[] bytes, long dueNanos) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.signum(dueNanos - ((Chunk) other).dueNanos());
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(broker);
        connect(client, broker);
        connect(broker, client);
      } catch (IOException closedOrRefused) {
        // The client sees its connection fail and tries again.
        continue;
      }
    }
  }

  private void connect(Socket from, Socket to) {
    DelayQueue<Chunk> underWay = new DelayQueue<>();
    Thread.ofVirtual().start(() -> read(from, underWay));
    Thread.ofVirtual().start(() -> write(to, underWay));
  }

  private void read(Socket from, DelayQueue<Chunk> underWay) {
    long lastDue = 0;
    byte[] buffer = new byte[CHUNK];
    try (InputStream in = from.getInputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        // Two chunks are never due at once: the queue doesn't keep the order of equals.
        lastDue = Math.max(lastDue + 1, System.nanoTime() + delayNanos);
        underWay.add(new Chunk(Arrays.copyOf(buffer, count), lastDue));
      }
    } catch (IOException broken) {
      close(from);
    }
    underWay.add(new Chunk(new byte[0], Math.max(lastDue + 1, System.nanoTime() + delayNanos)));
  }

  private void write(Socket to, DelayQueue<Chunk> underWay) {
    try (OutputStream out = to.getOutputStream()) {
      for (Chunk chunk = underWay.take(); chunk.bytes().length > 0; chunk = underWay.take()) {
        out.write(chunk.bytes());
      }
    } catch (IOException broken) {
      close(to);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    close(to);
  }

  private void close(Socket socket) {
    sockets.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      // The port isn't free before the last accept has ended.
      acceptor.join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sockets.forEach(this::close);
  }
}
