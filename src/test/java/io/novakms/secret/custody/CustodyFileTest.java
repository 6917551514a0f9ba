package io.novakms.secret.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CanonicalJson;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.tee.Tee;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.TestCustodians;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The custody file: made, read, altered in every byte, and opened by its custodians. */
class CustodyFileTest {
  private final TestCustodians custodians = new TestCustodians();
  private final VerifiedSecret secret = TestSecrets.verified(7);
  private final Tee tee = CustodyFiles.tee();
  private final CustodyFile file =
      CustodyFiles.maker(custodians.twoOfThree(), tee, new ManualTime()).make(secret);
  private final CustodyFileReader reader = new CustodyFileReader(CustodyFiles.CRYPTO);

  @Test
  void whatANodeMadeIsReadAsItWas() {
    CustodyFile read = reader.read(file.bytes());

    assertThat(read.bytes()).isEqualTo(file.bytes());
    assertThat(read.digest()).isEqualTo(file.digest());
    assertThat(read.signer()).isEqualTo(tee.wallet());
    assertThat(read.threshold()).isEqualTo(2);
    assertThat(read.entries()).extracting(CustodyEntry::custodian).isEqualTo(custodians.all());
    assertThat(read.cluster().secretHash()).isEqualTo(secret.hash());
    assertThat(read.cluster().kmsRegistry()).isEqualTo(CustodyFiles.CHAIN.kmsRegistry());
  }

  @Test
  void lineEndBehindAFileIsNoPartOfIt() {
    byte[] line = Arrays.copyOf(file.bytes(), file.bytes().length + 1);
    line[line.length - 1] = '\n';

    assertThat(reader.read(line).digest()).isEqualTo(file.digest());
  }

