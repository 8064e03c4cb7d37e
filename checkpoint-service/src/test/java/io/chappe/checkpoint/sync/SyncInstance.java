package io.chappe.checkpoint.sync;

import static io.chappe.checkpoint.sync.GroupSides.COPY;
import static io.chappe.checkpoint.sync.GroupSides.GROUP;
import static io.chappe.checkpoint.sync.GroupSides.ORIGINAL;
import static io.chappe.checkpoint.sync.GroupSides.SOURCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.emission.Agreements;
import io.chappe.checkpoint.emission.CheckpointEmission;
import io.chappe.checkpoint.emission.CheckpointWriter;
import io.chappe.checkpoint.emission.EmittedCheckpoints;
import io.chappe.checkpoint.emission.Note;
import io.chappe.checkpoint.emission.StoredCheckpoint;
import io.chappe.checkpoint.groups.CommittedOffset;
import io.chappe.checkpoint.sync.Failback.Found;
import io.chappe.checkpoint.sync.Failback.Progress;
import io.chappe.checkpoint.translation.CopyNames;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.naming.FlowId;
import io.chappe.naming.Separators;
import io.chappe.naming.TopicNaming;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.records.CheckpointKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * An instance of the service as far as it decides, in the order of {@code GroupWork}: with nothing
 * in memory but what it reads from its topics.
 */
final class SyncInstance {
  private static final CheckpointKey KEY = new CheckpointKey(GROUP, COPY);

  private final GroupSides sides;
  private final InMemoryTopic checkpoints;
  private final InMemoryTopic failbacks;
  private final EmittedCheckpoints emitted = InMemoryTopic.follower();
  private final EmittedCheckpoints settled = InMemoryTopic.follower();
  private final ForwardSync forward = new ForwardSync(emitted.agreements());
  private final Failback failback = new Failback(settled, emitted);
  private final CopyNames names =
      new CopyNames(TopicNaming.prefixed(new FlowId("us", "eu"), Separators.DOT), List.of(SOURCE));
  private int checkpointsRead;
  private int failbacksRead;
  private boolean suspect;
  private boolean looked;

  SyncInstance(GroupSides sides, InMemoryTopic checkpoints, InMemoryTopic failbacks) {
    this.sides = sides;
    this.checkpoints = checkpoints;
    this.failbacks = failbacks;
  }

  /**
   * One round.
   *
   * @param due whether groups are synced in it
   * @param sourceAnswers whether the source is there
   */
  void round(boolean due, boolean sourceAnswers) throws Exception {
    sides.tell((due ? "round" : "emission") + (sourceAnswers ? "" : " without the source"));
    checkpointsRead = checkpoints.replay(emitted, checkpointsRead);
    failbacksRead = failbacks.replay(settled, failbacksRead);
    Map<TopicPartition, OffsetAndMetadata> committed = sides.committedOnSource();
    Map<TopicPartition, OffsetAndMetadata> there = sides.committedOnTarget();
    if (due) {
      look(committed, there, sourceAnswers);
      failback
          .reached()
          .agreeWhereSettled(Map.of(GROUP, there), each -> each.isAboutOther(sides.remoteTopic()));
    }
    Translator translator = sides.translator(sourceAnswers);
    long end = translator.copies().get(SOURCE).end();
    if (due && sides.there.isPresent()) {
      emitted.agreements().agreeBehindEnd(KEY, sides.there.getAsLong(), end);
    }
    emit(sourceAnswers ? committed(committed) : remembered(translator), translator);
    if (due) {
      agree(committed, there, sourceAnswers);
    }
    StoredCheckpoint standing = emitted.of(GROUP).get(COPY);
    if (standing != null) {
      sides.oracle.checkpoint(standing.checkpoint().downstreamOffset());
    }
    if (sourceAnswers) {
      boolean seen =
          committed.containsKey(ORIGINAL)
              && standing != null
              && Lead.of(standing, SOURCE, translator).isPresent();
      sides.oracle.seenOnSource(standing != null, seen ? sides.here : OptionalLong.empty());
      if (due) {
        sides.seenAtCheckpoint();
      }
    }
    if (sourceAnswers) {
      tellGone(committed, translator);
    }
    if (due && sides.targetIsIdle()) {
      syncForward(sourceAnswers ? Optional.of(committed) : Optional.empty(), there, translator);
    }
    if (due) {
      notice(end);
    }
    if (due && sourceAnswers) {
      failBack(committed, sides.committedOnTarget(), translator);
    }
  }

  /** After a start nobody can tell how the target has got to where a checkpoint stands. */
  private void look(
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, OffsetAndMetadata> there,
      boolean sourceAnswers) {
    sides.look();
    agree(committed, there, sourceAnswers);
    if (!looked && emitted.agreements().agreed(KEY).equals(sides.there)) {
      sides.oracle.agree(sides.there);
    }
    looked = true;
  }

