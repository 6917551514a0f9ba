package io.novakms.custodian;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SecretShare;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.registry.Member;
import io.novakms.secret.custody.CustodianKey;
import io.novakms.secret.custody.CustodyEntry;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.Purpose;
import io.novakms.secret.custody.ShareOffer;
import io.novakms.secret.custody.ShareVerdict;
import io.novakms.secret.custody.ShareVerdict.Result;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Gives one custodian's share to one node. Nothing leaves before the registry was seen to vouch for
 * the node, with the wallet and the teePubkey that the node says it has, and the custodian has
 * agreed; and then only in an envelope for that registered key.
 */
final class Giving {
  private final CustodyFile file;
  private final CustodianKey key;
  private final NodeClient node;
  private final Registry registry;
  private final Report report;
  private final Clock clock;

  Giving(
      CustodyFile file,
      CustodianKey key,
      NodeClient node,
      Registry registry,
      Report report,
      Clock clock) {
    this.file = file;
    this.key = key;
    this.node = node;
    this.registry = registry;
    this.report = report;
    this.clock = clock;
  }

  /**
   * Does it.
   *
   * @param agrees asks the custodian, who has seen what will be done
   * @return whether the node took the share, and what came of it is no fault
   * @throws ToolException where nothing was sent
   */
  boolean give(Purpose purpose, BooleanSupplier agrees) {
    SecretShare share = key.open(file);
    try {
      report.file(file, Optional.of(registry));
      if (!registry.hasHashOf(file.cluster())) {
        throw new ToolException("the chain has another hash than this file: nothing was sent");
      }
      TeePublicKey receiver = receiver();
      CustodyEntry entry = key.entryIn(file);
      report.line("giver", entry.custodian().name() + ", share " + entry.index());
      report.line("purpose", purpose.word());
      if (!agrees.getAsBoolean()) {
        throw new ToolException("not agreed: nothing was sent");
      }
      ShareOffer offer = new ShareOffer(purpose, file, share, clock.instant());
      return judge(node.give(key.seal(receiver, offer.toJson())), receiver);
    } finally {
      share.destroy();
    }
  }

  /** The registered key of the node, which has to be the one that it says it has. */
  private TeePublicKey receiver() {
    NodeClient.Said said = node.status();
    Member member =
        registry
            .node(said.wallet())
            .orElseThrow(
                () ->
                    new ToolException(
                        "the registry does not vouch for "
                            + said.wallet()
                            + " as a node: nothing was sent"));
    if (!isRegistered(said.key(), member)) {
      throw new ToolException(
          "the node's teePubkey is not the one that the registry has: nothing was sent");
    }
    report.line("node", said.wallet() + ", instance " + member.instance().id());
    report.line("", "registered at " + shown(member.instance().url()));
    report.line("teePubkey", said.key().hex() + " (as registered)");
    return said.key();
  }

  private static boolean isRegistered(TeePublicKey key, Member member) {
    try {
      return TeePublicKey.parse(member.instance().teePublicKey()).equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean judge(NodeClient.Answer answer, TeePublicKey from) {
    if (!answer.isGood()) {
      report.line(
          "refused",
          shown(answer.body().path("code").asText())
              + ": "
              + shown(answer.body().path("message").asText()));
      return false;
    }
    ShareVerdict verdict = verdict(answer.body(), from);
    report.line("result", words(verdict));
    return verdict.result() != Result.OF_ANOTHER_SECRET;
  }

  private ShareVerdict verdict(ObjectNode envelope, TeePublicKey from) {
    try {
      return ShareVerdict.parse(key.open(from, envelope));
    } catch (KmsException e) {
      throw new ToolException(
          "the share was sent, and what came back is not the answer of that node");
    }
  }

  private static String words(ShareVerdict verdict) {
    String count = verdict.given() + " of " + verdict.needed() + " shares were given";
    return switch (verdict.result()) {
      case COUNTED -> "the share is right; " + count;
      case RECOVERED -> "the node has the master secret again; " + count;
      case REHEARSED -> "the shares make the master secret; nothing was kept";
      case OF_ANOTHER_SECRET ->
          "the shares are right, and make ANOTHER secret: this file is of no use";
    };
  }

  /** What others wrote, without control characters. */
  private static String shown(String text) {
    return text.replaceAll("\\p{C}", "?");
  }
}