  @Test
  void anyTwoCustodiansMakeTheSecretAndOneDoesNot() {
    SecretSharing sharing = new SecretSharing(CustodyFiles.CRYPTO);
    CustodyFile read = reader.read(file.bytes());
    for (int[] two : new int[][] {{1, 2}, {1, 3}, {3, 2}}) {
      List<SecretShare> shares =
          List.of(custodians.key(two[0]).open(read), custodians.key(two[1]).open(read));
      MasterSecret made = sharing.combine(shares);
      assertThat(made.hash()).isEqualTo(secret.hash());
    }
    for (int one = 1; one <= 3; one++) {
      SecretShare share = custodians.key(one).open(read);
      assertThatThrownBy(() -> sharing.combine(List.of(share)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(file.entries().get(one - 1).isOf(share)).isTrue();
    }
  }

  @Test
  void eachByteThatIsChangedIsNoticedAndToldAsSuch() {
    byte[] bytes = file.bytes();
    for (int i = 0; i < bytes.length; i++) {
      for (int flip : new int[] {1, 2, 4, 8, 16, 32, 64, 128}) {
        byte[] altered = bytes.clone();
        altered[i] ^= (byte) flip;
        assertRefused(altered, "byte " + i + " ^ " + flip);
      }
    }
  }

  @Test
  void eachLengthThatIsTooShortIsNoticedAndToldAsSuch() {
    byte[] bytes = file.bytes();
    for (int length = 0; length < bytes.length; length++) {
      assertRefused(Arrays.copyOf(bytes, length), "cut to " + length);
    }
  }

  @Test
  void whatIsAddedOrWrittenInAnotherWayIsRefused() {
    String text = new String(file.bytes(), StandardCharsets.UTF_8);
    for (String other :
        List.of(
            text + " ",
            " " + text,
            text + "\n\n",
            text + text,
            text.replace("\"threshold\":2", "\"threshold\": 2"),
            text.replace("\"threshold\":2", "\"threshold\":2.0"),
            text.replace("\"threshold\":2", "\"threshold\":\"2\""),
            text.replace("\"threshold\":2", "\"threshold\":2,\"a\":1"),
            text.replace("\"threshold\":2", "\"threshold\":2,\"threshold\":2"),
            text.replace("0x", "0X"),
            "null",
            "[]",
            "{}",
            "")) {
      assertRefused(other.getBytes(StandardCharsets.UTF_8), other);
    }
    assertRefused(new byte[CustodyFile.MAX_BYTES + 1], "too long");
  }

  @Test
  void everyFieldIsNeeded() {
    ObjectNode whole = file.toJson();
    whole
        .fieldNames()
        .forEachRemaining(
            field -> {
              assertRefused(whole.deepCopy().without(field), "without " + field);
              assertRefused(whole.deepCopy().putNull(field), field + " null");
              assertRefused(whole.deepCopy().put(field, "x"), field + " x");
              assertRefused(whole.deepCopy().put(field, -1), field + " -1");
            });
    for (String object : List.of("cluster", "custodians")) {
      ObjectNode inner =
          (ObjectNode) (object.equals("cluster") ? whole.path(object) : whole.path(object).path(0));
      List<String> fields = new ArrayList<>();
      inner.fieldNames().forEachRemaining(fields::add);
      for (String field : fields) {
        ObjectNode copy = whole.deepCopy();
        ((ObjectNode) (object.equals("cluster") ? copy.path(object) : copy.path(object).path(0)))
            .remove(field);
        assertRefused(copy, "without " + object + "." + field);
      }
    }
  }

  @Test
  void signatureOfAnotherNodeIsRefused() {
    Tee other = CustodyFiles.tee();
    ObjectNode forged = file.toJson();
    forged.put("signature", other.sign(file.signedText()));

    assertThatThrownBy(() -> reader.read(CanonicalJson.encode(forged)))
        .hasMessageContaining("not that of the node " + tee.wallet());
  }

  @Test
  void shareThatIsPutIntoAFileOfOtherContractsDoesNotOpen() {
    // Else a party with a registry of its own could have custodians trust a node of its own.
    Wallet elsewhere = Members.wallet(99);
    Tee forger = CustodyFiles.tee();
    for (String field : List.of("nova_app_registry", "kms_registry")) {
      ObjectNode json = file.toJson().put("signer", forger.wallet().address());
      ((ObjectNode) json.path("cluster")).put(field, elsewhere.address());
      CustodyFile forged = signed(json, forger);

      assertThatThrownBy(() -> custodians.key(1).open(forged))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("the share of anna does not open");
    }
  }

  @Test
  void shareUnderAnotherNameOrIndexDoesNotOpen() {
    Tee forger = CustodyFiles.tee();
    ObjectNode renamed = file.toJson().put("signer", forger.wallet().address());
    ((ObjectNode) renamed.path("custodians").path(0)).put("name", "anne");
    ObjectNode swapped = file.toJson().put("signer", forger.wallet().address());
    ArrayNode entries = (ArrayNode) swapped.path("custodians");
    entries.insert(0, entries.remove(1));
    ((ObjectNode) entries.path(0)).put("index", 1);
    ((ObjectNode) entries.path(1)).put("index", 2);

    for (ObjectNode json : List.of(renamed, swapped)) {
      CustodyFile forged = signed(json, forger);
      assertThatThrownBy(() -> custodians.key(1).open(forged))
          .hasMessageContaining("does not open");
    }
  }

  @Test
  void shareThatIsNotWhatTheFileCommitsToIsNamed() {
    Tee forger = CustodyFiles.tee();
    ObjectNode json = file.toJson().put("signer", forger.wallet().address());
    ((ObjectNode) json.path("custodians").path(1)).put("commitment", "00".repeat(32));

    assertThatThrownBy(() -> custodians.key(2).open(signed(json, forger)))
        .hasMessageContaining("the share of ben is not what the file commits to");
  }

  @Test
  void whoIsNoCustodianHasNoShare() {
    CustodianKey stranger =
        new CustodianKey(new P384(CustodyFiles.CRYPTO).generate(), CustodyFiles.CRYPTO);

    assertThatThrownBy(() -> stranger.open(file)).hasMessageContaining("no share");
  }

  @Test
  void twoFilesOfOneSecretHaveNothingInCommon() {
    CustodyFile second = CustodyFiles.make(custodians.twoOfThree(), secret);
    SecretSharing sharing = new SecretSharing(CustodyFiles.CRYPTO);

    List<SecretShare> mixed = List.of(custodians.key(1).open(file), custodians.key(2).open(second));

    assertThat(second.digest()).isNotEqualTo(file.digest());
    assertThat(sharing.combine(mixed).hash()).isNotEqualTo(secret.hash());
  }

  @Test
  void nothingSecretIsInAFileOrWhatItPrints() {
    String share = Hex.encode(InsecureSecretAccess.bytes(custodians.key(1).open(file)));

    assertThat(new String(file.bytes(), StandardCharsets.UTF_8))
        .doesNotContain(share, "07".repeat(32));
    assertThat(custodians.offer(1, Purpose.RECOVER, file, Instant.EPOCH).toString())
        .doesNotContain(share)
        .contains("share=(hidden)");
  }

  private CustodyFile signed(ObjectNode json, Tee signer) {
    json.put("signature", "0x" + "11".repeat(64) + "1b");
    CustodyFile unsigned = CustodyFileReader.parse(json);
    return reader.read(json.put("signature", signer.sign(unsigned.signedText())));
  }

  private void assertRefused(ObjectNode json, String what) {
    assertRefused(CanonicalJson.encode(json), what);
  }

  private void assertRefused(byte[] bytes, String what) {
    assertThatThrownBy(() -> reader.read(bytes))
        .as(what)
        .isInstanceOfSatisfying(
            KmsException.class,
            e -> {
              assertThat(e.code()).isEqualTo(CustodyFileReader.BAD_FILE);
              assertThat(e.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST);
              assertThat(e.getMessage()).startsWith("the custody file: ");
            });
  }
}
