package io.chappe.replicator.lag;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out whose transactions hold back partitions of the source (KIP-664). */
final class OpenTransactions {
  private static final Logger LOGGER = LoggerFactory.getLogger(OpenTransactions.class);

  private final Admin admin;
  private final Duration limit;

  OpenTransactions(Admin admin, Duration limit) {
    this.admin = admin;
    this.limit = limit;
  }

  /**
   * Says in words whose transaction holds back each partition; without the rights to ask, or on
   * brokers that can't tell (before 2.8), that it isn't known.
   */
  Map<TopicPartition, String> of(Collection<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, String> found = new HashMap<>();
    DescribeProducersResult described =
        admin.describeProducers(
            partitions, new DescribeProducersOptions().timeoutMs((int) limit.toMillis()));
    for (TopicPartition each : partitions) {
      try {
        found.put(
            each,
            words(described.partitionResult(each).get(limit.toMillis(), TimeUnit.MILLISECONDS)));
      } catch (ExecutionException | TimeoutException | KafkaException e) {
        LOGGER.debug("producers of {} unknown", each, e);
        found.put(each, "a producer that isn't known");
      }
    }
    return found;
  }

  private String words(DescribeProducersResult.PartitionProducerState state)
      throws InterruptedException {
    TreeMap<Long, ProducerState> open = new TreeMap<>();
    for (ProducerState each : state.activeProducers()) {
      each.currentTransactionStartOffset().ifPresent(offset -> open.put(offset, each));
    }
    if (open.isEmpty()) {
      return "a transaction that has ended by now";
    }
    long id = open.firstEntry().getValue().producerId();
    List<String> names = transactionalIds(id);
    return "producer id %d%s since offset %d"
        .formatted(
            id,
            names.isEmpty() ? "" : ", transactional id " + String.join(", ", names) + ",",
            open.firstKey());
  }

  private List<String> transactionalIds(long producerId) throws InterruptedException {
    List<String> names = new ArrayList<>();
    try {
      for (TransactionListing each :
          admin
              .listTransactions(
                  new ListTransactionsOptions()
                      .filterProducerIds(List.of(producerId))
                      .timeoutMs((int) limit.toMillis()))
              .all()
              .get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        names.add(each.transactionalId());
      }
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOGGER.debug("transactional id of producer {} unknown", producerId, e);
    }
    return names;
  }
}
