package io.chappe.checkpoint.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShareTest {
  private static final Set<String> GROUPS =
      IntStream.range(0, 5_000).mapToObj(number -> "group-" + number).collect(Collectors.toSet());

  @Test
  void everyGroupIsInExactlyOneOfSomeInstancesShares() {
    Share one = new Share(IntStream.range(0, 12).boxed().collect(Collectors.toSet()), 24);
    Share other = new Share(IntStream.range(12, 24).boxed().collect(Collectors.toSet()), 24);

    Set<String> both = new HashSet<>(of(one));
    assertThat(both).hasSizeBetween(2_200, 2_800).doesNotContainAnyElementsOf(of(other));
    both.addAll(of(other));
    assertThat(both).isEqualTo(GROUPS);
    assertThat(of(Share.ALL)).isEqualTo(GROUPS);
    assertThat(of(new Share(Set.of(), 24))).isEmpty();
  }

  @Test
  void coversWhatItIncludes() {
    Share small = new Share(Set.of(1, 2), 24);
    Share large = new Share(Set.of(1, 2, 3), 24);

    assertThat(large.covers(small)).isTrue();
    assertThat(small.covers(large)).isFalse();
    assertThat(Share.ALL.covers(large)).isTrue();
    assertThat(large.covers(Share.ALL)).isFalse();
  }

  private static Set<String> of(Share share) {
    return GROUPS.stream().filter(share::includes).collect(Collectors.toSet());
  }
}
