package io.novakms.registry.rpc;

import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Bytes32;

/**
 * What a node asks of {@code KMSRegistry} (protocol, section 2).
 *
 * @param address where it is
 */
public record KmsRegistryContract(Wallet address) {
  /** Answered with 32 bytes, all zero where no hash is set. */
  public ContractRead masterSecretHash() {
    return new ContractRead(
        address, FunctionEncoder.encode(new Function("masterSecretHash", List.of(), List.of())));
  }

  /** The call data of the transaction that sets {@code hash}: {@code 0x} and hex. */
  public String setMasterSecretHash(SecretHash hash) {
    return FunctionEncoder.encode(
        new Function("setMasterSecretHash", List.of(new Bytes32(hash.bytes())), List.of()));
  }
}
