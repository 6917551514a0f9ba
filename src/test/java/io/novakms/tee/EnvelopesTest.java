package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.Vectors;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.crypto.P384;
import io.novakms.crypto.StrictJson;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.testing.ForwardingTee;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopesTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final int THREADS = 8;

  private final TeeKeys aliceKeys = TeeKeys.generate(PROVIDERS);
  private final TeePublicKey alice = aliceKeys.envelopeKeys().publicKey();
  private final Envelopes aliceEnvelopes = envelopes(aliceKeys);
  private final TeeKeys bobKeys = TeeKeys.generate(PROVIDERS);
  private final TeePublicKey bob = bobKeys.envelopeKeys().publicKey();
  private final Envelopes bobEnvelopes = envelopes(bobKeys);
  private final ObjectNode body = JsonNodeFactory.instance.objectNode().put("path", "ключ");

  @Test
  void knownEnvelopesOpen() {
    Vectors.cases("envelope").forEach(this::opensTheKnownEnvelope);
  }

  @Test
  void receiverReadsWhatTheSenderSealed() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD_ALIAS);

    Envelopes.Opened opened = bobEnvelopes.open(alice, sealed);
    assertThat(opened.body()).isEqualTo(body);
    assertThat(opened.field()).isEqualTo(Envelope.FIELD_ALIAS);
  }

  @Test
  void plaintextIsNowhereInTheEnvelope() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);

    assertThat(sealed.toString())
        .doesNotContain("ключ", Hex.encode("path".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void anotherSenderThanTheAuthenticatedOneIsForbidden() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);

    assertRefused(Kind.FORBIDDEN, bob, sealed);
  }

  @Test
  void copyIsRefusedAndTheOriginalWasNot() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);
    bobEnvelopes.open(alice, sealed);

    assertRefused(Kind.UNAUTHORIZED, alice, sealed);
  }

  @Test
  void ownEnvelopeThatComesBackUnderTheReceiversNameIsRefused() {
    ObjectNode sealed = bobEnvelopes.seal(alice, body, Envelope.FIELD);

    assertRefused(
        Kind.UNAUTHORIZED, alice, sealed.deepCopy().put("sender_tee_pubkey", alice.hex()));
    assertThat(aliceEnvelopes.open(bob, sealed).body()).isEqualTo(body);
  }

  @Test
  void copyIsRefusedThoughTheTeeHasForgottenTheOriginal() {
    Envelopes forgetful = forgetful(new CyclicBarrier(1));
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);
    forgetful.open(alice, sealed);

    assertThatThrownBy(() -> forgetful.open(alice, sealed)).isInstanceOf(KmsException.class);
  }

  @Test
  void forgeryUsesUpNoNonce() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);
    byte[] altered = TeeContractTest.flip(Hex.decode(sealed.get(Envelope.FIELD).textValue()), 3);
    assertRefused(
        Kind.BAD_REQUEST, alice, sealed.deepCopy().put(Envelope.FIELD, Hex.encode(altered)));

    assertThat(bobEnvelopes.open(alice, sealed).body()).isEqualTo(body);
  }

  @Test
  void anyFlippedBitOfAnyFieldIsRefused() {
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);
    for (String field : new String[] {"sender_tee_pubkey", "nonce", "encrypted_data"}) {
      byte[] bytes = Hex.decode(sealed.get(field).textValue());
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        ObjectNode altered =
            sealed.deepCopy().put(field, Hex.encode(TeeContractTest.flip(bytes, bit)));
        assertThatThrownBy(() -> bobEnvelopes.open(alice, altered))
            .isInstanceOf(KmsException.class);
      }
    }

    assertThat(bobEnvelopes.open(alice, sealed).body()).isEqualTo(body);
  }

  @Test
  void envelopeForAnotherKeyIsRefused() {
    TeePublicKey carol = TeeKeys.generate(PROVIDERS).envelopeKeys().publicKey();

    assertRefused(Kind.BAD_REQUEST, alice, aliceEnvelopes.seal(carol, body, Envelope.FIELD));
  }

  @Test
  void plaintextBodyIsRefused() {
    assertRefused(Kind.BAD_REQUEST, alice, body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{} {}", "nonsense", "{\"a\":1,\"a\":2}", "{\"a\":1}x"})
  void whatIsNotOneJsonValueIsRefused(String plaintext) {
    assertRefused(
        Kind.BAD_REQUEST, alice, sealedByAlice(plaintext.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    assertRefused(Kind.BAD_REQUEST, alice, sealedByAlice(new byte[] {'"', (byte) 0xff, '"'}));
  }

  @Test
  void textOfManyMegabytesIsReadable() {
    ObjectNode large = body.objectNode().put("value", "x".repeat(25_000_000));

    assertThat(bobEnvelopes.open(alice, aliceEnvelopes.seal(bob, large, Envelope.FIELD)).body())
        .isEqualTo(large);
  }

  @Test
  void ofManyThreadsWithOneEnvelopeOneGetsIn() throws Exception {
    // None is past the TEE before all are in it: each has found the envelope to be new.
    CyclicBarrier inTheTee = new CyclicBarrier(THREADS);
    Envelopes forgetful = forgetful(inTheTee);
    ObjectNode sealed = aliceEnvelopes.seal(bob, body, Envelope.FIELD);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    int opened = 0;
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        all.add(threads.submit(opens(forgetful, sealed)));
      }
      for (Future<Boolean> one : all) {
        opened += one.get() ? 1 : 0;
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(opened).isOne();
  }

  private Callable<Boolean> opens(Envelopes forgetful, ObjectNode sealed) {
    return () -> {
      try {
        return forgetful.open(alice, sealed).body().equals(body);
      } catch (KmsException e) {
        return false;
      }
    };
  }

  /** Envelopes of Bob's on a TEE that decrypts the same thing again and again. */
  private Envelopes forgetful(CyclicBarrier inTheTee) {
    EnvelopeCipher cipher = new EnvelopeCipher(PROVIDERS, bobKeys.envelopeKeys());
    Tee tee =
        new ForwardingTee(new KeystoreTee(bobKeys, PROVIDERS)) {
          @Override
          public String decrypt(TeePublicKey sender, Sealed sealed) {
            await(inTheTee);
            byte[] text = cipher.decrypt(sender, sealed.nonce(), sealed.ciphertext());
            return new String(text, StandardCharsets.UTF_8);
          }
        };
    return new Envelopes(tee, new ReplayGuard(PROVIDERS, 1_000));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new AssertionError("not all threads came", e);
    }
  }

  private void opensTheKnownEnvelope(JsonNode vector) {
    P384 p384 = new P384(PROVIDERS);
    TeeKeys receiver =
        new TeeKeys(
            WalletKey.generate(PROVIDERS),
            p384.importPkcs8(Hex.decode(vector.get("receiver_private_pkcs8").textValue())));
    JsonNode envelope = vector.get("envelope");
    TeePublicKey sender = TeePublicKey.parse(envelope.get("sender_tee_pubkey").textValue());
    String plaintext = vector.get("plaintext").textValue();

    if (plaintext.startsWith("{")) {
      assertThat(envelopes(receiver).open(sender, envelope).body())
          .isEqualTo(StrictJson.value(plaintext));
    } else {
      assertThat(
              new KeystoreTee(receiver, PROVIDERS)
                  .decrypt(sender, Envelope.parse(envelope).sealed()))
          .isEqualTo(plaintext);
    }
  }

  private ObjectNode sealedByAlice(byte[] plaintext) {
    byte[] nonce = new byte[12];
    byte[] ciphertext =
        new EnvelopeCipher(PROVIDERS, aliceKeys.envelopeKeys()).encrypt(bob, nonce, plaintext);
    return new Envelope(alice, new Sealed(nonce, ciphertext), Envelope.FIELD).toJson();
  }

  private void assertRefused(Kind kind, TeePublicKey sender, JsonNode envelope) {
    assertThatThrownBy(() -> bobEnvelopes.open(sender, envelope))
        .isInstanceOfSatisfying(KmsException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static Envelopes envelopes(TeeKeys keys) {
    return new Envelopes(new KeystoreTee(keys, PROVIDERS), new ReplayGuard(PROVIDERS, 1_000));
  }
}
