package io.chappe.replicator.topics.properties;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Which access control lists a remote topic gets: MM2's rules. Those of exactly the source topic,
 * not of patterns. Nobody gets the right to write, which is the replicator's alone: a right to
 * write is dropped, a right to everything becomes a right to read. What is denied stays denied.
 */
final class AclRules {
  private AclRules() {}

  /**
   * The bindings that remote topics should have.
   *
   * @param source all literal bindings of topics on the source
   * @param remoteNames name of the remote topic by the name of the source topic
   */
  static Set<AclBinding> wanted(Collection<AclBinding> source, Map<String, String> remoteNames) {
    Set<AclBinding> wanted = new HashSet<>();
    for (AclBinding binding : source) {
      String remote = remoteNames.get(binding.pattern().name());
      if (remote != null && binding.pattern().patternType() == PatternType.LITERAL) {
        ResourcePattern pattern =
            new ResourcePattern(ResourceType.TOPIC, remote, PatternType.LITERAL);
        entry(binding.entry()).map(entry -> new AclBinding(pattern, entry)).ifPresent(wanted::add);
      }
    }
    return wanted;
  }

  private static Optional<AccessControlEntry> entry(AccessControlEntry source) {
    if (source.permissionType() != AclPermissionType.ALLOW) {
      return Optional.of(source);
    }
    return switch (source.operation()) {
      case WRITE -> Optional.empty();
      case ALL ->
          Optional.of(
              new AccessControlEntry(
                  source.principal(), source.host(), AclOperation.READ, AclPermissionType.ALLOW));
      default -> Optional.of(source);
    };
  }
}
