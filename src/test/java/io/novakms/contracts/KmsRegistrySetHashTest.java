package io.novakms.contracts;

import static io.novakms.contracts.Solidity.address;
import static io.novakms.contracts.Solidity.assertEvent;
import static io.novakms.contracts.Solidity.assertReverts;
import static io.novakms.contracts.Solidity.hash;
import static io.novakms.contracts.Solidity.hex;
import static io.novakms.contracts.Solidity.wallet;
import static io.novakms.devnet.DevChain.FIRST_VERSION;
import static io.novakms.devnet.DevChain.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.Anvil;
import io.novakms.devnet.AnvilExtension;
import io.novakms.devnet.Contract;
import io.novakms.devnet.DevChain;
import io.novakms.devnet.DevChain.NewInstance;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.VersionStatus;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.generated.Bytes32;

/** Who may set and reset the master secret's hash, and when (protocol, section 2). */
@ExtendWith(AnvilExtension.class)
class KmsRegistrySetHashTest {
  private static final Wallet NODE = wallet(1);
  private static final Wallet OTHER_NODE = wallet(2);
  private static final Bytes32 HASH = hash(7);

  private Anvil anvil;
  private DevChain chain;
  private BigInteger instance;

  @BeforeEach
  void deploy(Anvil anvil) {
    this.anvil = anvil;
    use(DevChain.deploy(anvil.url()));
  }

  private void use(DevChain chain) {
    this.chain = chain;
    instance = register(chain.kmsAppId(), NODE);
    chain.impersonate(NODE);
  }

  private BigInteger register(AppId app, Wallet wallet) {
    return chain.registerInstance(
        app, FIRST_VERSION, NewInstance.verified(wallet, "https://node.example", new byte[97]));
  }

  private JsonNode set(Wallet sender, Bytes32 hash) {
    return chain.kmsRegistry().send(sender, "setMasterSecretHash", hash);
  }

  private void assertRefused(Wallet sender) {
    assertReverts(() -> set(sender, HASH), "NotAuthorizedToSetHash()");
    assertThat(chain.masterSecretHash()).isEmpty();
  }

  @Test
  void hashIsUnsetAtFirst() {
    assertThat(chain.masterSecretHash()).isEmpty();
  }

  @Test
  void activeInstanceOnAnEnrolledVersionSetsTheHash() {
    JsonNode receipt = set(NODE, HASH);

    assertThat(chain.masterSecretHash()).contains(new SecretHash(hex(HASH)));
    assertEvent(
        receipt,
        chain.kmsRegistry(),
        "MasterSecretHashSet(bytes32,address)",
        List.of(HASH, address(NODE)));
  }

  @Test
  void instanceWithoutVerifiedAttestationSetsTheHashToo() {
    // The protocol asks for ACTIVE and ENROLLED only.
    chain.setZkVerified(instance, false);

    set(NODE, HASH);

    assertThat(chain.masterSecretHash()).isPresent();
  }

  @Test
  void hashCanBeSetOnlyOnce() {
    set(NODE, HASH);

    assertReverts(() -> set(NODE, hash(8)), "MasterSecretHashAlreadySet()");
    assertReverts(() -> set(NODE, HASH), "MasterSecretHashAlreadySet()");
    assertThat(chain.masterSecretHash()).contains(new SecretHash(hex(HASH)));
  }

  @Test
  void loserOfARaceLearnsThatItLost() {
    register(chain.kmsAppId(), OTHER_NODE);
    chain.impersonate(OTHER_NODE);
    set(NODE, HASH);

    assertReverts(() -> set(OTHER_NODE, hash(8)), "MasterSecretHashAlreadySet()");
  }

  @Test
  void hashAlreadySetIsSaidBeforeAnythingAboutTheCaller() {
    chain.impersonate(OTHER_NODE);
    set(NODE, HASH);

    assertReverts(() -> set(OTHER_NODE, HASH), "MasterSecretHashAlreadySet()");
  }

  @Test
  void zeroIsNoHash() {
    assertReverts(() -> set(NODE, hash(0)), "ZeroMasterSecretHash()");
  }

  @Test
  void strangerMayNotSetTheHash() {
    chain.impersonate(OTHER_NODE);

    assertRefused(OTHER_NODE);
  }

