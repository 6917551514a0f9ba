package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StoredValues;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.AppCaller;
import io.novakms.testing.ExampleClient;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The client in the docs, which is not written in Java, and a node. */
class ExampleClientTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);

  /** A client behind a machine that ends the TLS connection, and changes answers. */
  private static final String HOSTILE =
      """
      import { NovaKms } from './client.mjs';
      import { readFileSync } from 'node:fs';
      const devnet = JSON.parse(readFileSync(process.argv[2]));
      const kms = new NovaKms(devnet.nodes[0], devnet.apps[0]);
      const real = fetch;
      let old, sent, proof, forge = (answer, headers) => [answer, headers];
      globalThis.fetch = async (url, options = {}) => {
        const response = await real(url, options);
        if (options.body) sent = JSON.parse(options.body);
        if (options.headers) proof = options.headers['x-app-signature'];
        const json = await response.json();
        if (json.nonce && !json.encrypted_data) return Response.json(json, response);
        const [answer, headers, status] = forge(json, new Headers(response.headers));
        old = json;
        headers.delete('content-length');
        return Response.json(answer, { status: status ?? response.status, headers });
      };
      const failure = (call) => call.then(() => 'believed', (e) => e.message);
      """;

  @TempDir private Path folder;

  private final ManualTime ticker = new ManualTime();
  private final TestNode node =
      new TestNode(TestSettings.with(Map.of()), Clock.systemUTC(), ticker, Runnable::run);
  private final CapsuleIdentity app = CapsuleIdentity.random();
  private ExampleClient client;
  private String devnet;

  @BeforeEach
  void start() throws Exception {
    node.heart.open();
    Wallet wallet = Wallet.parse(app.address());
    TeePublicKey key = TeePublicKey.parse(app.teePubkey());
    node.registry.put(wallet, () -> new AppCaller(APP, BigInteger.ONE, key, wallet));
    client = ExampleClient.installed(Map.of());
    devnet = devnet(node.tee.wallet(), node.tee.publicKey());
  }

  private String devnet(Wallet wallet, TeePublicKey key) throws Exception {
    RawHttp http = server.serve(node);
    ObjectNode file = JsonNodeFactory.instance.objectNode();
    file.putArray("nodes")
        .addObject()
        .put("name", "node-1")
        .put("url", "http://" + http.authority())
        .put("wallet", wallet.address())
        .put("teePubkey", key.hex());
    file.putArray("apps")
        .addObject()
        .put("appId", APP.value())
        .put("walletPrivateKey", app.walletPrivateKey())
        .put("teePrivateKeyPkcs8", app.teePrivateKeyPkcs8());
    Path path = Files.createTempFile(folder, "devnet", ".json");
    return Files.writeString(path, file.toString()).toString();
  }

  private String run(String... command) throws Exception {
    String[] all = new String[command.length + 3];
    System.arraycopy(command, 0, all, 3, command.length);
    all[0] = devnet;
    all[1] = "node-1";
    all[2] = APP.value().toString();
    return client.run(all);
  }

  @Test
  void itsKeyIsTheAppsKey() throws Exception {
    byte[] key = node.secret.keys().derive(APP, "wallet/0", "context", 32);

    assertThat(run("derive", "wallet/0", "context")).isEqualTo(Hex.encode(key));
  }

  @Test
  void itWritesReadsListsAndDeletes() throws Exception {
    run("put", "ключ/1", "значение");

    byte[] stored = node.store.get(APP, "ключ/1").orElseThrow().ciphertext();
    assertThat(
            new StoredValues(CryptoProviders.available())
                .open(node.secret.keys().dataKey(APP), stored))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("значение");
    assertThat(run("get", "ключ/1")).isEqualTo("значение");
    assertThat(run("keys")).isEqualTo("[\"ключ/1\"]");
    assertThat(run("delete", "ключ/1")).isEqualTo("true");
    assertThat(run("delete", "ключ/1")).isEqualTo("false");
    assertThat(run("get", "ключ/1")).isEqualTo("(none)");
  }

  @Test
  void itGoesOnWithTheNonceThatAnAnswerBrought() throws Exception {
    String script =
        """
        import { NovaKms } from './client.mjs';
        import { readFileSync } from 'node:fs';
        let requests = 0;
        const real = fetch;
        globalThis.fetch = (...all) => { requests++; return real(...all); };
        const devnet = JSON.parse(readFileSync(process.argv[2]));
        const kms = new NovaKms(devnet.nodes[0], devnet.apps[0]);
        for (let i = 0; i < 5; i++) await kms.put('k' + i, 'v');
        console.log(requests);
        """;

    assertThat(client.runScript(script, devnet)).isEqualTo("6");
  }

  @Test
  void itTellsWhatTheNodeRefuses() {
    assertThatThrownBy(() -> run("derive", "data_key")).hasMessageContaining("400 reserved_path: ");
  }

  @Test
  void itsProofIsForTheNodeThatItNames() throws Exception {
    devnet = devnet(Wallet.parse("0x" + "22".repeat(20)), node.tee.publicKey());

    assertThatThrownBy(() -> run("derive", "wallet/0")).hasMessageContaining("403 unauthorized: ");
  }

  @Test
  void itBelievesNeitherAnOldAnswerNorItsOwnWordsNorOneThatTheNodeDidNotSign() throws Exception {
    String script =
        HOSTILE
            + """
        await kms.put('k', 'v');
        const before = old;
        forge = (json, headers) => [before, headers];
        console.log(await failure(kms.put('k', 'w')));
        forge = (json, headers) => [{ ...sent, sender_tee_pubkey: json.sender_tee_pubkey }, headers];
        console.log(await failure(kms.put('k', 'w')));
        forge = (json, headers) => { headers.delete('x-kms-response-signature'); return [json, headers]; };
        console.log(await failure(kms.put('k', 'w')));
        forge = (json, headers) => { headers.set('x-kms-response-signature', proof); return [json, headers]; };
        console.log(await failure(kms.put('k', 'w')));
        """;

    assertThat(client.runScript(script, devnet).lines())
        .containsExactly(
            "that is the answer to another request",
            "that is the answer to another request",
            "the answer is not from this node: it is not signed by its wallet",
            "the answer is not from this node: it is not signed by its wallet");
  }

  @Test
  void itBelievesNoRefusalThatIsForgedSwappedHeldBackOrReplayed() throws Exception {
    String script =
        HOSTILE
            + """
        await kms.put('k', 'v');
        const notFound = { code: 'not_found', message: 'words' };
        forge = (json, headers) => [notFound, headers, 404];
        console.log(await failure(kms.get('k')));
        forge = (json, headers) => [{ code: 'storage_full', message: 'words' }, headers, 507];
        console.log(await failure(kms.put('k', 'w')));
        forge = (json, headers) => [json, headers];
        console.log(await kms.get('absent'));
        const absent = old;
        forge = (json, headers) => [absent, headers, 404];
        console.log(await failure(kms.get('k')));
        console.log(await failure(kms.get('absent')));
        forge = (json, headers) => [json, headers, 507];
        console.log(await failure(kms.get('absent')));
        """;

    assertThat(client.runScript(script, devnet).lines())
        .containsExactly(
            "nothing proves that the node answered 404",
            "nothing proves that the node answered 507",
            "undefined",
            "that is the answer to another request",
            "that is the answer to another request",
            "that is the answer to another request");
  }
}
