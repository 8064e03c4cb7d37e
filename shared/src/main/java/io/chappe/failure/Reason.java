package io.chappe.failure;

import java.util.Locale;
import java.util.Optional;

/**
 * All reasons of failures. Each has a word, its name in lower case, that metrics, status and logs
 * share and that stays the same from version to version: Kafka's own name of the error where Kafka
 * has one, else a name of ours. The list is closed: an error of Kafka's that isn't in it is {@link
 * #KAFKA_ERROR}.
 */
public enum Reason {
  NOT_LEADER_OR_FOLLOWER(Advice.LEADER),
  LEADER_NOT_AVAILABLE(Advice.LEADER),
  FENCED_LEADER_EPOCH(Advice.LEADER),
  UNKNOWN_LEADER_EPOCH(Advice.LEADER),
  OFFSET_NOT_AVAILABLE(Advice.LEADER),
  REPLICA_NOT_AVAILABLE(Advice.LEADER),
  LEADER_CHANGED(Advice.LEADER),

  COORDINATOR_NOT_AVAILABLE(Advice.COORDINATOR),
  COORDINATOR_LOAD_IN_PROGRESS(Advice.COORDINATOR),
  NOT_COORDINATOR(Advice.COORDINATOR),
  NOT_CONTROLLER(Advice.COORDINATOR),
  CONCURRENT_TRANSACTIONS(Advice.COORDINATOR),
  REBALANCE_IN_PROGRESS(Advice.COORDINATOR),

  REQUEST_TIMED_OUT(Advice.SILENCE),
  NETWORK_EXCEPTION(Advice.SILENCE),
  DISCONNECTED(Advice.SILENCE),
  BROKER_NOT_AVAILABLE(Advice.SILENCE),
  NO_ANSWER(Advice.ODD_ANSWER),
  NO_DATA(Advice.ODD_ANSWER),

  NOT_ENOUGH_REPLICAS(Advice.REPLICAS),
  NOT_ENOUGH_REPLICAS_AFTER_APPEND(Advice.REPLICAS),
  KAFKA_STORAGE_ERROR(Advice.STORAGE),

  UNKNOWN_TOPIC_OR_PARTITION(Advice.TOPIC_GONE),
  UNKNOWN_TOPIC_ID(Advice.TOPIC_GONE),
  INCONSISTENT_TOPIC_ID(Advice.TOPIC_GONE),
  TOPIC_CREATED_AGAIN(Advice.TOPIC_GONE),
  OFFSET_OUT_OF_RANGE(Advice.OFFSET),

  TOPIC_AUTHORIZATION_FAILED(Advice.RIGHTS),
  GROUP_AUTHORIZATION_FAILED(Advice.RIGHTS),
  CLUSTER_AUTHORIZATION_FAILED(Advice.RIGHTS),
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED(Advice.RIGHTS),
  SASL_AUTHENTICATION_FAILED(Advice.LOGIN),
  UNSUPPORTED_SASL_MECHANISM(Advice.LOGIN),
  ILLEGAL_SASL_STATE(Advice.LOGIN),
  SSL_AUTHENTICATION_FAILED(Advice.LOGIN),
  SECURITY_DISABLED(Advice.NO_AUTHORIZER),
  INVALID_CLIENT_CONFIG(Advice.CLIENT_CONFIG),
  UNSUPPORTED_VERSION(Advice.OLD_BROKERS),

  INVALID_CONFIG(Advice.SETTING_REFUSED),
  INVALID_REQUEST(Advice.SETTING_REFUSED),
  INVALID_TOPIC_EXCEPTION(Advice.SETTING_REFUSED),
  INVALID_PARTITIONS(Advice.SETTING_REFUSED),
  INVALID_REPLICATION_FACTOR(Advice.SETTING_REFUSED),
  POLICY_VIOLATION(Advice.POLICY),
  TOPIC_ALREADY_EXISTS(Advice.OTHER_INSTANCE),
  THROTTLING_QUOTA_EXCEEDED(Advice.QUOTA),

  GROUP_ID_NOT_FOUND(Advice.GROUP),
  UNKNOWN_MEMBER_ID(Advice.GROUP),
  ILLEGAL_GENERATION(Advice.GROUP),
  UNSTABLE_OFFSET_COMMIT(Advice.GROUP),

