package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.AppStatus;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.VersionStatus;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Bytes32;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/**
 * The platform's contracts on a development chain, and what their owner can do. Every operation
 * returns once it is on the chain.
 *
 * <p>A new one has {@code NovaAppRegistry} and {@code KMSRegistry} deployed and tied together, the
 * KMS registered as the first app, and its first version enrolled.
 */
public final class DevChain {
  /** The key of the owner: anvil's first account, known to everybody. Never for real value. */
  public static final String OWNER_PRIVATE_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  /** The owner's wallet. */
  public static final Wallet OWNER = Wallet.parse("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");

  /** The first version of an app. */
  public static final BigInteger FIRST_VERSION = BigInteger.ONE;

  /** One ether, in wei. */
  public static final BigInteger ONE_ETHER = BigInteger.TEN.pow(18);

  // 25 instances take some 10 million gas: below half of a block, and of what one transaction may.
  private static final int INSTANCES_PER_TRANSACTION = 25;
  private static final long GAS_PER_INSTANCE = 600_000;

  private final RpcClient rpc;
  private final Contract appRegistry;
  private final Contract kmsRegistry;
  private final AppId kmsAppId;

  private DevChain(RpcClient rpc, String appRegistryName) {
    this.rpc = rpc;
    this.appRegistry = Contract.deploy(rpc, OWNER, appRegistryName);
    this.kmsRegistry =
        Contract.deploy(rpc, OWNER, "KMSRegistry", new Address(appRegistry.address().address()));
    this.kmsAppId = registerApp("nova-kms", Optional.of(kmsRegistry.address()), Optional.empty());
    kmsRegistry.send(OWNER, "setKmsAppId", number(kmsAppId.value()));
  }

  /**
   * An instance to be registered.
   *
   * @param wallet its TEE's wallet
   * @param url where it says that it listens
   * @param teePublicKey what it registers as its key; need not be one
   * @param zkVerified whether its attestation was verified
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record NewInstance(Wallet wallet, String url, byte[] teePublicKey, boolean zkVerified) {
    /** A verified instance. */
    public static NewInstance verified(Wallet wallet, String url, byte[] teePublicKey) {
      return new NewInstance(wallet, url, teePublicKey, true);
    }

