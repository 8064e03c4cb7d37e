package io.chappe.acceptance.footprint;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks {@code /q/health/ready} as an orchestrator's probe does, on a plain socket: it costs the
 * machine next to nothing, so it can be asked each few milliseconds.
 */
final class ReadyProbe {
  private static final int LIMIT_MS = 2_000;
  private static final byte[] REQUEST =
      "GET /q/health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final String OK = "HTTP/1.1 200 ";

  private final int port;

  ReadyProbe(int port) {
    this.port = port;
  }

  boolean isReady() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MS);
      socket.setSoTimeout(LIMIT_MS);
      socket.getOutputStream().write(REQUEST);
      byte[] answer = socket.getInputStream().readNBytes(OK.length());
      return new String(answer, StandardCharsets.US_ASCII).equals(OK);
    } catch (IOException notYetListening) {
      return false;
    }
  }
}
