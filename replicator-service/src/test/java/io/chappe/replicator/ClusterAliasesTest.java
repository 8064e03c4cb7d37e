package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ClusterAliasesTest {
  private final ClusterAliases aliases = new ClusterAliases();

  @Test
  void twoAliasesOfOneClusterAreNamedOnce() {
    assertThat(aliases.reached("us", "one")).isEmpty();
    assertThat(aliases.reached("eu", "other")).isEmpty();
    assertThat(aliases.reached("asia", "one")).containsExactly("us");
    assertThat(aliases.reached("asia", "one")).isEmpty();
    assertThat(aliases.reached("us", "one")).isEmpty();
  }

  @Test
  void anAliasThatLeadsElsewhereIsLookedAtAnew() {
    aliases.reached("us", "one");
    aliases.reached("eu", "other");

    assertThat(aliases.reached("eu", "one")).containsExactly("us");
  }

  @Test
  void whatIsNoLongerConfiguredIsForgotten() {
    aliases.reached("us", "one");
    aliases.retain(Set.of("eu"));

    assertThat(aliases.reached("eu", "one")).isEmpty();
  }
}
