package io.chappe.failure;

/** What reasons of one sort mean, and what helps: two sentences for people. */
enum Advice {
  LEADER(
      "A partition's leader moves, or isn't known.",
      "Nothing, if it passes. Else look for partitions without a leader."),
  COORDINATOR(
      "A coordinator or the controller moves, or is busy.",
      "Nothing, if it passes. Else look at the brokers of that cluster."),
  SILENCE(
      "A cluster doesn't answer, or not in time.",
      "Look at the brokers, the network and `bootstrap.servers`."),
  ODD_ANSWER(
      "A broker's answer lacks what was asked for.",
      "Nothing, if it passes. Else look at that broker's log."),
  REPLICAS(
      "A partition has fewer in-sync replicas than it must have.",
      "Bring back the brokers that are missing."),
  STORAGE("A broker can't read or write its disk.", "Look at that broker's log and disk."),
  TOPIC_GONE(
      "A topic isn't there, isn't known to a broker yet, or is another one of that name.",
      "Nothing, if it passes. Else look whether the topic was deleted."),
  OFFSET(
      "A log doesn't have an offset that it should have.",
      "Nothing, if it passes. Else look for segments that are missing in tiered storage."),
  RIGHTS(
      "A cluster doesn't allow what a service needs.",
      "Grant the right that the message names: see Security."),
  LOGIN(
      "A cluster and its client don't come to a connection.",
      "Put right the settings that the message names."),
  NO_AUTHORIZER(
      "A cluster has no authorizer, so no access control lists.",
      "Give it one, or set `sync.topic.acls.enabled = false`."),
  CLIENT_CONFIG("A client can't be made of its settings.", "Put right the setting it names."),
  OLD_BROKERS(
      "The brokers are too old for what is asked of them.",
      "Upgrade that cluster, or switch off what needs it."),
  SETTING_REFUSED(
      "A cluster doesn't take a topic's name, partitions, replicas or a property.",
      "Change the topic or the setting, or leave it out by a filter."),
  POLICY(
      "A policy of the cluster forbids a topic, a property or a record.",
      "Change the policy, or leave the topic or property out by a filter."),
  OTHER_INSTANCE("Another instance was faster.", "Nothing: the next look finds its work."),
  QUOTA(
      "The cluster holds back requests that change topics.",
      "Nothing, if it passes. Else raise the quota."),
  GROUP(
      "A consumer group isn't what it was a moment ago.",
      "Nothing, if it passes. Else look at that group and its members."),
  FENCED(
      "Another owner has taken the partition over, or the target has forgotten this one.",
      "Nothing, if it passes. Else look whether an instance is frozen or cut off."),
  SEQUENCE(
      "A batch isn't appended, as one before it wasn't.",
      "Nothing: what is missing is sent again."),
  TOO_LARGE(
      "A batch is larger than the remote topic takes.",
      "Raise `max.message.bytes` of the remote topic, or set up a dead-letter topic."),
  TIMESTAMP(
      "The remote topic doesn't take a record's timestamp.",
      "Raise its `message.timestamp.after.max.ms` or `.before.max.ms`, or set up a dead-letter"
          + " topic."),
  RECORD(
      "The remote topic doesn't take a record, mostly one without a key.",
      "Set its `cleanup.policy` to `delete`, leave the record out by a transform, or set up a"
          + " dead-letter topic."),
  CORRUPT(
      "A batch's checksum or structure is wrong.",
      "Nothing, if it passes. Else the source's disk is at fault: restore the partition there."),
  FORMAT(
      "The target doesn't take the format or compression of a batch.",
      "Raise the remote topic's format, or upgrade the target."),
  TRANSFORM(
      "A transform fails on a record.", "Put the transform right, or set up a dead-letter topic."),
  DEAD_LETTER_TOPIC(
      "A record can't be written to the dead-letter topic.",
      "Look at that topic: does it exist, may it be written to, how large a record does it take?"),
  RETENTION(
      "The source has deleted records before they were copied.",
      "Raise the topic's retention. A partition that halts goes on with `on.source.data.loss ="
          + " continue`."),
  TRUNCATED(
      "The source has lost the tail of what was copied.",
      "Compare both topics: what was lost there stays on the target."),
  RECREATED(
      "A topic was deleted and created again.",
      "If nobody meant to, find out who did. All that the source has is copied."),
  TARGET_TAIL(
      "The target has lost the end of what was copied.",
      "Nothing: it is copied again, as far as the source has it. Look for unclean elections."),
  FOREIGN(
      "Somebody else writes to a remote topic.",
      "Stop that producer, or name the topic in `remote.topics.shared`."),
  NAME(
      "A remote topic's name is another topic's, or not allowed.",
      "Change `topics.rename`, or leave the topic out by a filter."),
  NO_REMOTE(
      "A partition has no remote partition to be copied to.",
      "Remove what stands in the way of the topic: the status says what."),
  MAP_LOST(
      "The offset map doesn't tell of all that was copied.",
      "Restore the offset-map topic, delete the remote topic, or name it in"
          + " `remote.topics.shared`."),
  MAP_UNREADABLE(
      "A record of the offset map can't be read.",
      "Run the version that wrote it, or take a stray record back by a tombstone."),
  MAP_TOPIC(
      "The offset-map topic can't be relied on.",
      "Put its `cleanup.policy` right, or delete it while the replicators run: the status says"
          + " which."),
  KEPT(
      "A remote topic stays though its source topic was deleted, since it may hold more than the"
          + " copy.",
      "Delete it by hand if it isn't needed."),
  NOT_DELETED(
      "It isn't certain yet that a remote topic may be deleted like its source topic.",
      "Nothing: it is tried again. Don't delete it by hand, the source topic may be there."),
  HELD(
      "Many remote topics are due to be deleted at once, and wait for a yes.",
      "Confirm the deletions, or bring the source topics back."),
  ONE_CLUSTER(
      "Source and target are one cluster.",
      "Put `bootstrap.servers` right, or set `<flow>.enabled = false`."),
  STRAY_RECORD("A record of an internal topic can't be read.", "Find the producer that wrote it."),
  SOURCE_LOSS(
      "The source seems to have lost its groups or topics, so their checkpoints stay.",
      "If they were deleted on purpose, set `emit.checkpoints.gone.max.percent = 100` until theirs"
          + " are gone."),
  HEARTBEAT(
      "No heartbeat has come through to the target for long.",
      "Look whether the target answers, and a replicator runs for the flow."),
  ENDING("The flow is being ended.", "Nothing: it is on purpose."),
  ANY(
      "An error of Kafka's that has no word here.",
      "The message says which. If it stays, look at the brokers' logs."),
  BUG("A bug of Chappe's.", "Report it, with the stack trace in the log.");

  private final String meaning;
  private final String remedy;

  Advice(String meaning, String remedy) {
    this.meaning = meaning;
    this.remedy = remedy;
  }

  String meaning() {
    return meaning;
  }

  String remedy() {
    return remedy;
  }
}
