package io.chappe.checkpoint.emission;

import io.chappe.records.CheckpointCodec;
import io.chappe.records.CheckpointKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.mirror.Checkpoint;

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
   * Sends a checkpoint.
   *
   * @param done called by {@link #await} if it was acknowledged
   */
  public void write(Checkpoint checkpoint, Runnable done) {
    send(CheckpointCodec.toRecord(topic, checkpoint), done);
  }

  /** Sends that a checkpoint is gone. */
  public void writeGone(CheckpointKey key, Runnable done) {
    send(CheckpointCodec.gone(topic, key), done);
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
