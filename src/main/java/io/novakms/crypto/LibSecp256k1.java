package io.novakms.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;

/** {@link Secp256k1} by libsecp256k1, through JNI. */
final class LibSecp256k1 implements Secp256k1 {
  private final fr.acinq.secp256k1.Secp256k1 library;

  private LibSecp256k1(fr.acinq.secp256k1.Secp256k1 library) {
    this.library = library;
  }

  /**
   * Loads the library.
   *
   * @throws RuntimeException or LinkageError in many forms, where that is not possible here
   */
  static Secp256k1 load() {
    LibSecp256k1 loaded = new LibSecp256k1(fr.acinq.secp256k1.Secp256k1.get());
    byte[] one = new byte[SCALAR_BYTES];
    one[SCALAR_BYTES - 1] = 1;
    loaded.publicKey(one);
    return loaded;
  }

  @Override
  public String name() {
    return "libsecp256k1";
  }

  @Override
  public byte[] publicKey(byte[] privateKey) {
    try {
      return withoutPrefix(library.pubkeyCreate(privateKey));
    } catch (Secp256k1Exception e) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
  }

  @Override
  public byte[] sign(byte[] hash, byte[] privateKey) {
    return library.sign(hash, privateKey, null);
  }

  @Override
  public byte[] recover(byte[] hash, byte[] signature, int yParity) {
    try {
      return withoutPrefix(library.ecdsaRecover(signature, hash, yParity));
    } catch (Secp256k1Exception e) {
      throw new IllegalArgumentException("no key made this signature");
    }
  }

  private static byte[] withoutPrefix(byte[] uncompressed) {
    return Arrays.copyOfRange(uncompressed, 1, 1 + POINT_BYTES);
  }
}
