package io.chappe.heartbeat.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a request comes from this machine: by the address at the other end, and by the name that
 * it was sent to. A page of someone else's that has its own name point here (DNS rebinding) comes
 * from this machine too, but under its own name.
 */
final class Peer {
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+(%.+)?");
  private static final String LOCALHOST = "localhost";

  private Peer() {}

  /**
   * @param address of the other end, in figures; may be null
   * @param host of the request, without a port; may be null
   */
  static boolean isLocal(String address, String host) {
    return isLoopback(address) && host != null && isLocalName(host.toLowerCase(Locale.ROOT));
  }

  private static boolean isLocalName(String host) {
    return host.equals(LOCALHOST)
        || host.endsWith("." + LOCALHOST)
        || isLoopback(host.replaceFirst("^\\[(.*)]$", "$1"));
  }

  private static boolean isLoopback(String address) {
    try {
      return address != null
          && ADDRESS.matcher(address).matches()
          && (address.indexOf('.') > 0 || address.indexOf(':') >= 0)
          && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
