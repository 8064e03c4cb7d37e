package io.chappe.replicator.wire.cluster;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;

/** Knows which broker coordinates which transactional id. Looks up many in one request. */
public final class Coordinators {
  private static final int BATCH = 500;

  private final ClusterClient client;
  private final Map<String, Node> known = new HashMap<>();
  private final Map<String, List<Reply<Node>>> wanted = new HashMap<>();
  private boolean batched = true;

  public Coordinators(ClusterClient client) {
    this.client = client;
  }

  public void find(String transactionalId, Reply<Node> reply) {
    Node node = known.get(transactionalId);
    if (node != null) {
      reply.done(node);
    } else {
      wanted.computeIfAbsent(transactionalId, id -> new ArrayList<>()).add(reply);
    }
  }

  /** To be called when a broker said that it isn't the coordinator, or when it is gone. */
  public void forget(String transactionalId) {
    known.remove(transactionalId);
  }

  /** Sends what was asked for since the last call. */
  public void flush() {
    if (wanted.isEmpty()) {
      return;
    }
    Optional<Node> node = client.anyNode();
    if (node.isEmpty()) {
      return;
    }
    List<String> ids = List.copyOf(wanted.keySet());
    int size = batched ? BATCH : 1;
    for (int from = 0; from < ids.size(); from += size) {
      Map<String, List<Reply<Node>>> asked = new HashMap<>();
      ids.subList(from, Math.min(ids.size(), from + size))
          .forEach(id -> asked.put(id, wanted.remove(id)));
      ask(node.get(), asked);
    }
  }

  private void ask(Node node, Map<String, List<Reply<Node>>> asked) {
    FindCoordinatorRequestData data =
        new FindCoordinatorRequestData()
            .setKeyType(FindCoordinatorRequest.CoordinatorType.TRANSACTION.id())
            .setCoordinatorKeys(List.copyOf(asked.keySet()));
    client.enqueue(
        node,
        new FindCoordinatorRequest.Builder(data),
        new ClusterClient.Answer() {
          @Override
          public void response(AbstractResponse response, short version) {
            ((FindCoordinatorResponse) response)
                .coordinators()
                .forEach(
                    coordinator -> {
                      // Before batches (Kafka 3.0), the response doesn't repeat the one key.
                      String key =
                          asked.size() == 1 ? asked.keySet().iterator().next() : coordinator.key();
                      answer(key, coordinator, asked.getOrDefault(key, List.of()));
                    });
          }

          @Override
          public void failed(Failure failure) {
            if (failure instanceof Failure.StopPartition && asked.size() > 1) {
              batched = false;
              wanted.putAll(asked);
            } else {
              asked.values().forEach(replies -> failAll(replies, failure));
            }
          }
        });
  }

  private static void failAll(List<Reply<Node>> replies, Failure failure) {
    replies.forEach(reply -> Guard.run(() -> reply.failed(failure)));
  }

  private void answer(
      String id, FindCoordinatorResponseData.Coordinator coordinator, List<Reply<Node>> replies) {
    Errors error = Errors.forCode(coordinator.errorCode());
    if (error != Errors.NONE) {
      Failure failure = WireErrors.failure(error, "coordinator of " + id);
      failAll(replies, failure);
      return;
    }
    Node node = new Node(coordinator.nodeId(), coordinator.host(), coordinator.port());
    known.put(id, node);
    replies.forEach(reply -> Guard.done(reply, node));
  }
}
