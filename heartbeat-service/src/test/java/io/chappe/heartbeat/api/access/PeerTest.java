package io.chappe.heartbeat.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, localhost",
    "127.0.0.1, LOCALHOST",
    "127.0.0.1, 127.0.0.1",
    "127.0.0.1, chappe.localhost",
    "::1, [::1]",
    "0:0:0:0:0:0:0:1, localhost",
    "::ffff:127.0.0.1, localhost"
  })
  void thisMachineUnderItsOwnNameIsLocal(String address, String host) {
    assertThat(Peer.isLocal(address, host)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "chappe.example, true",
        "CHAPPE.example, true",
        "evil.example, false",
        "chappe.example.evil.example, false",
        "null, false"
      })
  void onlyTheNamesThatAreListedAreServed(String host, boolean served) {
    assertThat(Peer.isNamed(host, List.of("chappe.example"))).isEqualTo(served);
    assertThat(Peer.isNamed(host, List.of())).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "null",
      value = {
        "10.1.2.3, localhost",
        "127.0.0.6, localhost",
        "127.1.2.3, localhost",
        "fe80::1%eth0, localhost",
        "2001:db8::1, [::1]",
        "127.0.0.1, evil.example",
        "127.0.0.1, localhost.evil.example",
        "127.0.0.1, 127.0.0.1.evil.example",
        "127.0.0.1, 10.1.2.3",
        "127.0.0.1, ''",
        "127.0.0.1, null",
        "null, localhost",
        "evil.example, localhost",
        "1, localhost"
      })
  void everythingElseIsNot(String address, String host) {
    assertThat(Peer.isLocal(address, host)).isFalse();
  }
}
