package io.novakms.contracts;

import static io.novakms.contracts.Solidity.address;
import static io.novakms.contracts.Solidity.assertEvent;
import static io.novakms.contracts.Solidity.assertReverts;
import static io.novakms.contracts.Solidity.number;
import static io.novakms.contracts.Solidity.read;
import static io.novakms.contracts.Solidity.wallet;
import static io.novakms.devnet.DevChain.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.Contract;
import io.novakms.devnet.DevChain;
import io.novakms.model.Wallet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.generated.Uint256;

/** The list of operators in KMSRegistry, as NovaAppRegistry keeps it. */
@ExtendWith(AnvilExtension.class)
class KmsRegistryOperatorsTest {
  private static final Wallet STRANGER = wallet(900);

  private DevChain chain;
  private Contract kms;
  private Wallet registry;

  @BeforeEach
  void deploy(Anvil anvil) {
    chain = DevChain.deploy(anvil.url());
    kms = chain.kmsRegistry();
    registry = chain.appRegistry().address();
    chain.impersonate(registry);
    chain.impersonate(STRANGER);
  }

  private JsonNode change(Wallet sender, String function, Wallet operator) {
    return kms.send(
        sender,
        function,
        address(operator),
        number(chain.kmsAppId().value()),
        number(3),
        number(4));
  }

  private JsonNode add(int... wallets) {
    JsonNode receipt = null;
    for (int wallet : wallets) {
      receipt = change(registry, "addOperator", wallet(wallet));
    }
    return receipt;
  }

  private JsonNode remove(int wallet) {
    return change(registry, "removeOperator", wallet(wallet));
  }

  /** Checks that all four ways to ask agree with {@code wallets}, in any order. */
  private void assertOperators(int... wallets) {
    List<String> expected = new ArrayList<>();
    for (int wallet : wallets) {
      expected.add(wallet(wallet).address());
      assertThat(isOperator(wallet(wallet))).isTrue();
    }
    List<Address> all = read(kms, new TypeReference<DynamicArray<Address>>() {}, "getOperators");
    assertThat(all).extracting(Address::getValue).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(read(kms, new TypeReference<Uint256>() {}, "operatorCount"))
        .isEqualTo(wallets.length);
    List<String> oneByOne = new ArrayList<>();
    for (int i = 0; i < wallets.length; i++) {
      oneByOne.add(read(kms, new TypeReference<Address>() {}, "operatorAt", number(i)));
    }
    assertThat(oneByOne).containsExactlyInAnyOrderElementsOf(expected);
    assertReverts(
        () -> kms.callRaw("operatorAt", number(wallets.length)),
        "NoSuchOperator(uint256)",
        number(wallets.length));
  }

  private boolean isOperator(Wallet wallet) {
    return read(kms, new TypeReference<Bool>() {}, "isOperator", address(wallet));
  }

  @Test
  void listIsEmptyAtFirst() {
    assertOperators();
    assertThat(isOperator(STRANGER)).isFalse();
  }

  @Test
  void operatorIsAdded() {
    JsonNode receipt = add(1);

    assertOperators(1);
    assertEvent(
        receipt,
        kms,
        "OperatorAdded(address,uint256,uint256,uint256)",
        List.of(address(wallet(1)), number(chain.kmsAppId().value())),
        number(3),
        number(4));
  }

  @Test
  void operatorIsRemoved() {
    add(1);

    JsonNode receipt = remove(1);

    assertOperators();
    assertThat(isOperator(wallet(1))).isFalse();
    assertEvent(
        receipt,
        kms,
        "OperatorRemoved(address,uint256,uint256,uint256)",
        List.of(address(wallet(1)), number(chain.kmsAppId().value())),
        number(3),
        number(4));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void othersStayWhereverTheRemovedOneStood(int removed) {
    add(1, 2, 3);

    remove(removed);

    assertOperators(removed % 3 + 1, (removed + 1) % 3 + 1);
    add(removed);
    assertOperators(1, 2, 3);
  }

  @Test
  void listCanBeEmptiedInAnyOrder() {
    add(1, 2, 3, 4);
    remove(2);
    assertOperators(1, 3, 4);
    remove(4);
    assertOperators(1, 3);
    remove(1);
    assertOperators(3);
    remove(3);
    assertOperators();
  }

  @Test
  void costDoesNotGrowWithTheList() {
    add(1, 2, 3);
    long addedToFew = gas(add(4));
    long removedFromFew = gas(remove(2));
    for (int i = 10; i < 60; i++) {
      add(i);
    }

    assertThat(gas(add(70))).isCloseTo(addedToFew, offset(200L));
    assertThat(gas(remove(30))).isCloseTo(removedFromFew, offset(200L));
  }

  private static long gas(JsonNode receipt) {
    return Contract.number(receipt.path("gasUsed")).longValueExact();
  }

  @Test
  void onlyTheRegistryChangesTheList() {
    add(1);

    for (Wallet sender : List.of(STRANGER, OWNER)) {
      assertReverts(() -> change(sender, "addOperator", wallet(2)), "NotNovaAppRegistry()");
      assertReverts(() -> change(sender, "removeOperator", wallet(1)), "NotNovaAppRegistry()");
    }
    assertOperators(1);
  }

  @Test
  void registryThatWasReplacedNoLongerChangesTheList() {
    add(1);
    Contract next = Contract.deploy(chain.rpc(), OWNER, "NovaAppRegistry");
    chain.impersonate(next.address());
    kms.send(OWNER, "setNovaAppRegistry", address(next.address()));

    assertReverts(() -> add(2), "NotNovaAppRegistry()");
    change(next.address(), "removeOperator", wallet(1));
    assertOperators();
  }

  @Test
  void operatorIsAddedOnce() {
    add(1);

    assertReverts(() -> add(1), "AlreadyOperator(address)", address(wallet(1)));
    assertOperators(1);
  }

  @Test
  void whoIsNoOperatorCannotBeRemoved() {
    add(1);

    assertReverts(() -> remove(2), "NotOperator(address)", address(wallet(2)));
    remove(1);
    assertReverts(() -> remove(1), "NotOperator(address)", address(wallet(1)));
  }

  @Test
  void zeroAddressIsNoOperator() {
    assertReverts(
        () -> change(registry, "addOperator", Wallet.parse(Address.DEFAULT.getValue())),
        "ZeroOperator()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"addOperator", "removeOperator"})
  void operatorsOfOtherAppsAreRefused(String function) {
    for (int app : new int[] {0, 77}) {
      assertReverts(
          () -> kms.send(registry, function, address(wallet(1)), number(app), number(1), number(1)),
          "NotKmsApp(uint256)",
          number(app));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"addOperator", "removeOperator"})
  void noWalletIsAnOperatorBeforeTheAppIsNamed(String function) {
    Contract bare = Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", address(registry));

    assertReverts(
        () -> bare.send(registry, function, address(wallet(1)), number(0), number(1), number(1)),
        "NotKmsApp(uint256)",
        number(0));
  }
}
