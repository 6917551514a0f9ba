package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.StrictJson;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Envelope;
import io.novakms.tee.KeystoreTee;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SignatureException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/**
 * A client that looks at nodes as the one that is built into the Capsule runtime does (protocol,
 * section 6, "How deployed clients look"), and that deployed apps use:
 *
 * <ul>
 *   <li>It asks the nodes in the order of the registry, for up to three rounds, with ten seconds
 *       for each request, and trusts the first 200.
 *   <li>Where no node says 200 and one says 404, there is no value, whatever the others said.
 *   <li>It takes a node's wallet and key from {@code /status}.
 *   <li>A 200 needs a signature of 65 bytes whose v is 0 or 1; it knows no other form.
 *   <li>It names keys in the path, percent-encoded, with a plus in the place of a space.
 * </ul>
 */
public final class CapsuleRuntimeClient {
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SIGNATURE_BYTES = 65;

  private final KeystoreTee tee;
  private final List<URI> nodes;
  private final HttpClient http;

  /**
   * A client of the nodes at {@code nodes}.
   *
   * @param tee the app's keys
   * @param nodes where the active instances listen, in the registry's order
   * @param http carries its requests
   */
  public CapsuleRuntimeClient(KeystoreTee tee, List<URI> nodes, HttpClient http) {
    this.tee = tee;
    this.nodes = List.copyOf(nodes);
    this.http = http;
  }

  /** No node gave an answer that this client takes. */
  public static final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
      super(message);
    }
  }

  private record Node(URI url, Wallet wallet, TeePublicKey key) {}

  /** The key of {@code length} bytes for {@code path}. */
  public byte[] derive(String path, int length) {
    ObjectNode body = TestApp.object().put("path", path).put("context", "");
    body.put("length", Integer.toString(length));
    return bytes(ask("POST", TestApp.DERIVE, Optional.of(body)).orElseThrow(), "key");
  }

  /** Writes {@code value} for ever. */
  public void put(String key, byte[] value) {
    ask("PUT", TestApp.DATA, Optional.of(TestApp.value(key, value).putNull("ttl_ms")))
        .orElseThrow();
  }

  /** The value of {@code key}; empty where a node says that there is none. */
  public Optional<byte[]> get(String key) {
    String path = TestApp.DATA + "/" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    return ask("GET", path, Optional.empty()).map(answer -> bytes(answer, "value"));
  }

  /** Deletes {@code key}; false where a node says that it has no value. */
  public boolean delete(String key) {
    return ask("DELETE", TestApp.DATA, Optional.of(TestApp.object().put("key", key))).isPresent();
  }

  private Optional<JsonNode> ask(String method, String path, Optional<ObjectNode> body) {
    String trouble = "there is no node";
    for (int round = 0; round < ROUNDS; round++) {
      boolean notFound = false;
      for (URI url : nodes) {
        try {
          Node node = identify(url);
          HttpRequest request = request(node, method, path, body);
          HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
          if (answer.statusCode() == 200) {
            return Optional.of(trusted(node, request, answer));
          }
          notFound |= answer.statusCode() == 404;
          trouble = url + " said " + answer.statusCode() + " " + answer.body();
        } catch (IOException | IllegalArgumentException | SignatureException e) {
          trouble = url + ": " + e;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new NoAnswerException("interrupted");
        }
      }
      if (notFound) {
        return Optional.empty();
      }
    }
    throw new NoAnswerException(trouble);
  }

  /** Who listens at {@code url}, by its own word. */
  private Node identify(URI url) throws IOException, InterruptedException {
    JsonNode node = json(url, "/status").path("node");
    return new Node(
        url,
        Wallet.parse(node.path("tee_wallet").asText()),
        TeePublicKey.parse(node.path("tee_pubkey").asText()));
  }

  private HttpRequest request(Node node, String method, String path, Optional<ObjectNode> body)
      throws IOException, InterruptedException {
    String nonce = json(node.url(), "/nonce").path("nonce").asText();
    String timestamp = Long.toString(System.currentTimeMillis() / 1000);
    String message = ProofOfPossession.message(CallerKind.APP, nonce, node.wallet(), timestamp);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(node.url() + path))
            .timeout(PATIENCE)
            .header("x-app-signature", tee.sign(message))
            .header("x-app-nonce", nonce)
            .header("x-app-timestamp", timestamp)
            .header("x-app-wallet", tee.wallet().address());
    body.ifPresent(inner -> request.header("content-type", "application/json"));
    return request
        .method(
            method,
            body.map(inner -> BodyPublishers.ofString(seal(node, inner)))
                .orElse(BodyPublishers.noBody()))
        .build();
  }

  private String seal(Node node, ObjectNode inner) {
    return new Envelope(tee.publicKey(), tee.encrypt(node.key(), inner.toString()), Envelope.FIELD)
        .toJson()
        .toString();
  }

  /** What {@code answer} holds, once it is known that {@code node} gave it to {@code request}. */
  private JsonNode trusted(Node node, HttpRequest request, HttpResponse<String> answer)
      throws SignatureException {
    String signature = request.headers().firstValue("x-app-signature").orElseThrow();
    String text = "NovaKMS:Response:" + signature + ":" + node.wallet();
    String by =
        answer
            .headers()
            .firstValue("x-kms-response-signature")
            .orElseThrow(() -> new IllegalArgumentException("a 200 that is not signed"));
    if (!signer(text, by).equals(node.wallet())) {
      throw new IllegalArgumentException("a 200 that another has signed");
    }
    Envelope envelope = Envelope.parse(StrictJson.object(answer.body()));
    if (!envelope.sender().equals(node.key())) {
      throw new IllegalArgumentException("an envelope of another key");
    }
    return StrictJson.value(tee.decrypt(envelope.sender(), envelope.sealed()));
  }

  /**
   * Who signed {@code text}.
   *
   * @throws IllegalArgumentException where v is anything but 0 or 1
   */
  static Wallet signer(String text, String signature) throws SignatureException {
    byte[] rsv = Hex.decode(signature, SIGNATURE_BYTES);
    int v = rsv[SIGNATURE_BYTES - 1];
    if (v != 0 && v != 1) {
      throw new IllegalArgumentException("v of a signature is 0 or 1, not " + v);
    }
    BigInteger key =
        Sign.signedMessageHashToKey(
            Sign.getEthereumMessageHash(text.getBytes(StandardCharsets.UTF_8)),
            new Sign.SignatureData(
                (byte) (27 + v), Arrays.copyOf(rsv, 32), Arrays.copyOfRange(rsv, 32, 64)));
    return Wallet.parse(Keys.getAddress(key));
  }

  private JsonNode json(URI url, String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build();
    return StrictJson.object(http.send(request, BodyHandlers.ofString()).body());
  }

  private static byte[] bytes(JsonNode answer, String field) {
    return Base64.getDecoder().decode(answer.path(field).textValue());
  }
}
