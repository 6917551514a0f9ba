package io.novakms.crypto;

import fr.acinq.secp256k1.Secp256k1Exception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.util.BigIntegers;

/** {@link Secp256k1} by libsecp256k1, through JNI. */
final class LibSecp256k1 implements Secp256k1 {
  private static final BigInteger ORDER = CustomNamedCurves.getByName("secp256k1").getN();

  /** The system property for where the loader unpacks the library. */
  private static final String PLACE = "fr.acinq.secp256k1.tmpdir";

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
    LibSecp256k1 loaded = new LibSecp256k1(unpacked());
    byte[] one = new byte[SCALAR_BYTES];
    one[SCALAR_BYTES - 1] = 1;
    loaded.publicKey(one);
    return loaded;
  }

  /**
   * The library's own loader unpacks it into the directory for temporary files, where it stays for
   * good when the process is killed. So it unpacks into a directory that is deleted as soon as the
   * library is loaded: Linux needs no name for what is mapped.
   */
  private static fr.acinq.secp256k1.Secp256k1 unpacked() {
    if (System.getProperty(PLACE) != null) {
      // An operator names a place, and so knows of what is left there.
      return fr.acinq.secp256k1.Secp256k1.get();
    }
    try {
      Path directory = Files.createTempDirectory("nova-kms-");
      System.setProperty(PLACE, directory.toString());
      try {
        return fr.acinq.secp256k1.Secp256k1.get();
      } finally {
        System.clearProperty(PLACE);
        delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
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
  public WalletSignature sign(byte[] hash, byte[] privateKey) {
    byte[] rs = library.sign(hash, privateKey, null);
    return new WalletSignature(rs, yParity(hash, rs, privateKey));
  }

  @Override
  public byte[] recover(byte[] hash, byte[] signature, int yParity) {
    try {
      return withoutPrefix(library.ecdsaRecover(signature, hash, yParity));
    } catch (Secp256k1Exception e) {
      throw new IllegalArgumentException("no key made this signature");
    }
  }

  /**
   * The parity of y at the nonce's point. All that is done with secrets is done in the library,
   * which takes the same time whatever they are; the hash and s are public.
   */
  private int yParity(byte[] hash, byte[] rs, byte[] privateKey) {
    byte[] r = Arrays.copyOf(rs, SCALAR_BYTES);
    BigInteger s = new BigInteger(1, rs, SCALAR_BYTES, SCALAR_BYTES);
    byte[] product = library.privKeyTweakMul(privateKey, r);
    byte[] sum = library.privKeyTweakAdd(product, scalar(new BigInteger(1, hash).mod(ORDER)));
    byte[] nonce = library.privKeyTweakMul(sum, scalar(BigIntegers.modOddInverseVar(ORDER, s)));
    byte[] point = library.pubkeyCreate(nonce);
    for (byte[] secret : List.of(product, sum, nonce)) {
      Arrays.fill(secret, (byte) 0);
    }
    return point[point.length - 1] & 1;
  }

  private static byte[] scalar(BigInteger value) {
    return BigIntegers.asUnsignedByteArray(SCALAR_BYTES, value);
  }

  private static byte[] withoutPrefix(byte[] uncompressed) {
    return Arrays.copyOfRange(uncompressed, 1, 1 + POINT_BYTES);
  }
}
