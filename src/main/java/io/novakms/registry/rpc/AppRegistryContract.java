package io.novakms.registry.rpc;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.AppRecord;
import io.novakms.registry.InstanceTranslator;
import io.novakms.registry.VersionRecord;
import java.math.BigInteger;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * The questions that {@code NovaAppRegistry} answers (protocol, section 2).
 *
 * @param address where it is
 */
public record AppRegistryContract(Wallet address) {
  /** Answered with one struct; see {@link AppRecord}. */
  public ContractRead getApp(AppId app) {
    return read("getApp", number(app.value()));
  }

  /** Answered with one struct; see {@link VersionRecord}. */
  public ContractRead getVersion(AppId app, BigInteger version) {
    return read("getVersion", number(app.value()), number(version));
  }

  /** Answered with one struct; see {@link InstanceTranslator}. */
  public ContractRead getInstance(BigInteger instance) {
    return read("getInstance", number(instance));
  }

  /** Answered with one struct; see {@link InstanceTranslator}. */
  public ContractRead getInstanceByWallet(Wallet wallet) {
    return read("getInstanceByWallet", new Address(wallet.address()));
  }

  /** Answered with an array of wallets; older registries revert. */
  public ContractRead getActiveInstances(AppId app) {
    return read("getActiveInstances", number(app.value()));
  }

  /** Answered with an array of instance ids. */
  public ContractRead getInstancesForVersion(AppId app, BigInteger version) {
    return read("getInstancesForVersion", number(app.value()), number(version));
  }

  private ContractRead read(String function, Type<?>... arguments) {
    Function call = new Function(function, List.of(arguments), List.of());
    return new ContractRead(address, FunctionEncoder.encode(call));
  }

  private static Uint256 number(BigInteger value) {
    return new Uint256(value);
  }
}
