package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.SecretSealing;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.sync.message.MasterSecretRequest;
import io.novakms.sync.message.MasterSecretResponse;
import io.novakms.testing.Members;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SyncServiceTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final SecretSealing SEALING = new SecretSealing(PROVIDERS);
  private static final Wallet CALLER = Members.wallet(2);

  private final VerifiedSecret secret = TestSecrets.verified(3);
  private final ObjectNode envelope = object().put("nonce", "00").put("encrypted_data", "11");
  private final SyncService service =
      new SyncService(
          Map.of(
              MasterSecretRequest.TYPE,
              new MasterSecretHandler(SEALING),
              "echo",
              request ->
                  () ->
                      object()
                          .put("status", "ok")
                          .put("said", request.inner().path("say").textValue())));

  @Test
  void masterSecretComesSealedForTheFreshKeyOfTheRequest() {
    P384KeyPair fresh = SEALING.requestKeys();
    ObjectNode answer =
        answer(
            object()
                .put("type", "master_secret_request")
                .put("ecdh_pubkey", fresh.publicKey().hex()),
            Optional.empty());

    assertThat(answer.path("status").textValue()).isEqualTo("ok");
    assertThat(SEALING.open(fresh, MasterSecretResponse.of(answer).sealed()))
        .isEqualTo(TestSecrets.secret(3));
  }

  @Test
  void masterSecretRequestWithoutAProperKeyIsRefused() {
    assertRefused(object().put("type", "master_secret_request"), Kind.BAD_REQUEST);
    assertRefused(
        object().put("type", "master_secret_request").put("ecdh_pubkey", "00ff"), Kind.BAD_REQUEST);
    assertRefused(
        object().put("type", "master_secret_request").put("ecdh_pubkey", 7), Kind.BAD_REQUEST);
  }

  @Test
  void everyOtherTypeNeedsTheSyncMacOverTheEnvelopeAsSent() {
    ObjectNode inner = object().put("type", "echo").put("say", "hello");
    String mac = secret.syncMac().sign(envelope);

    assertThat(answer(inner, Optional.of(mac)).path("said").textValue()).isEqualTo("hello");
    assertThatThrownBy(() -> answer(inner, Optional.empty()))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    assertThatThrownBy(() -> answer(inner, Optional.of("00" + mac.substring(2))))
        .isInstanceOf(KmsException.class);
    assertThatThrownBy(
            () -> answer(inner, Optional.of(TestSecrets.verified(4).syncMac().sign(envelope))))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void unknownTypeIsABadRequestOnlyForOneWhoKnowsTheSyncKey() {
    ObjectNode inner = object().put("type", "no_such_type");

    assertThatThrownBy(() -> answer(inner, Optional.of(secret.syncMac().sign(envelope))))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
    assertRefused(inner, Kind.FORBIDDEN);
  }

  @Test
  void missingOrStrangeTypeIsABadRequest() {
    assertRefused(object(), Kind.BAD_REQUEST);
    assertRefused(object().put("type", 5), Kind.BAD_REQUEST);
  }

  @Test
  void senderWalletHasToBeTheCallersWhereItIsThere() {
    P384KeyPair fresh = SEALING.requestKeys();
    ObjectNode inner =
        object().put("type", "master_secret_request").put("ecdh_pubkey", fresh.publicKey().hex());

    assertThat(
            answer(
                inner
                    .deepCopy()
                    .put("sender_wallet", CALLER.address().replace("0x", "0X").toUpperCase()),
                Optional.empty()))
        .isNotNull();
    assertRefused(
        inner.deepCopy().put("sender_wallet", Members.wallet(9).address()), Kind.FORBIDDEN);
    assertRefused(inner.deepCopy().put("sender_wallet", 9), Kind.FORBIDDEN);
    assertRefused(inner.deepCopy().put("sender_wallet", "x"), Kind.FORBIDDEN);
  }

  private ObjectNode answer(ObjectNode inner, Optional<String> mac) {
    return service.answer(new SyncRequest(secret, CALLER, envelope, inner, mac, bytes -> {}));
  }

  private void assertRefused(ObjectNode inner, Kind kind) {
    assertThatThrownBy(() -> answer(inner, Optional.empty()))
        .isInstanceOfSatisfying(KmsException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
