package io.novakms.contracts;

import static io.novakms.contracts.Solidity.address;
import static io.novakms.contracts.Solidity.assertReverts;
import static io.novakms.contracts.Solidity.assertRevertsSilently;
import static io.novakms.contracts.Solidity.number;
import static io.novakms.contracts.Solidity.read;
import static io.novakms.contracts.Solidity.wallet;
import static io.novakms.devnet.DevChain.FIRST_VERSION;
import static io.novakms.devnet.DevChain.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.Contract;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.InstanceStatus;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/** The devnet's stand-ins for NovaAppRegistry: whom they list, and whom they tell about it. */
@ExtendWith(AnvilExtension.class)
class AppRegistryTest {
  private DevChain chain;
  private AppId kms;

  @BeforeEach
  void deploy(Anvil anvil) {
    chain = DevChain.deploy(anvil.url());
    kms = chain.kmsAppId();
  }

  private BigInteger register(int wallet) {
    return chain.registerInstance(kms, FIRST_VERSION, instance(wallet));
  }

  private static NewInstance instance(int wallet) {
    return NewInstance.verified(wallet(wallet), "https://node.example", new byte[120]);
  }

  private List<String> active(AppId app) {
    List<Address> wallets =
        read(
            chain.appRegistry(),
            new TypeReference<DynamicArray<Address>>() {},
            "getActiveInstances",
            number(app.value()));
    return wallets.stream().map(Address::getValue).toList();
  }

  private List<BigInteger> ofVersion(BigInteger version) {
    List<Uint256> ids =
        read(
            chain.appRegistry(),
            new TypeReference<DynamicArray<Uint256>>() {},
            "getInstancesForVersion",
            number(kms.value()),
            number(version));
    return ids.stream().map(Uint256::getValue).toList();
  }

  private boolean isOperator(int wallet) {
    return read(
        chain.kmsRegistry(), new TypeReference<Bool>() {}, "isOperator", address(wallet(wallet)));
  }

  @Test
  void registeredInstanceIsListedAndBecomesAnOperator() {
    BigInteger id = register(1);

    assertThat(active(kms)).containsExactly(wallet(1).address());
    assertThat(ofVersion(FIRST_VERSION)).containsExactly(id);
    assertThat(isOperator(1)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(value = InstanceStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void instanceThatStopsLeavesTheListAndTheOperators(InstanceStatus status) {
    BigInteger id = register(1);
    register(2);

    chain.setInstanceStatus(id, status);

    assertThat(active(kms)).containsExactly(wallet(2).address());
    assertThat(isOperator(1)).isFalse();
    assertThat(isOperator(2)).isTrue();
    chain.setInstanceStatus(id, InstanceStatus.ACTIVE);
    assertThat(active(kms)).containsExactly(wallet(2).address(), wallet(1).address());
    assertThat(isOperator(1)).isTrue();
  }

  @Test
  void changeBetweenTwoInactiveStatusesEmitsNothing() {
    BigInteger id = register(1);
    chain.setInstanceStatus(id, InstanceStatus.STOPPED);

    chain.setInstanceStatus(id, InstanceStatus.FAILED);

    assertThat(active(kms)).isEmpty();
    assertThat(isOperator(1)).isFalse();
  }

  @Test
  void walletHasOneActiveInstanceAtMost() {
    BigInteger first = register(1);
    assertReverts(() -> register(1), "WalletInUse(address)", address(wallet(1)));
    chain.setInstanceStatus(first, InstanceStatus.STOPPED);
    BigInteger second = register(1);

    assertReverts(
        () -> chain.setInstanceStatus(first, InstanceStatus.ACTIVE),
        "WalletInUse(address)",
        address(wallet(1)));
    assertThat(ofVersion(FIRST_VERSION)).containsExactly(first, second);
    assertThat(active(kms)).containsExactly(wallet(1).address());
  }

  @Test
  void instanceOfAnotherAppIsNoOperatorOfTheKms() {
    AppId other = chain.registerApp("other", Optional.empty(), Optional.of(wallet(50)));
    chain.registerInstance(other, FIRST_VERSION, instance(1));

    assertThat(active(other)).containsExactly(wallet(1).address());
    assertThat(active(kms)).isEmpty();
    assertThat(isOperator(1)).isFalse();
  }

  @Test
  void contractThatRefusesAnOperatorDoesNotHoldUpTheRegistry() {
    // The KMS's contract refuses the operators of any other app.
    AppId other =
        chain.registerApp("other", Optional.of(chain.kmsRegistry().address()), Optional.empty());

    BigInteger id = chain.registerInstance(other, FIRST_VERSION, instance(1));

    assertThat(active(other)).containsExactly(wallet(1).address());
    assertThat(isOperator(1)).isFalse();
    chain.setInstanceStatus(id, InstanceStatus.STOPPED);
    assertThat(active(other)).isEmpty();
  }

  @Test
  void appContractCanBeNamedLater() {
    AppId other = chain.registerApp("other", Optional.empty(), Optional.empty());
    Contract list = Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", Address.DEFAULT);
    list.send(OWNER, "setNovaAppRegistry", address(chain.appRegistry().address()));
    list.send(OWNER, "setKmsAppId", number(other.value()));

    chain.setDappContract(other, list.address());
    chain.registerInstance(other, FIRST_VERSION, instance(1));

    assertThat(read(list, new TypeReference<Uint256>() {}, "operatorCount")).isEqualTo(1);
  }

  @Test
  void thousandInstancesAreRegisteredAtOnce() {
    chain.registerInstances(
        kms, FIRST_VERSION, IntStream.range(0, 1000).mapToObj(AppRegistryTest::instance).toList());

    assertThat(active(kms)).hasSize(1000).doesNotHaveDuplicates();
    assertThat(isOperator(999)).isTrue();
  }

  @Test
  void onlyTheOwnerChangesAnything() {
    Wallet stranger = wallet(9);
    chain.impersonate(stranger);
    Contract registry = chain.appRegistry();
    BigInteger id = register(1);

    assertReverts(
        () -> registry.send(stranger, "setInstanceStatus", number(id), new Uint8(1)), "NotOwner()");
    assertReverts(
        () -> registry.send(stranger, "setAppStatus", number(kms.value()), new Uint8(1)),
        "NotOwner()");
    assertReverts(
        () ->
            registry.send(
                stranger, "setVersionStatus", number(kms.value()), number(1), new Uint8(1)),
        "NotOwner()");
  }

  @Test
  void statusThatDoesNotExistIsRefused() {
    BigInteger id = register(1);

    assertReverts(
        () -> chain.appRegistry().send(OWNER, "setInstanceStatus", number(id), new Uint8(3)),
        "UnknownStatus(uint8)",
        new Uint8(3));
  }

  @Test
  void olderRegistryHasNoListOfActiveInstances(Anvil anvil) {
    chain = DevChain.deployLegacy(anvil.url());
    BigInteger id = register(1);

    assertRevertsSilently(() -> active(kms));
    assertThat(ofVersion(FIRST_VERSION)).containsExactly(id);
    assertReverts(
        () -> chain.appRegistry().callRaw("getInstanceByWallet", address(wallet(2))),
        "InstanceNotFound()");
  }
}
