package io.chappe.replicator.wire.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceivePoolTest {
  private static final int LARGE = 300_000;

  private final ReceivePool pool = new ReceivePool(1_000_000, this::nowMs);
  private long nowMs;

  private long nowMs() {
    return nowMs;
  }

  @Test
  void aBufferIsUsedAgainOnceItsLastBatchIsGivenBack() {
    ByteBuffer first = received(LARGE);
    ReceivePool.Lease response = pool.claim(first);
    Batch batch = new Batch(response, 100);
    response.endSplitting();

    assertThat(pool.tryAllocate(LARGE).array()).isNotSameAs(first.array());
    batch.release();

    assertThat(pool.tryAllocate(LARGE).array()).isSameAs(first.array());
  }

  @Test
  void whatNobodyClaimedComesBackOnlyWhenItIsReadToItsEnd() {
    ByteBuffer beingReceived = pool.tryAllocate(LARGE);
    pool.releaseUnclaimed();
    assertThat(pool.usedBytes()).isGreaterThanOrEqualTo(LARGE);

    beingReceived.position(beingReceived.limit());
    pool.releaseUnclaimed();

    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void aFullPoolHasNoRoomAndTellsWhenItHasAgain() {
    AtomicInteger told = new AtomicInteger();
    pool.onRoom(told::incrementAndGet);
    ReceivePool.Lease lease = pool.claim(received(900_000));
    assertThat(pool.grant(200_000, 200_000, 0)).isZero();

    lease.endSplitting();

    assertThat(pool.grant(200_000, 200_000, 0)).isEqualTo(200_000);
    assertThat(told).hasValue(1);
  }

  @Test
  void anEmptyPoolHasRoomForAResponseOfAnySize() {
    assertThat(pool.grant(10_000_000, 1_000, 0)).isEqualTo(10_000_000);
    assertThat(pool.grant(10_000_000, 1_000_000, 1)).isZero();
  }

  @Test
  void buffersBeyondTheLimitAreNotKept() {
    ReceivePool.Lease one = pool.claim(received(700_000));
    ReceivePool.Lease other = pool.claim(received(700_000));
    one.endSplitting();
    other.endSplitting();

    ByteBuffer again = pool.tryAllocate(700_000);
    assertThat(pool.usedBytes()).isEqualTo(again.capacity());
    assertThat(pool.availableMemory()).isEqualTo(1_000_000 - again.capacity());
  }

  @Test
  void aFewBatchesThatWaitDontKeepTheirBufferFromTheOthers() {
    ReceivePool.Lease lease = pool.claim(received(900_000));
    Batch waiting = new Batch(lease, 1_000);
    Batch others = new Batch(lease, 850_000);
    lease.endSplitting();
    nowMs += 1_000;
    pool.relieve();
    assertThat(pool.usedBytes()).isGreaterThanOrEqualTo(900_000);

    others.release();
    pool.relieve();
    assertThat(pool.usedBytes()).isGreaterThanOrEqualTo(900_000);
    nowMs += 500;
    pool.relieve();

    assertThat(pool.usedBytes()).isEqualTo(1_000);
    waiting.release();
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void aBufferThatIsBeingWrittenCountsWithWhatIsHeldOfIt() {
    ReceivePool.Lease lease = pool.claim(received(400_000));
    Batch writing = new Batch(lease, 1_000);
    writing.beingWritten = true;
    lease.endSplitting();
    nowMs += 500;
    pool.relieve();

    assertThat(pool.usedBytes()).isEqualTo(1_000);
    writing.release();
    assertThat(pool.usedBytes()).isZero();
  }

  @Test
  void whatIsNotCountedIsTheLimitAtMost() {
    for (int each = 0; each < 3; each++) {
      ReceivePool.Lease lease = pool.claim(received(400_000));
      new Batch(lease, 1_000).beingWritten = true;
      lease.endSplitting();
    }
    nowMs += 500;
    pool.relieve();

    assertThat(pool.usedBytes()).isBetween(400_000L, 500_000L);
  }

  @Test
  void aSmallResponseDoesntTakeALargeBuffer() {
    pool.claim(received(900_000)).endSplitting();

    pool.tryAllocate(70_000);

    assertThat(pool.usedBytes()).isLessThan(140_000);
  }

  @Test
  void smallResponsesAreNoneOfItsBusiness() {
    ByteBuffer small = pool.tryAllocate(100);

    assertThat(pool.usedBytes()).isZero();
    assertThat(pool.claim(small)).isNull();
  }

  private ByteBuffer received(int size) {
    ByteBuffer buffer = pool.tryAllocate(size);
    buffer.position(buffer.limit());
    return buffer;
  }

  private static final class Batch implements ReceivePool.Held {
    private final int size;
    private ReceivePool.Lease lease;
    private boolean beingWritten;
    private boolean released;

    private Batch(ReceivePool.Lease lease, int size) {
      this.lease = lease;
      this.size = size;
      lease.retain(this);
    }

    @Override
    public int sizeInBytes() {
      return size;
    }

    @Override
    public void moveOut() {
      if (!beingWritten && !released) {
        lease = lease.exchange(size);
      }
    }

    @Override
    public void chargeTo(TargetBroker broker) {}

    private void release() {
      released = true;
      lease.release(size);
    }
  }
}
