package io.chappe.control;

import io.chappe.naming.FlowId;
import java.util.Map;

/**
 * How far what runs has got with the newest configuration it was told of.
 *
 * @param underWay whether flows are still on their way to it
 * @param failed why flows couldn't go over to it, in words; they run as before if that was possible
 */
public record Progress(boolean underWay, Map<FlowId, String> failed) {
  /** All of it runs. */
  public static final Progress DONE = new Progress(false, Map.of());

  public Progress {
    failed = Map.copyOf(failed);
  }
}
