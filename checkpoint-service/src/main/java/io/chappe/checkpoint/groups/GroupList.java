package io.chappe.checkpoint.groups;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.naming.NameFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;

/**
 * The groups of a cluster that commit offsets of partitions: consumer groups of the classic and of
 * the new protocol, and Streams groups. Share groups keep other books and are only counted.
 *
 * @param states whether each has members, by its id
 * @param shareGroups the number of share groups that were passed over
 */
public record GroupList(Map<String, GroupState> states, int shareGroups) {
  /** Nothing is known. */
  public static final GroupList NONE = new GroupList(Map.of(), 0);

  /** Chappe's own groups: nobody moves them over. */
  private static final Pattern OWN = Pattern.compile("chappe\\..+->.+");

  /** What others than consumers, Connect's workers for example, call their protocol. */
  private static final Set<String> CONSUMING = Set.of("", "consumer", "streams");

  /** The states in which a group has no members. */
  private static final Set<GroupState> IDLE = Set.of(GroupState.EMPTY, GroupState.DEAD);

  /** Asks all brokers. Groups whose coordinator is away are missing. */
  public static GroupList of(Admin cluster, NameFilter filter)
      throws ExecutionException, InterruptedException {
    Map<String, GroupState> states = new HashMap<>();
    int shareGroups = 0;
    Predicate<GroupListing> wanted =
        group -> filter.accepts(group.groupId()) && !OWN.matcher(group.groupId()).matches();
    for (GroupListing each : cluster.listGroups(new ListGroupsOptions()).all().get()) {
      if (!wanted.test(each)) {
        continue;
      }
      if (each.type().equals(Optional.of(GroupType.SHARE))) {
        shareGroups++;
      } else if (CONSUMING.contains(each.protocol())) {
        states.put(each.groupId(), each.groupState().orElse(GroupState.UNKNOWN));
      }
    }
    describeUnknown(cluster, states);
    return new GroupList(Map.copyOf(states), shareGroups);
  }

  /** Brokers before Kafka 2.6 list groups without their states. */
  private static void describeUnknown(Admin cluster, Map<String, GroupState> states)
      throws ExecutionException, InterruptedException {
    List<String> unknown =
        states.keySet().stream().filter(each -> states.get(each) == GroupState.UNKNOWN).toList();
    if (!unknown.isEmpty()) {
      ClusterAnswers.await(cluster.describeConsumerGroups(unknown).describedGroups())
          .values()
          .forEach((group, description) -> states.put(group, description.groupState()));
    }
  }

  /** Whether a group has no members, or isn't there. */
  public boolean isIdle(String group) {
    return IDLE.contains(states.getOrDefault(group, GroupState.DEAD));
  }
}
