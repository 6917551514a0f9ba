package io.novakms.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.testing.Members;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerStatusTest {
  @Test
  void fieldsAreRead() {
    PeerStatus status =
        read(
            "{'node':{'tee_wallet':'0x0000000000000000000000000000000000000ABC',"
                + "'service_available':true,'master_secret':{'state':'synced','synced_from':'x'},"
                + "'master_secret_initialized':true,'boot_epoch':'1767225600-7f',"
                + "'protocol':['snapshot_page','feed/2']},'cluster':{}}");

    assertThat(status.wallet()).contains(Members.wallet(0xabc));
    assertThat(status.serviceAvailable()).isTrue();
    assertThat(status.secret()).isEqualTo(SecretState.SYNCED);
    assertThat(status.hasSecret()).isTrue();
    assertThat(status.bootEpoch()).contains("1767225600-7f");
    assertThat(status.protocol()).containsExactly("snapshot_page", "feed/2");
  }

  @Test
  void drainedNodeServesPeersAndOneThatIsClosedOtherwiseDoesNot() {
    assertThat(read("{'node':{'service_available':true}}").servesPeers()).isTrue();
    assertThat(read("{'node':{'reason':'drained'}}").servesPeers()).isTrue();
    assertThat(read("{'node':{'reason':'drained'}}").serviceAvailable()).isFalse();
    assertThat(read("{'node':{'reason':'not_registered'}}").servesPeers()).isFalse();
    assertThat(read("{'node':{'reason':['drained']}}").servesPeers()).isFalse();
  }

  @Test
  void missingFieldsAreNothing() {
    PeerStatus status = read("{'node':{}}");

    assertThat(status.wallet()).isEmpty();
    assertThat(status.serviceAvailable()).isFalse();
    assertThat(status.secret()).isEqualTo(SecretState.UNKNOWN);
    assertThat(status.hasSecret()).isFalse();
    assertThat(status.bootEpoch()).isEmpty();
    assertThat(status.protocol()).isEmpty();
  }

  @Test
  void fieldsOfAnotherFormAreNothing() {
    PeerStatus status =
        read(
            "{'node':{'tee_wallet':[1],'service_available':{},'master_secret':'generated',"
                + "'master_secret_initialized':[],'boot_epoch':{},'protocol':'all'}}");

    assertThat(status).isEqualTo(read("{'node':{}}"));
  }

  @Test
  void bootEpochMayBeANumber() {
    assertThat(read("{'node':{'boot_epoch':1767225600123}}").bootEpoch()).contains("1767225600123");
  }

  @Test
  void textThatIsNoPlainWordIsPassedOver() {
    PeerStatus status =
        read(
            "{'node':{'boot_epoch':'two words','protocol':['ok','<script>','',7,null,{},'a\\u001b[31m','"
                + "x".repeat(65)
                + "']}}");

    assertThat(status.bootEpoch()).isEmpty();
    assertThat(status.protocol()).containsExactly("ok", "7");
  }

  @Test
  void listOfRequestTypesIsBounded() {
    String names =
        IntStream.range(0, 10_000).mapToObj(n -> "'t" + n + "'").collect(Collectors.joining(","));

    assertThat(read("{'node':{'protocol':[" + names + "]}}").protocol()).hasSize(64);
  }

  @ParameterizedTest
  @CsvSource({
    "uninitialized, false, UNINITIALIZED, false",
    "generated, true, GENERATED, true",
    "seeded, true, SEEDED, true",
    "synced, true, SYNCED, true",
    "generated, false, GENERATED, true",
    "rotating, true, UNKNOWN, true",
    "rotating, false, UNKNOWN, false",
    "GENERATED, false, UNKNOWN, false",
  })
  void secretIsHeldWhereEitherFieldSaysSo(
      String state, boolean initialized, SecretState read, boolean holds) {
    PeerStatus status =
        read(
            "{'node':{'master_secret':{'state':'"
                + state
                + "'},'master_secret_initialized':"
                + initialized
                + "}}");

    assertThat(status.secret()).isEqualTo(read);
    assertThat(status.hasSecret()).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'node':null}", "{'node':[]}", "{'node':'up'}", "{'nodes':{}}"})
  void withoutANodeItIsNoStatus(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IllegalArgumentException.class);
  }

  private static PeerStatus read(String json) {
    try {
      return PeerStatus.of(new ObjectMapper().readTree(json.replace('\'', '"')));
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
