package io.chappe.replicator.deadletter;

import io.chappe.config.ClientSettings;
import io.chappe.config.DeadLetterSettings;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the dead-letter topic exist with its size limit, whatever becomes of it: one that was
 * deleted is created again, and one that a broker has made by itself since, which it does when a
 * producer asks for it, gets the limit. One that somebody else has created with a limit of his own
 * stays as it is. For one thread.
 */
final class LetterBox implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(LetterBox.class);

  /**
   * As much as a request may have by default ({@code socket.request.max.bytes}), so that what is
   * too large for a remote topic finds its place here.
   */
  private static final String MAX_MESSAGE_BYTES = Integer.toString(100 * 1024 * 1024);

  private final FlowId flow;
  private final DeadLetterSettings settings;
  private final ClientSettings target;
  private Admin admin;
  private Optional<Uuid> known = Optional.empty();

  LetterBox(FlowId flow, DeadLetterSettings settings, ClientSettings target) {
    this.flow = flow;
    this.settings = settings;
    this.target = target;
  }

  /**
   * Sees to it that the topic is there; waits for the cluster.
   *
   * @return whether it is another topic than the one before: what is known of that is of no use
   */
  boolean ensure() throws ExecutionException, InterruptedException {
    Optional<Uuid> found = find();
    Optional<Uuid> before = known;
    if (found.isEmpty()) {
      known = create();
    } else {
      known = found;
      if (before.isPresent() && !before.equals(found)) {
        LOGGER.warn(
            "dead-letter topic was deleted and created again: flow={} topic={} id={}",
            flow,
            settings.topic(),
            found.get());
        limitSize();
      }
    }
    return before.isPresent() && !before.equals(known);
  }

  /** What brokers say that lag behind doesn't matter: to create a topic that is there fails. */
  private Optional<Uuid> find() throws ExecutionException, InterruptedException {
    try {
      return Optional.of(
          admin()
              .describeTopics(List.of(settings.topic()))
              .topicNameValues()
              .get(settings.topic())
              .get()
              .topicId());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The id of the new topic; none if there was one already after all, which is looked at next. */
  private Optional<Uuid> create() throws ExecutionException, InterruptedException {
    NewTopic topic =
        new NewTopic(
                settings.topic(),
                Optional.of(1),
                Optional.of(settings.replicationFactor()).filter(factor -> factor > 0))
            .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES));
    try {
      Uuid id = admin().createTopics(List.of(topic)).topicId(settings.topic()).get();
      LOGGER.info(
          "dead-letter topic created{}: flow={} topic={}",
          known.isPresent() ? " again, as it was deleted" : "",
          flow,
          settings.topic());
      return Optional.of(id);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return known;
      }
      throw e;
    }
  }

  /** Not to be allowed that is no reason to write nothing: what is too large loses its value. */
  private void limitSize() throws ExecutionException, InterruptedException {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    try {
      Config now = admin().describeConfigs(List.of(topic)).values().get(topic).get();
      ConfigEntry limit = now.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
      if (limit.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
        return;
      }
      AlterConfigOp set =
          new AlterConfigOp(
              new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, MAX_MESSAGE_BYTES),
              AlterConfigOp.OpType.SET);
      admin().incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof ApiException) || e.getCause() instanceof RetriableException) {
        throw e;
      }
      LOGGER.warn(
          "dead-letter topic has no size limit of its own: flow={} topic={} reason={}",
          flow,
          settings.topic(),
          e.getCause().getMessage());
    }
  }

  private Admin admin() {
    if (admin == null) {
      admin = Admin.create(new HashMap<String, Object>(target.admin()));
    }
    return admin;
  }

  @Override
  public void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
      admin = null;
    }
  }
}
