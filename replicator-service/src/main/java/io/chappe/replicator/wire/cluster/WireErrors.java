package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import java.util.List;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;

/** What brokers' errors mean for a partition's copy. */
public final class WireErrors {
  private WireErrors() {}

  /**
   * Sorts an error of a broker.
   *
   * @param what what was asked for, for people
   */
  public static Failure failure(Errors error, String what) {
    Reason reason = Reason.ofError(error.name());
    // Of those without a word of their own, the message names which it is.
    String name = reason == Reason.KAFKA_ERROR ? error.name() + ", " : "";
    String message = what + ": " + name + error.message();
    return switch (error) {
      case INVALID_PRODUCER_EPOCH,
          PRODUCER_FENCED,
          INVALID_PRODUCER_ID_MAPPING,
          INVALID_TXN_STATE,
          UNKNOWN_PRODUCER_ID ->
          new Failure.Fenced(reason, message);
      case MESSAGE_TOO_LARGE,
          RECORD_LIST_TOO_LARGE,
          INVALID_TIMESTAMP,
          INVALID_RECORD,
          CORRUPT_MESSAGE,
          UNSUPPORTED_FOR_MESSAGE_FORMAT,
          UNSUPPORTED_COMPRESSION_TYPE,
          POLICY_VIOLATION ->
          new Failure.StopPartition(reason, message);
      default -> new Failure.Retry(reason, message);
    };
  }

  /**
   * Sorts the answer to an append that failed.
   *
   * @param what what was asked for, for people
   */
  public static Failure ofAppend(ProduceResponseData.PartitionProduceResponse answer, String what) {
    Errors error = Errors.forCode(answer.errorCode());
    return switch (error) {
      case MESSAGE_TOO_LARGE,
          RECORD_LIST_TOO_LARGE,
          INVALID_TIMESTAMP,
          INVALID_RECORD,
          CORRUPT_MESSAGE ->
          refused(error, answer, what);
      default ->
          failure(
              error, answer.errorMessage() == null ? what : what + ", " + answer.errorMessage());
    };
  }

  private static Failure refused(
      Errors error, ProduceResponseData.PartitionProduceResponse answer, String what) {
    String reason = answer.errorMessage() == null ? error.message() : answer.errorMessage();
    if (answer.recordErrors().isEmpty()) {
      return new Failure.Refused(Reason.ofError(error.name()), what + ": " + reason, List.of());
    }
    ProduceResponseData.BatchIndexAndErrorMessage first = answer.recordErrors().getFirst();
    String detail = first.batchIndexErrorMessage();
    return new Failure.Refused(
        Reason.ofError(error.name()),
        what + ": " + (detail == null ? reason : detail),
        answer.recordErrors().stream()
            .map(ProduceResponseData.BatchIndexAndErrorMessage::batchIndex)
            .toList());
  }
}
