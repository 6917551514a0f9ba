package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.crypto.StrictJson;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.Purpose;
import io.novakms.secret.custody.ShareOffer;
import io.novakms.testing.AuditLines;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCustodians;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET /custody} and {@code POST /custody/shares}. */
class CustodyRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final CryptoProviders CRYPTO = CryptoProviders.available();

  private final ManualTime time = new ManualTime();
  private final TestCustodians custodians = new TestCustodians();
  private final TestNode node =
      new TestNode(TestSettings.with(custodians.asSettings()), time, time, Runnable::run);
  private RawHttp http;

  @BeforeEach
  void serve() {
    http = server.serve(node);
  }

  @Test
  void fileIsServedAsItWasMadeWhetherOrNotTheGateIsOpen() {
    node.custody.verified(node.secret);

    Answer answer = http.send("GET", "/custody");

    assertThat(answer.status()).isEqualTo(200);
    CustodyFile read =
        new CustodyFileReader(CRYPTO).read(answer.body().getBytes(StandardCharsets.UTF_8));
    assertThat(read.signer()).isEqualTo(node.tee.wallet());
    assertThat(read.digest()).isEqualTo(node.custody.requireFile().digest());
    assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void whoHasTheFileIsNotSentItAgain() {
    node.custody.verified(node.secret);
    String tag = http.send("GET", "/custody").header("ETag");

    Answer again = http.send("GET", "/custody", "If-None-Match: " + tag);

    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void nodeWithoutAFileSaysWhy() {
    assertRefused(http.send("GET", "/custody"), 503, "service_unavailable");
    assertThat(http.send("GET", "/custody").body()).contains("not verified its master secret");

    http = server.serve(new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run));
    assertRefused(http.send("GET", "/custody"), 404, "not_found");
    assertThat(http.send("GET", "/custody").body()).contains("KMS_CUSTODIANS");
  }

  @Test
  void sharesAreRehearsedAndTheAnswerIsSealedForTheGiver() {
    CustodyFile file = fileOfAServingNode();

    ObjectNode first = give(1, Purpose.REHEARSE, file);
    ObjectNode second = give(2, Purpose.REHEARSE, file);

    assertThat(first.toString())
        .isEqualTo("{\"result\":\"counted\",\"custodian\":\"anna\",\"given\":1,\"needed\":2}");
    assertThat(second.path("result").textValue()).isEqualTo("rehearsed");
    assertThat(node.custody.rehearsedAt()).contains(time.instant());
  }

  @Test
  void everyShareIsAuditedUnderTheNameOfItsCustodian() {
    AuditLines lines = new AuditLines();
    try {
      CustodyFile file = fileOfAServingNode();
      give(1, Purpose.REHEARSE, file);
      give(2, Purpose.REHEARSE, file);
      post(
          custodians.seal(
              3,
              node.tee.publicKey(),
              custodians.offer(3, Purpose.RECOVER, file, time.instant()).toJson()));

      assertThat(lines.events())
          .extracting(
              line ->
                  line.path("event").textValue()
                      + " "
                      + line.path("outcome").textValue()
                      + " "
                      + line.path("by").textValue()
                      + " "
                      + line.path("user").textValue()
                      + " "
                      + line.path("detail").textValue())
          .containsExactly(
              "custody.share ok custodian anna null",
              "custody.rehearse ok custodian ben null",
              "custody.share refused custodian carla share_not_wanted");
    } finally {
      lines.close();
    }
  }

  @Test
  void shareThatWasTakenIsAuditedAsSuchThoughTheAnswerCanNotBeSealed() {
    CustodyFile file = fileOfAServingNode();
    ShareOffer offer = custodians.offer(1, Purpose.REHEARSE, file, time.instant());
    node.tee.failsToEncrypt = true;
    AuditLines lines = new AuditLines();
    try {
      Answer answer = post(custodians.seal(1, node.tee.publicKey(), offer.toJson()));

      assertRefused(answer, 503, "service_unavailable");
      assertThat(lines.last().path("outcome").textValue()).isEqualTo("failed");
      assertThat(lines.last().path("detail").textValue()).isEqualTo("answer_not_sent");
      assertThat(node.custody.shares(Purpose.REHEARSE)).isEqualTo(1);
    } finally {
      lines.close();
    }
  }

  @Test
  void shareOfAStrangerIsRefusedBeforeItIsOpened() {
    CustodyFile file = fileOfAServingNode();
    P384KeyPair stranger = new P384(CRYPTO).generate();
    ShareOffer offer = custodians.offer(1, Purpose.REHEARSE, file, time.instant());

    Answer answer = post(TestCustodians.seal(stranger, node.tee.publicKey(), offer.toJson()));

    assertRefused(answer, 403, "forbidden");
    assertThat(node.custody.shares(Purpose.REHEARSE)).isZero();
  }

  @Test
  void strangerUnderTheKeyOfACustodianProvesNothing() {
    CustodyFile file = fileOfAServingNode();
    P384KeyPair stranger = new P384(CRYPTO).generate();
    ObjectNode envelope =
        TestCustodians.seal(
            stranger,
            node.tee.publicKey(),
            custodians.offer(1, Purpose.REHEARSE, file, time.instant()).toJson());
    envelope.put("sender_tee_pubkey", custodians.key(1).publicKey().hex());

    assertRefused(post(envelope), 400, "bad_request");
  }

  @Test
  void shareThatIsSentAgainIsRefused() {
    CustodyFile file = fileOfAServingNode();
    ObjectNode envelope =
        custodians.seal(
            1,
            node.tee.publicKey(),
            custodians.offer(1, Purpose.REHEARSE, file, time.instant()).toJson());
    assertThat(post(envelope).status()).isEqualTo(200);

    assertRefused(post(envelope), 403, "unauthorized");
  }

  @Test
  void whatIsNoShareIsRefusedWithItsReason() {
    CustodyFile file = fileOfAServingNode();
    ObjectNode offer = custodians.offer(1, Purpose.REHEARSE, file, time.instant()).toJson();
    assertOfferRefused(offer.deepCopy().put("type", "share"), "bad_request", "type");
    assertOfferRefused(offer.deepCopy().put("purpose", "keep"), "bad_request", "purpose");
    assertOfferRefused(offer.deepCopy().put("index", 0), "bad_request", "index");
    assertOfferRefused(offer.deepCopy().put("index", "1"), "bad_request", "index");
    assertOfferRefused(offer.deepCopy().put("share", "00"), "bad_request", "share");
    assertOfferRefused(offer.deepCopy().putNull("share"), "bad_request", "share");
    assertOfferRefused(offer.deepCopy().put("at_ms", "now"), "bad_request", "at_ms");
    assertOfferRefused(
        offer.deepCopy().put("share", "00".repeat(32)), "wrong_share", "the share of anna");
    assertOfferRefused(offer.deepCopy().without("custody_file"), "bad_custody_file", "format");
    ObjectNode cut = offer.deepCopy();
    ((ObjectNode) cut.path("custody_file")).put("threshold", 3);
    assertOfferRefused(cut, "bad_custody_file", "signature");
    assertRefused(post("{}"), 400, "bad_request");
    assertThat(node.custody.shares(Purpose.REHEARSE)).isZero();
  }

  @Test
  void bodyOverTheLimitIsRefused() {
    fileOfAServingNode();
    String body = "{\"encrypted_data\":\"" + "00".repeat(1 << 17) + "\"}";

    assertRefused(post(body), 413, "too_large");
  }

  @Test
  void clientThatSendsTooManyIsRefused() {
    Map<String, String> settings = new HashMap<>(custodians.asSettings());
    settings.put("RATE_LIMIT_PER_MINUTE", "1");
    http = server.serve(new TestNode(TestSettings.with(settings), time, time, Runnable::run));

    assertRefused(post("{}"), 400, "bad_request");
    assertRefused(post("{}"), 429, "rate_limited");
  }

  private void assertOfferRefused(ObjectNode offer, String code, String words) {
    Answer answer = post(custodians.seal(1, node.tee.publicKey(), offer));
    assertRefused(answer, 400, code);
    assertThat(answer.body()).contains(words);
  }

  private CustodyFile fileOfAServingNode() {
    node.custody.verified(node.secret);
    return node.custody.requireFile();
  }

  private ObjectNode give(int custodian, Purpose purpose, CustodyFile file) {
    ObjectNode offer = custodians.offer(custodian, purpose, file, time.instant()).toJson();
    Answer answer = post(custodians.seal(custodian, node.tee.publicKey(), offer));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    ObjectNode opened =
        custodians.open(custodian, node.tee.publicKey(), StrictJson.object(answer.body()));
    new LiveAnswers().opened("POST", "/custody/shares", offer.toString(), opened);
    return opened;
  }

  private Answer post(ObjectNode envelope) {
    return post(envelope.toString());
  }

  private Answer post(String body) {
    return http.send("POST", "/custody/shares", List.of(), body.getBytes(StandardCharsets.UTF_8));
  }
}