  private void agree(
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, OffsetAndMetadata> there,
      boolean sourceAnswers) {
    emitted
        .agreements()
        .agreeWhereEqual(
            Map.of(GROUP, there),
            checkpoint ->
                sourceAnswers
                    && committed.containsKey(ORIGINAL)
                    && committed.get(ORIGINAL).offset() == checkpoint.upstreamOffset());
  }

  private static List<CommittedOffset> committed(Map<TopicPartition, OffsetAndMetadata> committed) {
    return committed.containsKey(ORIGINAL)
        ? List.of(new CommittedOffset(GROUP, SOURCE, committed.get(ORIGINAL).offset(), ""))
        : List.of();
  }

  private List<CommittedOffset> remembered(Translator translator) {
    StoredCheckpoint standing = emitted.of(GROUP).get(COPY);
    return standing != null && standing.isAbout(translator.maps().get(SOURCE))
        ? List.of(new CommittedOffset(GROUP, SOURCE, standing.checkpoint().upstreamOffset(), ""))
        : List.of();
  }

  private void emit(List<CommittedOffset> known, Translator translator) throws Exception {
    Agreements agreements = emitted.agreements();
    List<StoredCheckpoint> news =
        CheckpointEmission.of(known, translator, names, emitted, sides.now()).news().stream()
            .map(
                each ->
                    agreements.isTurn(each)
                        ? agreements.noted(each, sides.there)
                        : agreements.noted(each))
            .toList();
    for (StoredCheckpoint each : news) {
      if (!looked && each.agreement().equals(sides.there)) {
        sides.oracle.agree(sides.there);
      }
    }
    CheckpointWriter memory = failbacks.writer();
    for (StoredCheckpoint each : news) {
      failback.reached().beforeTurn(each, sides.there, memory);
    }
    memory.await();
    CheckpointWriter writer = checkpoints.writer();
    news.forEach(each -> writer.write(each, () -> emitted.remember(each)));
    writer.await();
  }

  private void tellGone(Map<TopicPartition, OffsetAndMetadata> committed, Translator translator)
      throws Exception {
    StoredCheckpoint standing = emitted.of(GROUP).get(COPY);
    boolean gone =
        standing != null
            && (!committed.containsKey(ORIGINAL) || standing.isAboutOther(sides.remoteTopic()));
    if (gone && suspect) {
      CheckpointWriter memory = failbacks.writer();
      failback
          .reached()
          .beforeParting(KEY, translator.incarnations().of(SOURCE.topic()), sides.there, memory);
      memory.await();
      Optional<Note> note = Optional.of(emitted.agreements().parting(KEY, sides.there));
      CheckpointWriter writer = checkpoints.writer();
      writer.writeGone(KEY, note, () -> emitted.forget(KEY, note));
      writer.await();
    }
    suspect = gone;
  }

  private void syncForward(
      Optional<Map<TopicPartition, OffsetAndMetadata>> committed,
      Map<TopicPartition, OffsetAndMetadata> there,
      Translator translator)
      throws Exception {
    StoredCheckpoint standing = emitted.of(GROUP).get(COPY);
    List<Lead> leads =
        standing == null || !committed.map(each -> each.containsKey(ORIGINAL)).orElse(true)
            ? List.of()
            : Lead.of(standing, SOURCE, translator).stream().toList();
    assertNoErrors(forward.sync(sides.onTarget(), Map.of(GROUP, leads), Map.of(GROUP, there)));
  }

  private void notice(long end) throws Exception {
    CheckpointWriter memory = failbacks.writer();
    if (sides.there.isPresent()) {
      failback.reached().cut(KEY, end, memory);
      failback.reached().seen(KEY, sides.there.getAsLong(), sides.remoteTopic(), memory);
    }
    memory.await();
  }

  private void failBack(
      Map<TopicPartition, OffsetAndMetadata> committed,
      Map<TopicPartition, OffsetAndMetadata> there,
      Translator translator)
      throws Exception {
    CheckpointWriter memory = failbacks.writer();
    OffsetAndMetadata offset = there.get(COPY);
    OffsetMap map = translator.maps().get(SOURCE);
    long end = translator.copies().get(SOURCE).end();
    if (offset != null) {
      Progress progress = new Progress(GROUP, SOURCE, COPY, offset, map.incarnation());
      Optional<Found> found = Found.of(progress, translator);
      if (failback.isProgress(KEY, offset.offset(), sides.remoteTopic(), end)
          && !failback.isDeleted(GROUP, committed)
          && !failback.isMissing(progress, committed)
          && found.isPresent()) {
        assertNoErrors(
            failback.sync(
                sides.onSource(),
                List.of(found.get()),
                Map.of(GROUP, committed),
                group -> sides.sourceIsIdle() || sides.random.nextInt(3) == 0,
                memory));
      }
    }
    memory.await();
  }

  private static void assertNoErrors(ClusterAnswers<?, ?> answers) {
    assertThat(answers.errors()).isEmpty();
  }
}
