package io.chappe.config.loading;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.config.keys.PolicyKeys;
import io.chappe.config.keys.TopicKeys;
import io.chappe.naming.NamePattern;
import io.chappe.naming.RenameRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds flows into one cluster whose remote topics may have one name, since alias and separator of
 * one are the beginning of those of the other: {@code b-q} of {@code a} and {@code q} of {@code
 * a-b} both become {@code a-b-q}. Which is possible is told from the flows' lists of topics: names
 * and simple expressions are understood, others count as possible.
 */
final class NameClashes {
  /** A name for a topic that no list of topics has. */
  private static final String ANY = "anytopic";

  /** Ways through a beginning are as many as two to that power. */
  private static final int MOST_CHOICES = 8;

  private static final Pattern NOT_SIMPLE = Pattern.compile("\\{|\\)[*+?]|\\(\\?");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

  private NameClashes() {}

  /**
   * What would get into one topic; fit for messages.
   *
   * @param hidden see {@link ChappeConfig#hidden}
   */
  static List<String> among(List<FlowConfig> flows, Set<String> hidden) {
    List<String> clashes = new ArrayList<>();
    Map<String, List<FlowConfig>> byPlace = new HashMap<>();
    for (FlowConfig flow : flows) {
      prefix(flow)
          .ifPresent(
              prefix ->
                  byPlace
                      .computeIfAbsent(flow.id().target() + " " + prefix, any -> new ArrayList<>())
                      .add(flow));
    }
    for (FlowConfig longer : flows) {
      String prefix = prefix(longer).orElse("");
      for (int end = 1; end <= prefix.length(); end++) {
        String rest = prefix.substring(end);
        String place = longer.id().target() + " " + prefix.substring(0, end);
        for (FlowConfig shorter : byPlace.getOrDefault(place, List.of())) {
          if (!rest.isEmpty() || shorter.id().source().compareTo(longer.id().source()) < 0) {
            clash(shorter, longer, rest, hidden).ifPresent(clashes::add);
          }
        }
      }
    }
    return clashes;
  }

  /** What stands before the names of a flow's remote topics; empty where they keep their names. */
  private static Optional<String> prefix(FlowConfig flow) {
    String remote = flow.naming().policy().formatRemoteTopic(flow.id().source(), ANY);
    return Optional.of(remote.substring(0, remote.length() - ANY.length()))
        .filter(prefix -> !prefix.isEmpty());
  }

  /**
   * Two topics with one remote topic.
   *
   * @param ofShorter a topic of the flow whose prefix is the beginning of the other's
   * @param ofLonger a topic of the other flow
   */
  private record Clash(String ofShorter, String ofLonger, String remote) {
    Clash shown(FlowConfig shorter, FlowConfig longer, Set<String> hidden) {
      return new Clash(
          FlowsCheck.shown(shorter, hidden, ofShorter),
          FlowsCheck.shown(longer, hidden, ofLonger),
          FlowsCheck.shown(shorter, hidden, FlowsCheck.shown(longer, hidden, remote)));
    }
  }

  private static Optional<String> clash(
      FlowConfig shorter, FlowConfig longer, String rest, Set<String> hidden) {
    return byNames(shorter, longer, rest)
        .or(() -> byExpressions(shorter, longer, rest))
        .filter(clash -> !isShared(shorter, clash) || !isShared(longer, clash))
        .map(clash -> clash.shown(shorter, longer, hidden))
        .map(
            clash ->
                "%s and %s can't be told apart on %s: %s of %s and %s of %s would both be copied to %s: give one of the clusters another alias, both flows another %s that is in no alias%s"
                    .formatted(
                        shorter.id(),
                        longer.id(),
                        shorter.id().target(),
                        clash.ofShorter,
                        shorter.id().source(),
                        clash.ofLonger,
                        longer.id().source(),
                        clash.remote,
                        PolicyKeys.SEPARATOR.name(),
                        remedyByFilter(shorter, rest)));
  }

  private static String remedyByFilter(FlowConfig shorter, String rest) {
    return rest.isEmpty()
        ? ""
        : ", or leave such topics out by %s.* in %s.%s"
            .formatted(rest.replace(".", "[.]"), shorter.id(), TopicKeys.TOPICS_EXCLUDE.name());
  }

