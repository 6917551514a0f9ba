package io.novakms.registry;

import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;

/** The registry's answers, encoded by web3j: {@code 0x} and hex. */
public final class Structs {
  /** A point on P-384, so a good teePubkey. */
  public static final String TEE_PUBLIC_KEY =
      "3076301006072a8648ce3d020106052b810400220362000"
          + "4aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c"
          + "3a545e3872760ab73617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c0"
          + "0a60b1ce1d7e819d7a431d7c90ea0e5f";

  private Structs() {}

  /** The wallet of test account {@code number}. */
  public static Wallet wallet(int number) {
    return Wallet.parse(String.format("%040x", 0xace0_0000L + number));
  }

  /** The fields of an instance that is as it should be, to be changed one by one. */
  public static final class InstanceFields {
    public BigInteger id = BigInteger.valueOf(11);
    public BigInteger app = BigInteger.ONE;
    public BigInteger version = BigInteger.ONE;
    public byte[] url = "https://node.example".getBytes(StandardCharsets.UTF_8);
    public byte[] key = Hex.decode(TEE_PUBLIC_KEY);
    public Wallet wallet = wallet(1);
    public boolean zkVerified = true;
    public BigInteger status = BigInteger.ZERO;
    public BigInteger registeredAt = BigInteger.valueOf(1_767_225_600L);

    /** The struct, as the registry returns it. */
    public String encoded() {
      return struct(
          new Uint256(id),
          new Uint256(app),
          new Uint256(version),
          new Address(wallet(99).address()),
          new DynamicBytes(url),
          new DynamicBytes(key),
          new Address(wallet.address()),
          new Bool(zkVerified),
          new Uint256(status),
          new Uint256(registeredAt));
    }
  }

  /** A good instance with this id and wallet. */
  public static InstanceFields instance(long id, Wallet wallet) {
    InstanceFields fields = new InstanceFields();
    fields.id = BigInteger.valueOf(id);
    fields.wallet = wallet;
    return fields;
  }

  /** The same with the teePubkey {@code key}. */
  public static InstanceFields instance(long id, Wallet wallet, TeePublicKey key) {
    InstanceFields fields = instance(id, wallet);
    fields.key = key.spki();
    return fields;
  }

  /** The same, as if its attestation was not verified. */
  public static InstanceFields unverified(InstanceFields fields) {
    fields.zkVerified = false;
    return fields;
  }

  public static String version(long id, long status) {
    return struct(
        new Uint256(id),
        new Utf8String("1.0.0"),
        new Bytes32(new byte[32]),
        new Utf8String("image"),
        new Utf8String(""),
        new Utf8String("a hash that is longer than one word of thirty-two bytes"),
        new Utf8String("7"),
        new Uint256(status),
        new Uint256(1_767_225_600L),
        new Address(wallet(98).address()));
  }

  public static String olderApp(long id, long latestVersion, long status) {
    return struct(appFields(id, latestVersion, status).toArray(Type[]::new));
  }

  public static String newerApp(long id, long latestVersion, long status, Wallet appWallet) {
    List<Type<?>> fields = appFields(id, latestVersion, status);
    fields.add(new Address(appWallet.address()));
    return struct(fields.toArray(Type[]::new));
  }

  public static String wallets(List<Wallet> wallets) {
    return array(
        Address.class, wallets.stream().map(wallet -> new Address(wallet.address())).toList());
  }

  public static String numbers(long... numbers) {
    return array(Uint256.class, Arrays.stream(numbers).mapToObj(Uint256::new).toList());
  }

  public static String word(BigInteger value) {
    return "0x" + FunctionEncoder.encodeConstructor(List.of(new Uint256(value)));
  }

  private static <T extends Type<?>> String array(Class<T> type, List<T> elements) {
    return "0x" + FunctionEncoder.encodeConstructor(List.of(new DynamicArray<>(type, elements)));
  }

  private static List<Type<?>> appFields(long id, long latestVersion, long status) {
    return new ArrayList<>(
        List.of(
            new Uint256(id),
            new Address(wallet(97).address()),
            new Bytes32(new byte[32]),
            new Address(wallet(96).address()),
            new Utf8String("metadata"),
            new Uint256(latestVersion),
            new Uint256(1_767_225_600L),
            new Uint256(status)));
  }

  private static String struct(Type<?>... fields) {
    return "0x" + FunctionEncoder.encodeConstructor(List.of(new DynamicStruct(fields)));
  }
}
