package io.chappe.failure;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.CoordinatorLoadInProgressException;
import org.apache.kafka.common.errors.CoordinatorNotAvailableException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.FencedLeaderEpochException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InconsistentTopicIdException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.errors.NotCoordinatorException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OffsetNotAvailableException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.ReplicaNotAvailableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownLeaderEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Which reason an error of Kafka's is: by the client's exception, or by the protocol's name. */
final class KafkaReasons {
  private static final Map<Class<?>, Reason> BY_TYPE =
      Map.ofEntries(
          Map.entry(NotLeaderOrFollowerException.class, Reason.NOT_LEADER_OR_FOLLOWER),
          Map.entry(LeaderNotAvailableException.class, Reason.LEADER_NOT_AVAILABLE),
          Map.entry(FencedLeaderEpochException.class, Reason.FENCED_LEADER_EPOCH),
          Map.entry(UnknownLeaderEpochException.class, Reason.UNKNOWN_LEADER_EPOCH),
          Map.entry(OffsetNotAvailableException.class, Reason.OFFSET_NOT_AVAILABLE),
          Map.entry(ReplicaNotAvailableException.class, Reason.REPLICA_NOT_AVAILABLE),
          Map.entry(CoordinatorNotAvailableException.class, Reason.COORDINATOR_NOT_AVAILABLE),
          Map.entry(CoordinatorLoadInProgressException.class, Reason.COORDINATOR_LOAD_IN_PROGRESS),
          Map.entry(NotCoordinatorException.class, Reason.NOT_COORDINATOR),
          Map.entry(NotControllerException.class, Reason.NOT_CONTROLLER),
          Map.entry(ConcurrentTransactionsException.class, Reason.CONCURRENT_TRANSACTIONS),
          Map.entry(RebalanceInProgressException.class, Reason.REBALANCE_IN_PROGRESS),
          Map.entry(TimeoutException.class, Reason.REQUEST_TIMED_OUT),
          Map.entry(NetworkException.class, Reason.NETWORK_EXCEPTION),
          Map.entry(DisconnectException.class, Reason.DISCONNECTED),
          Map.entry(BrokerNotAvailableException.class, Reason.BROKER_NOT_AVAILABLE),
          Map.entry(NotEnoughReplicasException.class, Reason.NOT_ENOUGH_REPLICAS),
          Map.entry(
              NotEnoughReplicasAfterAppendException.class, Reason.NOT_ENOUGH_REPLICAS_AFTER_APPEND),
          Map.entry(KafkaStorageException.class, Reason.KAFKA_STORAGE_ERROR),
          Map.entry(UnknownTopicOrPartitionException.class, Reason.UNKNOWN_TOPIC_OR_PARTITION),
          Map.entry(UnknownTopicIdException.class, Reason.UNKNOWN_TOPIC_ID),
          Map.entry(InconsistentTopicIdException.class, Reason.INCONSISTENT_TOPIC_ID),
          Map.entry(OffsetOutOfRangeException.class, Reason.OFFSET_OUT_OF_RANGE),
          Map.entry(TopicAuthorizationException.class, Reason.TOPIC_AUTHORIZATION_FAILED),
          Map.entry(GroupAuthorizationException.class, Reason.GROUP_AUTHORIZATION_FAILED),
          Map.entry(ClusterAuthorizationException.class, Reason.CLUSTER_AUTHORIZATION_FAILED),
          Map.entry(
              TransactionalIdAuthorizationException.class,
              Reason.TRANSACTIONAL_ID_AUTHORIZATION_FAILED),
          Map.entry(SaslAuthenticationException.class, Reason.SASL_AUTHENTICATION_FAILED),
          Map.entry(UnsupportedSaslMechanismException.class, Reason.UNSUPPORTED_SASL_MECHANISM),
          Map.entry(IllegalSaslStateException.class, Reason.ILLEGAL_SASL_STATE),
          Map.entry(SslAuthenticationException.class, Reason.SSL_AUTHENTICATION_FAILED),
          Map.entry(SecurityDisabledException.class, Reason.SECURITY_DISABLED),
          Map.entry(ConfigException.class, Reason.INVALID_CLIENT_CONFIG),
          Map.entry(UnsupportedVersionException.class, Reason.UNSUPPORTED_VERSION),
          Map.entry(InvalidConfigurationException.class, Reason.INVALID_CONFIG),
          Map.entry(InvalidRequestException.class, Reason.INVALID_REQUEST),
          Map.entry(InvalidTopicException.class, Reason.INVALID_TOPIC_EXCEPTION),
          Map.entry(InvalidPartitionsException.class, Reason.INVALID_PARTITIONS),
          Map.entry(InvalidReplicationFactorException.class, Reason.INVALID_REPLICATION_FACTOR),
          Map.entry(PolicyViolationException.class, Reason.POLICY_VIOLATION),
          Map.entry(TopicExistsException.class, Reason.TOPIC_ALREADY_EXISTS),
          Map.entry(ThrottlingQuotaExceededException.class, Reason.THROTTLING_QUOTA_EXCEEDED),
          Map.entry(GroupIdNotFoundException.class, Reason.GROUP_ID_NOT_FOUND),
          Map.entry(UnknownMemberIdException.class, Reason.UNKNOWN_MEMBER_ID),
          Map.entry(IllegalGenerationException.class, Reason.ILLEGAL_GENERATION),
          Map.entry(UnstableOffsetCommitException.class, Reason.UNSTABLE_OFFSET_COMMIT),
          Map.entry(InvalidProducerEpochException.class, Reason.INVALID_PRODUCER_EPOCH),
          Map.entry(ProducerFencedException.class, Reason.PRODUCER_FENCED),
          Map.entry(InvalidPidMappingException.class, Reason.INVALID_PRODUCER_ID_MAPPING),
          Map.entry(InvalidTxnStateException.class, Reason.INVALID_TXN_STATE),
          Map.entry(UnknownProducerIdException.class, Reason.UNKNOWN_PRODUCER_ID),
          Map.entry(OutOfOrderSequenceException.class, Reason.OUT_OF_ORDER_SEQUENCE_NUMBER),
          Map.entry(RecordTooLargeException.class, Reason.MESSAGE_TOO_LARGE),
          Map.entry(RecordBatchTooLargeException.class, Reason.RECORD_LIST_TOO_LARGE),
          Map.entry(InvalidTimestampException.class, Reason.INVALID_TIMESTAMP),
          Map.entry(InvalidRecordException.class, Reason.INVALID_RECORD),
          Map.entry(CorruptRecordException.class, Reason.CORRUPT_MESSAGE),
          Map.entry(
              UnsupportedForMessageFormatException.class, Reason.UNSUPPORTED_FOR_MESSAGE_FORMAT),
          Map.entry(
              UnsupportedCompressionTypeException.class, Reason.UNSUPPORTED_COMPRESSION_TYPE));

  private static final Map<String, Reason> BY_NAME =
      BY_TYPE.values().stream()
          .collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

  private KafkaReasons() {}

  static Reason byName(String name) {
    return BY_NAME.getOrDefault(name, Reason.KAFKA_ERROR);
  }

  /** By the nearest type that has a reason; empty if it isn't an exception of Kafka's. */
  static Optional<Reason> of(Throwable thrown) {
    Class<?> type = thrown.getClass();
    while (type != null && !BY_TYPE.containsKey(type)) {
      type = type.getSuperclass();
    }
    if (type != null) {
      return Optional.of(BY_TYPE.get(type));
    }
    return thrown instanceof KafkaException ? Optional.of(Reason.KAFKA_ERROR) : Optional.empty();
  }
}
