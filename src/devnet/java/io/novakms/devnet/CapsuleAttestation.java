package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.TeePublicKey;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An attestation document in the shape of a Nitro enclave's: COSE_Sign1 (RFC 9052) around a CBOR
 * map. Its measurements and its signature are zeros, so it proves nothing, and says so.
 */
final class CapsuleAttestation {
  private static final int MEASUREMENT_BYTES = 48;
  private static final int SIGNATURE_BYTES = 96;
  private static final int ES384 = 34; // -35, as CBOR counts negative numbers from -1 down

  private final TeePublicKey publicKey;
  private final Clock clock;

  CapsuleAttestation(TeePublicKey publicKey, Clock clock) {
    this.publicKey = publicKey;
    this.clock = clock;
  }

  /** Answers {@code POST /v1/attestation}. */
  byte[] document(JsonNode request) {
    if (!request.isObject()) {
      throw new IllegalArgumentException("a JSON object is needed");
    }
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("module_id", "capsule-emulator");
    payload.put("digest", "SHA384");
    payload.put("timestamp", clock.millis());
    payload.put("pcrs", Map.of(0, new byte[MEASUREMENT_BYTES]));
    payload.put("public_key", publicKey.spki());
    payload.put("user_data", userData(request.path("user_data")));
    payload.put("nonce", nonce(request.path("nonce")));
    // {1: -35}: the algorithm that a real signature would have.
    byte[] header = {(byte) 0xa1, 1, 0x38, ES384};
    return Cbor.encode(List.of(header, Map.of(), Cbor.encode(payload), new byte[SIGNATURE_BYTES]));
  }

  private static byte[] userData(JsonNode userData) {
    if (userData.isMissingNode() || userData.isNull()) {
      return null;
    }
    if (!userData.isObject()) {
      throw new IllegalArgumentException("user_data is an object");
    }
    return userData.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] nonce(JsonNode nonce) {
    if (nonce.isMissingNode() || nonce.isNull()) {
      return null;
    }
    if (!nonce.isTextual()) {
      throw new IllegalArgumentException("nonce is Base64");
    }
    return Base64.getDecoder().decode(nonce.textValue());
  }
}
