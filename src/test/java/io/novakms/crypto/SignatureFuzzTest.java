package io.novakms.crypto;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any text as a signature, a public key, a wallet: refused, or read as what it is. */
class SignatureFuzzTest {
  private static final CryptoProviders CRYPTO = CryptoProviders.available();
  private static final Eip191 SIGNATURES = new Eip191(CRYPTO);

  @FuzzTest
  void isRefusedOrReadAsWhatItIs(FuzzedDataProvider data) {
    boolean isHex = data.consumeBoolean();
    String message = data.consumeString(40);
    byte[] rest = data.consumeRemainingAsBytes();
    String text = isHex ? Hex.encode(rest) : new String(rest, StandardCharsets.UTF_8);
    try {
      SIGNATURES.recover(message, text);
    } catch (KmsException e) {
      // It is no signature.
    }
    try {
      TeePublicKey key = TeePublicKey.parse(text);
      require(TeePublicKey.parse(key.hex()).equals(key), "a key is another one as hex");
    } catch (IllegalArgumentException e) {
      // It is no key.
    }
    try {
      Wallet wallet = Wallet.parse(text);
      require(Wallet.parse(wallet.address()).equals(wallet), "a wallet is another one as text");
    } catch (IllegalArgumentException e) {
      // It is no wallet.
    }
    if (isHex) {
      require(Arrays.equals(Hex.decode(text), rest), "hex is decoded to other bytes");
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
