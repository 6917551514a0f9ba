package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.CapsuleRuntimeClient;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the client that is built into the Capsule runtime needs of a node. */
interface CapsuleClientContract extends NodeContract {
  /** Where the Capsule runtime keeps the private key of an app's wallet on the chain. */
  String WALLET_KEY = "wallet/eth/app/main/private_key";

  @Test
  default void capsuleClientDerivesWritesReadsAndDeletes() {
    CapsuleRuntimeClient client = node().newCapsuleClient("capsule", node().server().url());
    byte[] value = "a private key".getBytes(StandardCharsets.UTF_8);

    assertThat(client.derive("wallet/0", 64)).hasSize(64).isEqualTo(client.derive("wallet/0", 64));
    assertThat(client.get(WALLET_KEY)).isEmpty();
    assertThat(client.delete(WALLET_KEY)).isFalse();
    client.put(WALLET_KEY, value);
    assertThat(client.get(WALLET_KEY)).contains(value);
    assertThat(client.delete(WALLET_KEY)).isTrue();
    assertThat(client.get(WALLET_KEY)).isEmpty();
  }

  @Test
  default void capsuleClientReadsAPlusAndNoSpace() {
    CapsuleRuntimeClient client = node().newCapsuleClient("plus", node().server().url());
    byte[] value = {1, 2, 3};

    client.put("a+b", value);
    assertThat(client.get("a+b")).contains(value);
    // It writes a space as a plus, and a plus in a path is nothing else.
    assertThat(client.get("a b")).contains(value);
    client.delete("a+b");
    client.put("a b", value);
    assertThat(client.get("a b")).isEmpty();
    client.delete("a b");
  }

  @Test
  default void capsuleClientPassesOverANodeThatDoesNotAnswer() {
    CapsuleRuntimeClient client =
        node().newCapsuleClient("detour", URI.create("https://127.0.0.1:1"), node().server().url());

    assertThat(client.derive("wallet/0", 32)).hasSize(32);
    assertThat(client.get("nothing here")).isEmpty();
  }
}