  @Test
  void ownerMayNotSetTheHash() {
    assertRefused(OWNER);
  }

  @ParameterizedTest
  @EnumSource(value = InstanceStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
  void instanceThatIsNotActiveMayNotSetTheHash(InstanceStatus status) {
    chain.setInstanceStatus(instance, status);

    assertRefused(NODE);
  }

  @ParameterizedTest
  @EnumSource(value = VersionStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ENROLLED")
  void instanceOnAVersionThatIsNotEnrolledMayNotSetTheHash(VersionStatus status) {
    chain.setVersionStatus(chain.kmsAppId(), FIRST_VERSION, status);

    assertRefused(NODE);
  }

  @Test
  void versionOfTheInstanceCountsNotAnyOther() {
    BigInteger second = chain.enrollVersion(chain.kmsAppId(), "2.0.0");
    chain.setVersionStatus(chain.kmsAppId(), FIRST_VERSION, VersionStatus.DEPRECATED);
    assertRefused(NODE);

    chain.moveInstance(instance, second);
    set(NODE, HASH);

    assertThat(chain.masterSecretHash()).isPresent();
  }

  @Test
  void versionThatDoesNotExistIsNotEnrolled() {
    // Newer registries answer with zeros, and zero stands for ENROLLED; older ones revert.
    chain.moveInstance(instance, BigInteger.TEN);
    assertRefused(NODE);

    use(DevChain.deployLegacy(anvil.url()));
    chain.moveInstance(instance, BigInteger.TEN);
    assertRefused(NODE);
  }

  @Test
  void recordOfAnotherWalletIsNoPermission() {
    chain
        .appRegistry()
        .send(OWNER, "contradictWallet", Solidity.number(instance), address(OTHER_NODE));

    assertRefused(NODE);
  }

  @Test
  void instanceOfAnotherAppMayNotSetTheHash() {
    AppId other = chain.registerApp("other", Optional.empty(), Optional.empty());
    register(other, OTHER_NODE);
    chain.impersonate(OTHER_NODE);

    assertRefused(OTHER_NODE);
  }

  @Test
  void instanceRegisteredAgainMaySetTheHash() {
    chain.setInstanceStatus(instance, InstanceStatus.STOPPED);
    register(chain.kmsAppId(), NODE);

    set(NODE, HASH);

    assertThat(chain.masterSecretHash()).isPresent();
  }

  @Test
  void olderRegistryThatRevertsForAStrangerMeansNo() {
    use(DevChain.deployLegacy(anvil.url()));
    chain.impersonate(OTHER_NODE);
    assertRefused(OTHER_NODE);

    set(NODE, HASH);

    assertThat(chain.masterSecretHash()).isPresent();
  }

  @Test
  void noWalletMaySetTheHashWithoutARegistry() {
    Contract bare =
        Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", new Address(Address.DEFAULT.getValue()));
    bare.send(OWNER, "setKmsAppId", Solidity.number(chain.kmsAppId().value()));

    assertReverts(() -> bare.send(NODE, "setMasterSecretHash", HASH), "NotAuthorizedToSetHash()");
  }

  @Test
  void noWalletMaySetTheHashWithoutAnApp() {
    Contract bare =
        Contract.deploy(chain.rpc(), OWNER, "KMSRegistry", address(chain.appRegistry().address()));

    assertReverts(() -> bare.send(NODE, "setMasterSecretHash", HASH), "NotAuthorizedToSetHash()");
  }

  @Test
  void ownerResetsTheHashAndItCanBeSetAgain() {
    set(NODE, HASH);

    JsonNode receipt = chain.kmsRegistry().send(OWNER, "resetMasterSecretHash");

    assertThat(chain.masterSecretHash()).isEmpty();
    assertEvent(
        receipt, chain.kmsRegistry(), "MasterSecretHashReset(address)", List.of(address(OWNER)));
    set(NODE, hash(8));
    assertThat(chain.masterSecretHash()).contains(new SecretHash(hex(hash(8))));
  }

  @Test
  void onlyTheOwnerResetsTheHash() {
    set(NODE, HASH);

    assertReverts(() -> chain.kmsRegistry().send(NODE, "resetMasterSecretHash"), "NotOwner()");
    assertThat(chain.masterSecretHash()).isPresent();
  }
}
