package io.chappe.control;

import io.chappe.config.ChappeConfig;
import io.chappe.config.live.ConfigMerge;
import io.chappe.config.live.ConfigSources;
import io.chappe.config.live.SwitchedOff;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Flows that stand still by an override which is refused at the start, as after an upgrade that no
 * longer allows one of its lines: nothing ran before it, and a flow that somebody switched off must
 * not begin to copy for that. For one thread.
 */
final class HeldFlows {
  private final Set<String> held = new HashSet<>();

  /**
   * What comes of the sources at the start.
   *
   * @param outcome without what is refused
   * @param wanted what the sources say
   * @return the same with the part of refused overrides that switches flows off; they stay refused
   */
  ConfigMerge.Outcome hold(
      ConfigMerge.Outcome outcome, ConfigSources wanted, UnaryOperator<ChappeConfig> check) {
    ConfigSources off = outcome.sources();
    Set<String> keys = new HashSet<>(outcome.refused().keySet());
    keys.retainAll(wanted.overrides().keySet());
    keys.removeAll(off.overrides().keySet());
    for (String key : Set.copyOf(keys)) {
      String part = SwitchedOff.of(key, wanted.overrides().get(key)).orElse(null);
      if (part == null) {
        keys.remove(key);
      } else {
        off = off.withOverride(key, part);
      }
    }
    if (keys.isEmpty()) {
      return outcome;
    }
    ConfigMerge.Outcome with = ConfigMerge.merge(outcome.sources(), outcome.config(), off, check);
    keys.removeAll(with.refused().keySet());
    held.addAll(keys);
    return new ConfigMerge.Outcome(
        with.sources(), with.config(), outcome.refused(), outcome.resolved() + with.resolved());
  }

  /** What is refused, with a word about what stands still for it. */
  Map<String, List<String>> explained(Map<String, List<String>> refused) {
    held.retainAll(refused.keySet());
    Map<String, List<String>> explained = new LinkedHashMap<>(refused);
    for (String key : held) {
      List<String> problems = new ArrayList<>(refused.get(key));
      problems.add(
          "override " + key + ": what it pauses or disables stands still until it is put right");
      explained.put(key, problems);
    }
    return explained;
  }
}