  private static boolean isShared(FlowConfig flow, Clash clash) {
    return flow.copy().shared().accepts(clash.remote);
  }

  /** Those that at least one of the two flows names. */
  private static Optional<Clash> byNames(FlowConfig shorter, FlowConfig longer, String rest) {
    Map<String, String> remotes = new TreeMap<>();
    Set<String> candidates = namesOf(longer);
    Set<String> others = namesOf(shorter);
    if (!renames(shorter) && !renames(longer)) {
      namesOf(longer).forEach(name -> others.add(rest + name));
      namesOf(shorter).stream()
          .filter(name -> name.startsWith(rest))
          .forEach(name -> candidates.add(name.substring(rest.length())));
    }
    candidates.stream()
        .filter(longer::replicates)
        .forEach(name -> remotes.put(longer.naming().remoteTopic(name), name));
    return others.stream()
        .filter(shorter::replicates)
        .filter(name -> remotes.containsKey(shorter.naming().remoteTopic(name)))
        .findFirst()
        .map(
            name -> {
              String remote = shorter.naming().remoteTopic(name);
              return new Clash(name, remotes.get(remote), remote);
            });
  }

  private static Optional<Clash> byExpressions(FlowConfig shorter, FlowConfig longer, String rest) {
    boolean expected =
        hasExpression(shorter, rest)
            && !isLeftOut(shorter, rest)
            && shorter.naming().mayBeReplicated(rest + ANY);
    boolean renamed = renames(shorter) || renames(longer);
    boolean possible =
        renamed
            ? (expected || mayBeNamed(shorter, rest))
                && (hasExpression(longer, "") || hasExpression(shorter, ""))
            : expected && hasExpression(longer, "");
    String topic = "<topic>";
    return possible
        ? Optional.of(new Clash(rest + topic, topic, prefix(longer).orElse("") + topic))
        : Optional.empty();
  }

  private static boolean renames(FlowConfig flow) {
    return !flow.naming().renames().rules().isEmpty();
  }

  /** Whether a topic of a flow has, or may get, a name with this beginning. */
  private static boolean mayBeNamed(FlowConfig flow, String beginning) {
    return namesOf(flow).stream().anyMatch(name -> name.startsWith(beginning))
        || flow.naming().renames().rules().stream()
            .map(RenameRule::replacement)
            .anyMatch(
                name -> {
                  String head = name.replaceFirst("\\$.*", "");
                  return head.startsWith(beginning)
                      || head.length() < name.length() && beginning.startsWith(head);
                });
  }

  /** The topics that stand in a flow's list as they are. */
  private static Set<String> namesOf(FlowConfig flow) {
    Set<String> names = new TreeSet<>();
    for (Pattern pattern : flow.topicFilter().include()) {
      String name = pattern.pattern().replace("\\.", ".").replace("[.]", ".");
      if (NAME.matcher(name).matches()) {
        names.add(name);
      }
    }
    return names;
  }

  /** Whether a flow's list has an expression that may match a name with this beginning. */
  private static boolean hasExpression(FlowConfig flow, String beginning) {
    return flow.topicFilter().include().stream()
        .filter(pattern -> !isName(pattern))
        .anyMatch(
            pattern -> {
              return NamePattern.of(pattern).mayBegin(beginning);
            });
  }

  /** Whether an expression can be tried without many ways through a name: see NamePattern. */
  private static boolean isSimple(String expression) {
    return !NOT_SIMPLE.matcher(expression).find()
        && expression.chars().filter(each -> "|*+?".indexOf(each) >= 0).count() <= MOST_CHOICES;
  }

  private static boolean isName(Pattern pattern) {
    return NAME.matcher(pattern.pattern().replace("\\.", ".").replace("[.]", ".")).matches();
  }

  /** Whether all names with this beginning are left out, as far as simple expressions tell. */
  private static boolean isLeftOut(FlowConfig flow, String beginning) {
    return flow.topicFilter().exclude().stream()
        .map(Pattern::pattern)
        .filter(
            text ->
                isSimple(text)
                    && text.endsWith(".*")
                    && !text.contains("|")
                    && !text.endsWith("\\.*"))
        .map(text -> Pattern.compile(text.substring(0, text.length() - 2)))
        .anyMatch(head -> head.matcher(beginning).lookingAt());
  }
}
