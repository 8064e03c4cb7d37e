package io.chappe.replicator.simulation;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Ways to get the protocol wrong, one for each of its rules. */
enum Flaw implements UnaryOperator<BatchAppender> {
  /**
   * Trusts that raising the epoch is enough: but brokers learn of it only from the first append or
   * marker.
   */
  SKIPS_THE_FENCE {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        @Override
        public void fence(
            String transactionalId,
            ProducerIdentity producer,
            List<TopicPartition> partitions,
            Reply<ProducerIdentity> reply) {
          reply.done(producer);
        }
      };
    }
  },
  /**
   * Fences the data alone, so that a late run of the previous owner can still get into the map,
   * unseen by the new one, and stays there as what the map says. Maps take long to load here.
   */
  LEAVES_THE_MAP_UNFENCED {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        @Override
        public void fence(
            String transactionalId,
            ProducerIdentity producer,
            List<TopicPartition> partitions,
            Reply<ProducerIdentity> reply) {
          target.fence(transactionalId, producer, List.of(World.TARGET), reply);
        }

        @Override
        public void readRecords(TopicPartition partition, RecordReader reader, Reply<Long> reply) {
          target.readRecords(
              partition,
              reader,
              new Passed<>(reply) {
                @Override
                public void done(Long end) {
                  pause(partition, SLOW_LOAD, end, reply);
                }
              });
        }

        private void pause(TopicPartition partition, int roundTrips, long end, Reply<Long> reply) {
          if (roundTrips == 0) {
            reply.done(end);
            return;
          }
          target.resolve(
              partition,
              new Reply<>() {
                @Override
                public void done(Uuid id) {
                  pause(partition, roundTrips - 1, end, reply);
                }

                @Override
                public void failed(Failure failure) {
                  reply.failed(failure);
                }
              });
        }
      };
    }
  },
  /** Goes on as soon as EndTxn is answered, when the markers may not be written yet. */
  DOES_NOT_WAIT_FOR_THE_MARKERS {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        @Override
        public void initProducer(
            String transactionalId,
            Optional<ProducerIdentity> current,
            Reply<ProducerIdentity> reply) {
          current.ifPresentOrElse(
              reply::done, () -> target.initProducer(transactionalId, current, reply));
        }
      };
    }
  },
  /**
   * Waits for the markers with a request that raises the epoch over that of a rival who has fenced
   * since.
   */
  CONFIRMS_WITHOUT_ITS_IDENTITY {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        @Override
        public void initProducer(
            String transactionalId,
            Optional<ProducerIdentity> current,
            Reply<ProducerIdentity> reply) {
          target.initProducer(transactionalId, Optional.empty(), reply);
        }
      };
    }
  },
  /** Takes the log end for the end of the data: counts markers as records. */
  TAKES_THE_LOG_END_FOR_THE_DATA_END {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return tailOf(target, 0);
    }
  },
  /** Takes all but one marker for data: right only if no takeover has failed before. */
  TAKES_ALL_BUT_ONE_MARKER_FOR_DATA {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return tailOf(target, 1);
    }
  },
  /** Appends before the run is durable. */
  DOES_NOT_WRITE_AHEAD {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        @Override
        public void appendRecords(
            TopicPartition partition,
            ProducerIdentity producer,
            int sequence,
            List<KeyValue> records,
            Reply<Long> reply) {
          reply.done(-1L);
          target.appendRecords(partition, producer, sequence, records, new Ignored<>());
        }
      };
    }
  },
  /** Takes a failed append for one that succeeded, and goes on with the next. */
  GOES_ON_AFTER_A_FAILED_APPEND {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        private long end;

        @Override
        public void tail(
            TopicPartition partition,
            Uuid topicId,
            long trustedEnd,
            Set<Long> producerIds,
            Reply<TargetTail> reply) {
          target.tail(
              partition,
              topicId,
              trustedEnd,
              producerIds,
              new Passed<>(reply) {
                @Override
                public void done(TargetTail tail) {
                  end = tail.logEnd();
                  reply.done(tail);
                }
              });
        }

        @Override
        public void append(
            TopicPartition partition,
            ProducerIdentity producer,
            int sequence,
            FetchedBatch batch,
            Reply<Long> reply) {
          long predicted = end;
          end += batch.recordCount();
          target.append(
              partition,
              producer,
              sequence,
              batch,
              new Passed<>(reply) {
                @Override
                public void failed(Failure failure) {
                  reply.done(predicted);
                }
              });
        }
      };
    }
  },
  /**
   * Sends a failed append again under a new sequence number, as a producer that is not idempotent
   * does.
   */
  REPEATS_A_FAILED_APPEND {
    @Override
    public BatchAppender apply(BatchAppender target) {
      return new ForwardingAppender(target) {
        private ProducerIdentity current;
        private int next;

        @Override
        public void append(
            TopicPartition partition,
            ProducerIdentity producer,
            int sequence,
            FetchedBatch batch,
            Reply<Long> reply) {
          next = producer.equals(current) ? next : 0;
          current = producer;
          int own = next;
          next += batch.recordCount();
          target.append(
              partition,
              producer,
              own,
              batch,
              new Passed<>(reply) {
                @Override
                public void failed(Failure failure) {
                  if (failure instanceof Failure.Retry && producer.equals(current)) {
                    append(partition, producer, sequence, batch, reply);
                  } else {
                    reply.failed(failure);
                  }
                }
              });
        }
      };
    }
  };

  private static final int SLOW_LOAD = 10;

  private static BatchAppender tailOf(BatchAppender target, int markers) {
    return new ForwardingAppender(target) {
      @Override
      public void tail(
          TopicPartition partition,
          Uuid topicId,
          long trustedEnd,
          Set<Long> producerIds,
          Reply<TargetTail> reply) {
        target.tail(
            partition,
            topicId,
            trustedEnd,
            producerIds,
            new Passed<>(reply) {
              @Override
              public void done(TargetTail tail) {
                long end = tail.logEnd() - markers;
                ProducerIdentity nobody = new ProducerIdentity(0, (short) 0);
                reply.done(
                    new TargetTail(
                        tail.logStart(),
                        tail.logEnd(),
                        Optional.of(
                            new TargetTail.Data(
                                end, tail.lastData().map(TargetTail.Data::writer).orElse(nobody))),
                        end,
                        tail.oldestMarker()));
              }
            });
      }
    };
  }

  /** Hands on what is not overridden. */
  static class Passed<T> implements Reply<T> {
    private final Reply<T> reply;

    Passed(Reply<T> reply) {
      this.reply = reply;
    }

    @Override
    public void done(T value) {
      reply.done(value);
    }

    @Override
    public void failed(Failure failure) {
      reply.failed(failure);
    }
  }

  private static final class Ignored<T> implements Reply<T> {
    @Override
    public void done(T value) {}

    @Override
    public void failed(Failure failure) {}
  }
}
