package io.novakms.contracts;

import static io.novakms.contracts.Solidity.address;
import static io.novakms.contracts.Solidity.assertEvent;
import static io.novakms.contracts.Solidity.assertReverts;
import static io.novakms.contracts.Solidity.number;
import static io.novakms.contracts.Solidity.read;
import static io.novakms.contracts.Solidity.wallet;
import static io.novakms.devnet.DevChain.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.Contract;
import io.novakms.devnet.DevChain;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Uint256;

/** What only the owner of KMSRegistry may do, and how ownership changes hands. */
@ExtendWith(AnvilExtension.class)
class KmsRegistryOwnerTest {
  private static final TypeReference<Address> ADDRESS = new TypeReference<>() {};
  private static final Wallet STRANGER = wallet(1);
  private static final Wallet HEIR = wallet(2);

  private DevChain chain;
  private Contract bare;

  @BeforeEach
  void deploy(Anvil anvil) {
    chain = DevChain.deploy(anvil.url());
    chain.impersonate(STRANGER);
    chain.impersonate(HEIR);
    bare = Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", Address.DEFAULT);
  }

  private String owner() {
    return read(bare, ADDRESS, "owner");
  }

  private String pendingOwner() {
    return read(bare, ADDRESS, "pendingOwner");
  }

  private BigInteger kmsAppId() {
    return read(bare, new TypeReference<Uint256>() {}, "kmsAppId");
  }

  private String registry() {
    return read(bare, ADDRESS, "novaAppRegistry");
  }

  @Test
  void deployerIsTheOwnerAndNothingElseIsSet() {
    assertThat(owner()).isEqualTo(OWNER.address());
    assertThat(kmsAppId()).isZero();
    assertThat(registry()).isEqualTo(Address.DEFAULT.getValue());
  }

  @Test
  void registryCanBeNamedAtDeployment() {
    String named = read(chain.kmsRegistry(), ADDRESS, "novaAppRegistry");

    assertThat(named).isEqualTo(chain.appRegistry().address().address());
  }

  @Test
  void registryNamedAtDeploymentMustBeAContract() {
    assertReverts(
        () -> Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", address(STRANGER)),
        "NotAContract(address)",
        address(STRANGER));
  }

  @Test
  void ownerNamesTheAppOnce() {
    JsonNode receipt = bare.send(OWNER, "setKmsAppId", number(49));

    assertThat(kmsAppId()).isEqualTo(49);
    assertEvent(receipt, bare, "KmsAppIdSet(uint256)", List.of(number(49)));
    assertReverts(() -> bare.send(OWNER, "setKmsAppId", number(50)), "KmsAppIdAlreadySet()");
    assertReverts(() -> bare.send(OWNER, "setKmsAppId", number(49)), "KmsAppIdAlreadySet()");
    assertThat(kmsAppId()).isEqualTo(49);
  }

  @Test
  void zeroIsNoApp() {
    assertReverts(() -> bare.send(OWNER, "setKmsAppId", number(0)), "ZeroKmsAppId()");
  }

  @Test
  void onlyTheOwnerNamesTheApp() {
    assertReverts(() -> bare.send(STRANGER, "setKmsAppId", number(49)), "NotOwner()");
    assertThat(kmsAppId()).isZero();
  }

  @Test
  void ownerNamesTheRegistryAndMayNameAnother() {
    Wallet first = chain.appRegistry().address();
    Wallet second = Contract.deploy(chain.rpc(), OWNER, "LegacyNovaAppRegistry").address();

    JsonNode receipt = bare.send(OWNER, "setNovaAppRegistry", address(first));

    assertEvent(receipt, bare, "NovaAppRegistrySet(address)", List.of(address(first)));
    assertThat(registry()).isEqualTo(first.address());
    bare.send(OWNER, "setNovaAppRegistry", address(second));
    assertThat(registry()).isEqualTo(second.address());
  }

  @Test
  void onlyTheOwnerNamesTheRegistry() {
    assertReverts(
        () -> bare.send(STRANGER, "setNovaAppRegistry", address(chain.appRegistry().address())),
        "NotOwner()");
  }

  @Test
  void registryMustBeAContract() {
    for (Wallet none : List.of(STRANGER, Wallet.parse(Address.DEFAULT.getValue()))) {
      assertReverts(
          () -> bare.send(OWNER, "setNovaAppRegistry", address(none)),
          "NotAContract(address)",
          address(none));
    }
  }

  @Test
  void ownershipPassesOnlyWhenItIsAccepted() {
    JsonNode offer = bare.send(OWNER, "transferOwnership", address(HEIR));
    assertEvent(
        offer, bare, "OwnershipOffered(address,address)", List.of(address(OWNER), address(HEIR)));
    assertThat(owner()).isEqualTo(OWNER.address());
    assertThat(pendingOwner()).isEqualTo(HEIR.address());

    JsonNode acceptance = bare.send(HEIR, "acceptOwnership");

    assertEvent(
        acceptance,
        bare,
        "OwnershipTransferred(address,address)",
        List.of(address(OWNER), address(HEIR)));
    assertThat(owner()).isEqualTo(HEIR.address());
    assertThat(pendingOwner()).isEqualTo(Address.DEFAULT.getValue());
    assertReverts(() -> bare.send(OWNER, "setKmsAppId", number(49)), "NotOwner()");
    bare.send(HEIR, "setKmsAppId", number(49));
  }

  @Test
  void onlyTheOwnerOffersOwnership() {
    assertReverts(() -> bare.send(HEIR, "transferOwnership", address(HEIR)), "NotOwner()");
  }

  @Test
  void noOtherWalletAcceptsAnOffer() {
    bare.send(OWNER, "transferOwnership", address(HEIR));

    assertReverts(() -> bare.send(STRANGER, "acceptOwnership"), "NotPendingOwner()");
    assertThat(owner()).isEqualTo(OWNER.address());
  }

  @Test
  void offerCanBeWithdrawn() {
    bare.send(OWNER, "transferOwnership", address(HEIR));
    bare.send(OWNER, "transferOwnership", Address.DEFAULT);

    assertReverts(() -> bare.send(HEIR, "acceptOwnership"), "NotPendingOwner()");
  }
}
