package io.novakms.registry.tx;

import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.RpcResponse;
import io.novakms.registry.rpc.UnreadableException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.web3j.crypto.Hash;

/** Why a contract refused, in words for the operator. */
public final class RevertReason {
  private static final int SELECTOR_CHARS = 10;
  private static final int MAX_TEXT_BYTES = 200;
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{8,}");
  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");
  private static final String TEXT = selector("Error(string)");

  /** What KMSRegistry may say, with what it means here. */
  private static final Map<String, String> KNOWN = known();

  private RevertReason() {}

  /** The reason that {@code failure} gives. */
  public static String of(RpcResponse.Failure failure) {
    String data = failure.data();
    if (!HEX.matcher(data).matches()) {
      return "the contract gave no reason";
    }
    String selector = data.substring(0, SELECTOR_CHARS);
    if (selector.equals(TEXT)) {
      return text(data);
    }
    return KNOWN.getOrDefault(selector, "an error that this node does not know: " + selector);
  }

  private static String text(String data) {
    try {
      byte[] text = AbiReader.of("0x" + data.substring(SELECTOR_CHARS)).bytes(0, MAX_TEXT_BYTES);
      return UNPRINTABLE.matcher(new String(text, StandardCharsets.US_ASCII)).replaceAll("?");
    } catch (UnreadableException e) {
      return "the contract gave a reason that can't be read";
    }
  }

  private static Map<String, String> known() {
    Map<String, String> known = new LinkedHashMap<>();
    add(known, "MasterSecretHashAlreadySet", "another node has set the hash already");
    add(
        known,
        "NotAuthorizedToSetHash",
        "this wallet has no ACTIVE instance of the KMS on an ENROLLED version, or KMSRegistry's"
            + " kmsAppId or novaAppRegistry is not set");
    add(known, "ZeroMasterSecretHash", "zero is no hash");
    return Map.copyOf(known);
  }

  private static void add(Map<String, String> known, String error, String meaning) {
    known.put(selector(error + "()"), error + ": " + meaning);
  }

  private static String selector(String signature) {
    return Hash.sha3String(signature).substring(0, SELECTOR_CHARS);
  }
}
