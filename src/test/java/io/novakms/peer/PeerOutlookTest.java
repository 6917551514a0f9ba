package io.novakms.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.testing.Members;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerOutlookTest {
  @Test
  void fieldsAreRead() {
    PeerOutlook outlook =
        read(
            "{'node':{'reason':'awaiting_chain','version':'1.0.0'},'chain':{'block':42},"
                + "'cluster':{'peers_seen':['"
                + Members.wallet(2)
                + "']}}");

    assertThat(outlook.reason()).contains("awaiting_chain");
    assertThat(outlook.version()).contains("1.0.0");
    assertThat(outlook.block()).hasValue(42);
    assertThat(outlook.seen().orElseThrow()).containsExactly(Members.wallet(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'node':{}}",
        "{'node':{'reason':null,'version':null},'chain':{'block':null},"
            + "'cluster':{'peers_seen':null}}",
        "{'node':{'reason':'<b>no</b>','version':{}},'chain':{'block':-1},"
            + "'cluster':{'peers_seen':'all'}}",
        "{'node':{'reason':[],'version':'a b'},'chain':{'block':1e30},'cluster':[]}",
      })
  void whatIsMissingOrOfAnotherFormIsNothing(String status) {
    assertThat(read(status)).isEqualTo(PeerOutlook.NONE);
  }

  @Test
  void nodeThatSeesNoPeerSaysSo() {
    assertThat(read("{'node':{},'cluster':{'peers_seen':[]}}").seen().orElseThrow()).isEmpty();
  }

  @Test
  void listIsBoundedAndOfWalletsOnly() {
    String wallets =
        IntStream.range(0, 10_000)
            .mapToObj(i -> "'" + Members.wallet(i) + "'")
            .collect(Collectors.joining(","));

    assertThat(read("{'node':{},'cluster':{'peers_seen':['x',7,null," + wallets + "]}}").seen())
        .hasValueSatisfying(seen -> assertThat(seen).hasSize(PeerOutlook.MAX_SEEN - 3));
  }

  private static PeerOutlook read(String json) {
    try {
      return PeerStatus.of(new ObjectMapper().readTree(json.replace('\'', '"'))).outlook();
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
