package io.chappe.replicator.topics.deletion;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.Flows;
import io.chappe.replicator.topics.catalog.Catalog;
import io.chappe.replicator.topics.catalog.FailureBook;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TopicDeletionsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-31T10:20:00Z");

  private final InMemoryCopies copies = new InMemoryCopies();
  private final Map<String, SourceTopic> source = new HashMap<>();
  private final Map<String, RemoteTopic> remotes = new HashMap<>();
  private final Set<String> knownToABroker = new HashSet<>();
  private final TopicDeletions deletions = deletions();
  private boolean sameSource = true;
  private Duration passed = Duration.ZERO;

  private final class Source implements Witnesses {
    @Override
    public boolean isSameSource() {
      return sameSource;
    }

    @Override
    public Set<String> unknownToAll(Collection<String> topics) {
      Set<String> unknown = new HashSet<>(topics);
      unknown.removeAll(knownToABroker);
      return unknown;
    }
  }

  @BeforeEach
  void twentyTopicsWatchedForAnHour() throws Exception {
    for (int number = 0; number < 20; number++) {
      String topic = "t" + number;
      source.put(topic, new SourceTopic(topic, Uuid.randomUuid(), 1, "us." + topic));
      remotes.put(topic, copies.copied(topic, 10));
    }
    deletions.deleteDue();
    pass(DeletionBrake.WINDOW);
  }

  @Test
  void oneThatHasJustBegunDeletesNothingWithoutAYes() throws Exception {
    TopicDeletions begun = deletions();
    begun.deleteDue();
    begun.notice(deleteOnSource("t1"), source);
    pass(DeletionBrake.WINDOW.minusSeconds(1));

    begun.deleteDue();
    assertThat(copies.names()).contains("us.t1");
    assertThat(begun.problems().toString())
        .contains("t1", "until 2026-01-31T12:20:00Z", "deletions.confirmed.until");

    pass(Duration.ofSeconds(1));
    begun.deleteDue();
    assertThat(copies.names()).doesNotContain("us.t1");
    assertThat(begun.problems()).isEmpty();
  }

  @Test
  void oneThatHasJustBegunDeletesWithAYes() throws Exception {
    TopicDeletions begun = deletions();
    begun.deleteDue();
    begun.notice(deleteOnSource("t1"), source);
    begun.confirmed(Optional.of(BEGIN.plus(Duration.ofHours(3))));
    pass(TopicDeletions.GRACE);

    begun.deleteDue();

    assertThat(copies.names()).doesNotContain("us.t1");
  }

  @Test
  void deletesWhatIsGoneAfterAWhile() throws Exception {
    gone("t1");

    deletions.deleteDue();
    assertThat(copies.names()).contains("us.t1");

    pass(TopicDeletions.GRACE);
    deletions.deleteDue();
    assertThat(copies.names()).hasSize(19).doesNotContain("us.t1");
    assertThat(deletions.problems()).isEmpty();
  }

  @Test
  void deletesNothingThatIsWrittenToWhileAnotherIsLookedAt() throws Exception {
    copies.whenLookedAt = name -> copies.write(name.equals("us.t1") ? "us.t2" : "us.t1", 0);
    goneForAWhile("t1", "t2");

    deletions.deleteDue();

    assertThat(copies.names()).hasSize(19);
    assertThat(copies.lost()).isEmpty();
  }

  @Test
  void keepsATopicThatIsWrittenToRightAfterItWasLookedAt() throws Exception {
    copies.whenLookedAt = once(() -> copies.write("us.t1", 0));
    goneForAWhile("t1");

    deletions.deleteDue();
    assertThat(copies.names()).contains("us.t1");
    assertThat(deletions.problems().get("t1").text()).contains("us.t1-0 was written to");

    pass(FailureBook.FIRST_PAUSE);
    deletions.deleteDue();
    assertThat(copies.names()).contains("us.t1");
    assertThat(deletions.problems().get("t1").text()).contains("is kept", "isn't of the copy");
  }

  @Test
  void looksAtPartitionsThatCameAfterTheTopicWasGone() throws Exception {
    goneForAWhile("t1");
    copies.grow("us.t1", 3);
    copies.write("us.t1", 2);

    deletions.deleteDue();

    assertThat(copies.names()).contains("us.t1");
    assertThat(deletions.problems().get("t1").text()).contains("us.t1-2");
  }

  @Test
  void keepsATopicThatGrowsWhileItIsLookedAt() throws Exception {
    copies.whenLookedAt = once(() -> copies.grow("us.t1", 3));
    goneForAWhile("t1");

    deletions.deleteDue();

    assertThat(copies.names()).contains("us.t1");
    assertThat(deletions.problems().get("t1").text()).contains("3 partitions");
  }

  @Test
  void keepsATopicWhoseSourceTopicIsBackBeforeItIsDeleted() throws Exception {
    copies.whenLookedAt = once(() -> knownToABroker.add("t1"));
    goneForAWhile("t1");

    deletions.deleteDue();

    assertThat(copies.names()).contains("us.t1");
  }

  @Test
  void deletesNoMoreOnceTheSourceIsAnother() throws Exception {
    copies.whenLookedAt = once(() -> sameSource = false);
    goneForAWhile("t1", "t2");

    deletions.deleteDue();

    assertThat(copies.names()).hasSize(20);
  }

  @Test
  void deletesNoMoreOnceTheYesIsTakenBack() throws Exception {
    deletions.confirmed(Optional.of(BEGIN.plus(Duration.ofHours(3))));
    copies.whenLookedAt = once(() -> deletions.confirmed(Optional.empty()));
    goneForAWhile("t1", "t2", "t3", "t4", "t5");

    deletions.deleteDue();

    assertThat(copies.names()).hasSize(20);
  }

  @Test
  void countsWhatAnotherInstanceHasDeleted() throws Exception {
    goneForAWhile("t1", "t2", "t3");
    Set.of("us.t1", "us.t2", "us.t3").forEach(copies::remove);

    deletions.deleteDue();
    goneForAWhile("t4");
    deletions.deleteDue();

    assertThat(copies.names()).contains("us.t4");
    assertThat(deletions.problems().toString()).contains("4 of 20 topics are gone");
  }

  @Test
  void whatFailsIsTriedAgainAndDelaysNoOther() throws Exception {
    copies.whenLookedAt =
        name -> {
          if (name.equals("us.t1")) {
            throw new TimeoutException("slow");
          }
        };
    goneForAWhile("t1", "t2");

    deletions.deleteDue();
    deletions.deleteDue();
    assertThat(copies.names()).contains("us.t1").doesNotContain("us.t2");
    assertThat(deletions.problems()).containsOnlyKeys("t1");

    copies.whenLookedAt = name -> {};
    pass(FailureBook.FIRST_PAUSE);
    deletions.deleteDue();
    assertThat(copies.names()).hasSize(18);
  }

  private static Consumer<String> once(Runnable call) {
    Set<Boolean> done = new HashSet<>();
    return name -> {
      if (done.add(true)) {
        call.run();
      }
    };
  }

  private void goneForAWhile(String... topics) {
    gone(topics);
    pass(TopicDeletions.GRACE);
  }

  private void gone(String... topics) {
    deletions.notice(deleteOnSource(topics), source);
  }

  /** Deletes topics on the source, and returns what there was before. */
  private Catalog deleteOnSource(String... topics) {
    Catalog before = new Catalog(source, remotes, Set.of());
    for (String topic : topics) {
      source.remove(topic);
      remotes.remove(topic);
    }
    return before;
  }

  /** Those of a replicator that starts now. */
  private TopicDeletions deletions() {
    return new TopicDeletions(
        Flows.flow("us", "eu").syncDeletions().build(),
        new Source(),
        copies,
        TopicsObserver.NONE,
        () -> BEGIN.plusNanos(nanos()),
        this::nanos);
  }

  private void pass(Duration time) {
    passed = passed.plus(time);
  }

  private long nanos() {
    return passed.toNanos();
  }
}