    private DynamicStruct encoded() {
      return new DynamicStruct(
          new Address(OWNER.address()),
          new Utf8String(url),
          new DynamicBytes(teePublicKey),
          new Address(wallet.address()),
          new Bool(zkVerified));
    }
  }

  /** Deploys to the anvil at {@code url}. */
  public static DevChain deploy(URI url) {
    return new DevChain(new RpcClient(url), "NovaAppRegistry");
  }

  /** As {@link #deploy}, with an older registry: no getActiveInstances, no appWallet. */
  public static DevChain deployLegacy(URI url) {
    return new DevChain(new RpcClient(url), "LegacyNovaAppRegistry");
  }

  /** The chain's JSON-RPC, for whatever this class has no method for. */
  public RpcClient rpc() {
    return rpc;
  }

  /** {@code NovaAppRegistry}. */
  public Contract appRegistry() {
    return appRegistry;
  }

  /** {@code KMSRegistry}. */
  public Contract kmsRegistry() {
    return kmsRegistry;
  }

  /** The KMS's own app. */
  public AppId kmsAppId() {
    return kmsAppId;
  }

  /** The chain's id (EIP-155). */
  public long chainId() {
    return Contract.number(rpc.call("eth_chainId")).longValueExact();
  }

  /** The number of the newest block. */
  public long blockNumber() {
    return Contract.number(rpc.call("eth_blockNumber")).longValueExact();
  }

  /** Makes {@code count} blocks. */
  public void mine(int count) {
    rpc.call("anvil_mine", "0x" + Integer.toHexString(count));
  }

  /** Gives {@code wallet} this much, in wei. */
  public void fund(Wallet wallet, BigInteger wei) {
    rpc.call("anvil_setBalance", wallet.address(), "0x" + wei.toString(16));
  }

  /** Lets the chain send transactions for {@code wallet} without its key, and funds it. */
  public void impersonate(Wallet wallet) {
    rpc.call("anvil_impersonateAccount", wallet.address());
    fund(wallet, ONE_ETHER);
  }

  /** Registers an ACTIVE app, and enrolls its {@link #FIRST_VERSION}. */
  public AppId registerApp(String name, Optional<Wallet> dappContract, Optional<Wallet> appWallet) {
    JsonNode receipt =
        owner("registerApp", address(OWNER), address(dappContract), text(name), address(appWallet));
    AppId app = new AppId(indexed(receipt, 1));
    enrollVersion(app, "1.0.0");
    return app;
  }

  /** Enrolls one more version. */
  public BigInteger enrollVersion(AppId app, String name) {
    return indexed(
        owner("enrollVersion", number(app.value()), text(name), new Bytes32(new byte[32])), 2);
  }

  /** Registers an ACTIVE instance, and returns its id. */
  public BigInteger registerInstance(AppId app, BigInteger version, NewInstance instance) {
    JsonNode receipt =
        owner("registerInstance", number(app.value()), number(version), instance.encoded());
    return indexed(receipt, 1);
  }

  /** Registers many at once: a thousand take a few seconds. */
  public void registerInstances(AppId app, BigInteger version, List<NewInstance> instances) {
    List<String> transactions = new ArrayList<>();
    for (int from = 0; from < instances.size(); from += INSTANCES_PER_TRANSACTION) {
      List<NewInstance> some =
          instances.subList(from, Math.min(from + INSTANCES_PER_TRANSACTION, instances.size()));
      transactions.add(
          appRegistry.sendLater(
              OWNER,
              GAS_PER_INSTANCE * some.size() + 100_000,
              "registerInstances",
              number(app.value()),
              number(version),
              new DynamicArray<>(
                  DynamicStruct.class, some.stream().map(NewInstance::encoded).toList())));
    }
    transactions.forEach(hash -> Contract.receipt(rpc, hash));
  }

  /** Names the contract that hears of the app's operators. */
  public void setDappContract(AppId app, Wallet contract) {
    owner("setDappContract", number(app.value()), address(contract));
  }

  /** Changes an app's status. */
  public void setAppStatus(AppId app, AppStatus status) {
    owner("setAppStatus", number(app.value()), new Uint8(status.ordinal()));
  }

  /** Changes a version's status. */
  public void setVersionStatus(AppId app, BigInteger version, VersionStatus status) {
    owner("setVersionStatus", number(app.value()), number(version), new Uint8(status.ordinal()));
  }

  /** Changes an instance's status: anything but ACTIVE takes it off the list of members. */
  public void setInstanceStatus(BigInteger instance, InstanceStatus status) {
    owner("setInstanceStatus", number(instance), new Uint8(status.ordinal()));
  }

  /** Changes what an instance says about itself. */
  public void updateInstance(BigInteger instance, String url, byte[] teePublicKey) {
    owner("updateInstance", number(instance), text(url), new DynamicBytes(teePublicKey));
  }

  /** Changes whether an instance's attestation counts as verified. */
  public void setZkVerified(BigInteger instance, boolean zkVerified) {
    owner("setZkVerified", number(instance), new Bool(zkVerified));
  }

  /** Moves an instance to another version of its app, whether or not there is one. */
  public void moveInstance(BigInteger instance, BigInteger version) {
    owner("moveInstance", number(instance), number(version));
  }

  /** Clears the master secret's hash. */
  public void resetMasterSecretHash() {
    kmsRegistry.send(OWNER, "resetMasterSecretHash");
  }

  /** The master secret's hash; empty where none is set. */
  public Optional<SecretHash> masterSecretHash() {
    byte[] hash =
        (byte[])
            kmsRegistry
                .call("masterSecretHash", List.of(new TypeReference<Bytes32>() {}))
                .get(0)
                .getValue();
    return new BigInteger(hash).signum() == 0 ? Optional.empty() : Optional.of(SecretHash.of(hash));
  }

  private JsonNode owner(String function, Type<?>... arguments) {
    return appRegistry.send(OWNER, function, arguments);
  }

  /** The topic at {@code index} of the first log that the registry itself wrote. */
  private BigInteger indexed(JsonNode receipt, int index) {
    for (JsonNode log : receipt.path("logs")) {
      if (log.path("address").asText().equalsIgnoreCase(appRegistry.address().address())) {
        return Contract.number(log.path("topics").path(index));
      }
    }
    throw new IllegalStateException("the registry wrote no log");
  }

  private static Uint256 number(BigInteger value) {
    return new Uint256(value);
  }

  private static Utf8String text(String value) {
    return new Utf8String(value);
  }

  private static Address address(Wallet wallet) {
    return new Address(wallet.address());
  }

  private static Address address(Optional<Wallet> wallet) {
    return wallet.map(DevChain::address).orElse(Address.DEFAULT);
  }
}
