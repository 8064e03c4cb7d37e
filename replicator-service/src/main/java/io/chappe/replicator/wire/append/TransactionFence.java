package io.chappe.replicator.wire.append;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Coordinators;
import io.chappe.replicator.wire.cluster.Guard;
import io.chappe.replicator.wire.cluster.WireErrors;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.EndTxnRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.AddPartitionsToTxnRequest;
import org.apache.kafka.common.requests.AddPartitionsToTxnResponse;
import org.apache.kafka.common.requests.EndTxnRequest;
import org.apache.kafka.common.requests.EndTxnResponse;
import org.apache.kafka.common.requests.InitProducerIdRequest;
import org.apache.kafka.common.requests.InitProducerIdResponse;

/** The requests to transaction coordinators that a takeover is made of. */
public final class TransactionFence {
  /** How long a transaction may stay open if we die between opening and ending it. */
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  /** Markers are mostly written within a few milliseconds; if not, asking often doesn't help. */
  private static final long FIRST_RETRY_MS = 5;

  private static final long LONGEST_RETRY_MS = 160;

  private final ClusterClient client;
  private final Coordinators coordinators;
  private final Timers timers;

  TransactionFence(ClusterClient client, Coordinators coordinators, Timers timers) {
    this.client = client;
    this.coordinators = coordinators;
    this.timers = timers;
  }

  /** See {@link io.chappe.replicator.copy.port.BatchAppender#initProducer}. */
  void initProducer(
      String transactionalId, Optional<ProducerIdentity> current, Reply<ProducerIdentity> reply) {
    initProducer(transactionalId, current, FIRST_RETRY_MS, reply);
  }

  private void initProducer(
      String transactionalId,
      Optional<ProducerIdentity> current,
      long retryMs,
      Reply<ProducerIdentity> reply) {
    InitProducerIdRequestData data =
        new InitProducerIdRequestData()
            .setTransactionalId(transactionalId)
            .setTransactionTimeoutMs(TRANSACTION_TIMEOUT_MS)
            .setProducerId(current.map(ProducerIdentity::id).orElse(RecordBatch.NO_PRODUCER_ID))
            .setProducerEpoch(
                current.map(ProducerIdentity::epoch).orElse(RecordBatch.NO_PRODUCER_EPOCH));
    ask(
        transactionalId,
        new NamingTheIdentity(data),
        reply,
        (response, version) -> {
          InitProducerIdResponseData answer = ((InitProducerIdResponse) response).data();
          Errors error = Errors.forCode(answer.errorCode());
          if (error == Errors.NONE) {
            reply.done(new ProducerIdentity(answer.producerId(), answer.producerEpoch()));
          } else if (error == Errors.CONCURRENT_TRANSACTIONS) {
            timers.after(
                retryMs,
                Guard.of(
                    reply, () -> initProducer(transactionalId, current, next(retryMs), reply)));
          } else {
            fail(transactionalId, error, "InitProducerId", reply);
          }
        });
  }

  /**
   * Older versions leave the identity out without a word: then the epoch would be raised over that
   * of a rival, and both would believe to be the owner.
   */
  public static final class NamingTheIdentity extends InitProducerIdRequest.Builder {
    private static final short SINCE_KIP_360 = 3;

    public NamingTheIdentity(InitProducerIdRequestData data) {
      super(data);
    }

    @Override
    public short oldestAllowedVersion() {
      return SINCE_KIP_360;
    }
  }

  private static long next(long retryMs) {
    return Math.min(2 * retryMs, LONGEST_RETRY_MS);
  }

  /** See {@link io.chappe.replicator.copy.port.BatchAppender#fence}. */
  void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      Reply<ProducerIdentity> reply) {
    fence(transactionalId, producer, partitions, FIRST_RETRY_MS, reply);
  }

  private void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      long retryMs,
      Reply<ProducerIdentity> reply) {
    ask(
        transactionalId,
        AddPartitionsToTxnRequest.Builder.forClient(
            transactionalId, producer.id(), producer.epoch(), partitions),
        reply,
        (response, version) -> {
          Optional<Errors> error =
              ((AddPartitionsToTxnResponse) response)
                  .errors().values().stream()
                      .flatMap(errors -> errors.values().stream())
                      .filter(each -> each != Errors.NONE && each != Errors.OPERATION_NOT_ATTEMPTED)
                      .findFirst();
          if (error.isEmpty()) {
            end(transactionalId, producer, FIRST_RETRY_MS, reply);
          } else if (error.get() == Errors.CONCURRENT_TRANSACTIONS) {
            timers.after(
                retryMs,
                Guard.of(
                    reply,
                    () -> fence(transactionalId, producer, partitions, next(retryMs), reply)));
          } else {
            fail(transactionalId, error.get(), "AddPartitionsToTxn", reply);
          }
        });
  }

  private void end(
      String transactionalId,
      ProducerIdentity producer,
      long retryMs,
      Reply<ProducerIdentity> reply) {
    EndTxnRequestData data =
        new EndTxnRequestData()
            .setTransactionalId(transactionalId)
            .setProducerId(producer.id())
            .setProducerEpoch(producer.epoch())
            .setCommitted(false);
    // Below version 5 the coordinator leaves the epoch as it is (KIP-890): raising it is for us to
    // do.
    ask(
        transactionalId,
        new EndTxnRequest.Builder(data, false),
        reply,
        (response, version) -> {
          Errors error = ((EndTxnResponse) response).error();
          if (error == Errors.NONE) {
            reply.done(producer);
          } else if (error == Errors.CONCURRENT_TRANSACTIONS) {
            timers.after(
                retryMs,
                Guard.of(reply, () -> end(transactionalId, producer, next(retryMs), reply)));
          } else {
            fail(transactionalId, error, "EndTxn", reply);
          }
        });
  }

  private void ask(
      String transactionalId,
      AbstractRequest.Builder<?> request,
      Reply<?> reply,
      BiConsumer<AbstractResponse, Short> onResponse) {
    coordinators.find(
        transactionalId,
        new Reply<>() {
          @Override
          public void done(Node coordinator) {
            client.enqueue(
                coordinator,
                request,
                new ClusterClient.Answer() {
                  @Override
                  public void response(AbstractResponse response, short version) {
                    onResponse.accept(response, version);
                  }

                  @Override
                  public void failed(Failure failure) {
                    coordinators.forget(transactionalId);
                    reply.failed(failure);
                  }
                });
          }

          @Override
          public void failed(Failure failure) {
            reply.failed(failure);
          }
        });
  }

  private void fail(String transactionalId, Errors error, String what, Reply<?> reply) {
    if (error == Errors.NOT_COORDINATOR || error == Errors.COORDINATOR_NOT_AVAILABLE) {
      coordinators.forget(transactionalId);
    }
    reply.failed(WireErrors.failure(error, what + " of " + transactionalId));
  }
}
