package io.chappe.heartbeat.api.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a request comes from this machine: by the address at the other end, and by the name that
 * it was sent to. A page of someone else's that has its own name point here (DNS rebinding) comes
 * from this machine too, but under its own name.
 */
final class Peer {
  private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+(%.+)?");
  private static final String LOCALHOST = "localhost";

  /** No others of 127.0.0.0/8: what a sidecar lets in comes from 127.0.0.6, wherever it began. */
  private static final Set<String> OWN = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

  private Peer() {}

  /**
   * @param address of the other end, in figures; may be null
   * @param host of the request, without a port; may be null
   */
  static boolean isLocal(String address, String host) {
    return isOwn(address) && host != null && isLocalName(host.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a request was sent to one of these names.
   *
   * @param host of the request, without a port; may be null
   * @param names in small letters; all if empty
   */
  static boolean isNamed(String host, List<String> names) {
    return names.isEmpty() || (host != null && names.contains(host.toLowerCase(Locale.ROOT)));
  }

  private static boolean isOwn(String address) {
    try {
      return isLoopback(address) && OWN.contains(InetAddress.getByName(address).getHostAddress());
    } catch (UnknownHostException e) {
      return false;
    }
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
