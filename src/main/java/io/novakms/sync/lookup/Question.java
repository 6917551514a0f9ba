package io.novakms.sync.lookup;

import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.DataRecord;
import io.novakms.sync.message.LookupRequest.Place;
import io.novakms.sync.quorum.AbsenceQuorum;
import io.novakms.sync.quorum.Members;
import io.novakms.sync.quorum.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A key that has no value here, and what other members say of it. Not thread-safe: {@link
 * AbsentReads} guards it.
 */
final class Question {
  private final VerifiedSecret secret;
  private final Place place;
  private final Map<Wallet, Statement> vouchers = new HashMap<>();
  private final Set<Wallet> awaited = new HashSet<>();
  private final CompletableFuture<Answer> result = new CompletableFuture<>();

  /**
   * The end of it.
   *
   * @param isKnown whether it is known what there is
   * @param record the value, where there is one
   */
  record Answer(boolean isKnown, Optional<DataRecord> record) {
    static final Answer UNDECIDED = new Answer(false, Optional.empty());
  }

  Question(VerifiedSecret secret, Place place) {
    this.secret = secret;
    this.place = place;
  }

  VerifiedSecret secret() {
    return secret;
  }

  Place place() {
    return place;
  }

  /** The question waits for {@code member}. */
  void await(Wallet member) {
    awaited.add(member);
  }

  /** The member that {@code said} this holds nothing but what is merged here by now. */
  void vouchedFor(Statement said) {
    vouchers.put(said.member(), said);
    awaited.remove(said.member());
  }

  /** {@code member} does not vouch, or gave no answer of use. */
  void noVoucher(Wallet member) {
    vouchers.remove(member);
    awaited.remove(member);
  }

  /**
   * Completes {@link #result} where it is known what there is, or no answer is to come any more.
   *
   * @param self this node, where it vouches; has to be asked for before {@code held}
   * @param held the value that is here now
   * @param members the other members, where they are known
   */
  void settle(Optional<Statement> self, Optional<DataRecord> held, Optional<Members> members) {
    vouchers.keySet().retainAll(members.map(Members::askable).orElse(Set.of()));
    if (held.isPresent()) {
      result.complete(new Answer(true, held));
    } else if (members.filter(known -> isAbsent(self, known)).isPresent()) {
      result.complete(new Answer(true, Optional.empty()));
    } else if (awaited.isEmpty()) {
      result.complete(Answer.UNDECIDED);
    }
  }

  private boolean isAbsent(Optional<Statement> self, Members members) {
    return AbsenceQuorum.isAbsent(self, vouchers.values(), members.majority());
  }

  /** How it ends; fails where the cluster has another secret by now. */
  CompletableFuture<Answer> result() {
    return result;
  }

  /** What is known, in words. */
  String words(boolean isVouching, Optional<Members> members) {
    int known = vouchers.size() + (isVouching ? 1 : 0);
    return "nothing is found here, and whether there is a value is not known: "
        + members
            .map(Members::majority)
            .map(all -> known + " of " + all.members() + " members vouch, of " + all.size())
            .orElse("the members are not known yet");
  }
}
