package io.chappe.checkpoint.emission;

import io.chappe.records.CheckpointCodec;
import io.chappe.records.CheckpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes to the checkpoints topic, and waits for the acknowledgements of what was written. */
public final class CheckpointWriter {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final List<Runnable> acknowledged = new ArrayList<>();

  public CheckpointWriter(Producer<byte[], byte[]> producer, String topic) {
    this.producer = producer;
    this.topic = topic;
  }

  /**
   * Sends a checkpoint, with a note of what else is known.
   *
   * @param done called by {@link #await} if it was acknowledged
   */
  public void write(StoredCheckpoint standing, Runnable done) {
    ProducerRecord<byte[], byte[]> encoded = CheckpointCodec.toRecord(topic, standing.checkpoint());
    encoded.headers().add(NoteCodec.HEADER, NoteCodec.encode(standing.note()));
    send(encoded, done);
  }

  /**
   * Sends that a checkpoint is gone.
   *
   * @param note what is still to be known of it
   */
  public void writeGone(CheckpointKey key, Optional<Note> note, Runnable done) {
    ProducerRecord<byte[], byte[]> encoded = CheckpointCodec.gone(topic, key);
    note.ifPresent(each -> encoded.headers().add(NoteCodec.HEADER, NoteCodec.encode(each)));
    send(encoded, done);
  }

  private void send(ProducerRecord<byte[], byte[]> encoded, Runnable done) {
    sent.add(producer.send(encoded));
    acknowledged.add(done);
  }

  /**
   * Waits for all acknowledgements.
   *
   * @return the number of records written
   * @throws ExecutionException as the first error
   */
  public int await() throws ExecutionException, InterruptedException {
    ExecutionException failure = null;
    for (int index = 0; index < sent.size(); index++) {
      try {
        sent.get(index).get();
        acknowledged.get(index).run();
      } catch (ExecutionException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return sent.size();
  }
}