  INVALID_PRODUCER_EPOCH(Advice.FENCED),
  PRODUCER_FENCED(Advice.FENCED),
  INVALID_PRODUCER_ID_MAPPING(Advice.FENCED),
  INVALID_TXN_STATE(Advice.FENCED),
  UNKNOWN_PRODUCER_ID(Advice.FENCED),
  EPOCHS_END(Advice.FENCED),
  OUT_OF_ORDER_SEQUENCE_NUMBER(Advice.SEQUENCE),
  APPENDED_OUT_OF_PLACE(Advice.SEQUENCE),
  WITHDRAWN(Advice.SEQUENCE),

  MESSAGE_TOO_LARGE(Advice.TOO_LARGE),
  RECORD_LIST_TOO_LARGE(Advice.TOO_LARGE),
  INVALID_TIMESTAMP(Advice.TIMESTAMP),
  INVALID_RECORD(Advice.RECORD),
  CORRUPT_MESSAGE(Advice.CORRUPT),
  UNSUPPORTED_FOR_MESSAGE_FORMAT(Advice.FORMAT),
  UNSUPPORTED_COMPRESSION_TYPE(Advice.FORMAT),
  TRANSFORM_FAILED(Advice.TRANSFORM),
  DEAD_LETTER_DELAYED(Advice.DEAD_LETTER_TOPIC),
  DEAD_LETTER_REFUSED(Advice.DEAD_LETTER_TOPIC),

  SOURCE_DATA_LOSS(Advice.RETENTION),
  SOURCE_TRUNCATED(Advice.TRUNCATED),
  SOURCE_TOPIC_RECREATED(Advice.RECREATED),
  REMOTE_TOPIC_RECREATED(Advice.RECREATED),
  TARGET_LOST(Advice.TARGET_TAIL),
  FOREIGN_WRITES(Advice.FOREIGN),
  REMOTE_TOPIC_OF_ANOTHER(Advice.NAME),
  REMOTE_NAME_UNUSABLE(Advice.NAME),
  NO_REMOTE_TOPIC(Advice.NO_REMOTE),
  OFFSET_MAP_LOST(Advice.MAP_LOST),
  OFFSET_MAP_UNREADABLE(Advice.MAP_UNREADABLE),
  OFFSET_MAP_UNUSABLE(Advice.MAP_TOPIC),
  REMOTE_TOPIC_KEPT(Advice.KEPT),
  REMOTE_TOPIC_NOT_DELETED(Advice.NOT_DELETED),
  DELETIONS_HELD(Advice.HELD),
  ONE_CLUSTER(Advice.ONE_CLUSTER),

  RECORD_UNREADABLE(Advice.STRAY_RECORD),
  SOURCE_LOSS(Advice.SOURCE_LOSS),
  HEARTBEAT_LATE(Advice.HEARTBEAT),
  INTERRUPTED(Advice.ENDING),
  KAFKA_ERROR(Advice.ANY),
  UNEXPECTED(Advice.BUG);

  private final String word = name().toLowerCase(Locale.ROOT);
  private final Advice advice;

  Reason(Advice advice) {
    this.advice = advice;
  }

  /** The word: metric tag, status field and log key. */
  public String word() {
    return word;
  }

  /** What happens, for people, in a sentence. */
  public String meaning() {
    return advice.meaning();
  }

  /** What to do about it, for people, in a sentence. */
  public String remedy() {
    return advice.remedy();
  }

  /** The reason that is called as Kafka calls an error, such as {@code NOT_COORDINATOR}. */
  public static Reason ofError(String kafkaName) {
    return KafkaReasons.byName(kafkaName);
  }

  /** The reason of an exception; wrappers of other threads' exceptions are looked through. */
  public static Reason of(Throwable thrown) {
    Throwable cause = ThrownCause.of(thrown);
    return cause instanceof Reasoned known
        ? known.reason()
        : KafkaReasons.of(cause).or(() -> ofOthers(cause)).orElse(UNEXPECTED);
  }

  private static Optional<Reason> ofOthers(Throwable cause) {
    return cause instanceof java.util.concurrent.TimeoutException
        ? Optional.of(REQUEST_TIMED_OUT)
        : Optional.empty();
  }

  /** The word. */
  @Override
  public String toString() {
    return word;
  }
}
