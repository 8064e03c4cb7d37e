package io.chappe.benchmark.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class WorkloadTest {
  @Test
  void eachHasATopicOfItsOwn() {
    assertThat(Workload.all()).extracting(Workload::topic).doesNotHaveDuplicates();
    assertThat(Workload.all())
        .extracting(Workload::topic)
        .allMatch(name -> name.matches("[a-z0-9-]+"));
  }

  @Test
  void recordsCompressAsBusinessDataDoes() throws IOException {
    Payload payload = new Payload();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      for (int count = 0; count < 100; count++) {
        byte[] record = payload.next();
        assertThat(record).hasSize(Payload.BYTES);
        gzip.write(record);
      }
    }
    assertThat(compressed.size()).isBetween(100 * Payload.BYTES / 6, 100 * Payload.BYTES / 3);
  }
}
