package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReceivePoolTest {
  private static final int LARGE = 300_000;

  private final ReceivePool pool = new ReceivePool(1_000_000);

  @Test
  void aBufferIsUsedAgainOnceItsLastBatchIsGivenBack() {
    ByteBuffer first = received(LARGE);
    ReceivePool.Lease response = pool.claim(first);
    response.retain();
    response.release();

    assertThat(pool.tryAllocate(LARGE).array()).isNotSameAs(first.array());
    response.release();

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
    assertThat(pool.hasRoomFor(200_000, 0)).isFalse();

    lease.release();

    assertThat(pool.hasRoomFor(200_000, 0)).isTrue();
    assertThat(told).hasValue(1);
  }

  @Test
  void anEmptyPoolHasRoomForAResponseOfAnySize() {
    assertThat(pool.hasRoomFor(10_000_000, 0)).isTrue();
    assertThat(pool.hasRoomFor(10_000_000, 1)).isFalse();
  }

  @Test
  void buffersBeyondTheLimitAreNotKept() {
    ReceivePool.Lease one = pool.claim(received(700_000));
    ReceivePool.Lease other = pool.claim(received(700_000));
    one.release();
    other.release();

    ByteBuffer again = pool.tryAllocate(700_000);
    assertThat(pool.usedBytes()).isEqualTo(again.capacity());
    assertThat(pool.availableMemory()).isEqualTo(1_000_000 - again.capacity());
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
}
