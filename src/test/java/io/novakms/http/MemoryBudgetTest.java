package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.auth.BusyException;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.RateLimitedException;
import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.MemoryReservation;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who gets how much of the memory for requests: 800 bytes, of which apps get 600, one app 300. */
class MemoryBudgetTest {
  private final MemoryBudget budget = new MemoryBudget(800);

  @Test
  void appHasItsShareAndNoMore() {
    app(1, 1).add(200);
    MemoryReservation second = app(1, 2);
    second.add(100);

    assertThatThrownBy(() -> second.add(1)).isInstanceOf(RateLimitedException.class);
    assertThatCode(() -> app(2, 3).add(300)).doesNotThrowAnyException();
  }

  @Test
  void clientAddressHasItsShareWhateverItsApps() {
    app(1, 7).add(200);
    app(2, 7).add(100);

    assertThatThrownBy(() -> app(3, 7).add(1)).isInstanceOf(RateLimitedException.class);
  }

  @Test
  void appsLeaveAPartForPeers() {
    app(1, 1).add(300);
    app(2, 2).add(300);

    assertThatThrownBy(() -> app(3, 3).add(1)).isInstanceOf(BusyException.class);
    assertThatCode(() -> peer(1).add(200)).doesNotThrowAnyException();
    assertThatThrownBy(() -> peer(2).add(1)).isInstanceOf(BusyException.class);
  }

  @Test
  void peersLeaveAPartForOneAnother() {
    peer(1).add(600);

    assertThatThrownBy(() -> peer(1).add(1)).isInstanceOf(BusyException.class);
    assertThatCode(() -> peer(2).add(200)).doesNotThrowAnyException();
  }

  @Test
  void requestThatNeverFitsIsTooLarge() {
    assertTooLarge(() -> app(1, 1).add(301));
    assertTooLarge(() -> peer(1).add(601));
  }

  @Test
  void answersToPeersCountThreeTimes() {
    budget.answer(200);

    assertThat(budget.taken()).isEqualTo(600);
    assertThatThrownBy(() -> budget.answer(67)).isInstanceOf(BusyException.class);
  }

  @Test
  void requestsUnderWayAreLimitedForEachAppClientAndPeer() {
    assertLimit(32, client -> app(1, client), RateLimitedException.class);
    assertLimit(64, app -> app(100 + app, 200), RateLimitedException.class);
    assertLimit(4, any -> peer(1), BusyException.class);
    assertThat(budget.owners()).isZero();
  }

  @Test
  void whatIsHandedOnIsGivenBackByTheNewReservationAlone() {
    MemoryReservation request = app(1, 1);
    request.add(300);
    MemoryReservation answer = request.handOn(50);
    request.close();

    assertThat(budget.taken()).isEqualTo(50);
    answer.close();
    answer.close();
    assertThat(budget.taken()).isZero();
    assertThat(budget.owners()).isZero();
  }

  @Test
  void refusedReservationTakesNothing() {
    MemoryReservation request = app(1, 1);
    assertTooLarge(() -> request.add(301));
    assertThat(budget.taken()).isZero();

    request.add(300);
    request.close();
    assertThat(budget.taken()).isZero();
  }

  private interface Opening {
    MemoryReservation open(int number);
  }

  private void assertLimit(int most, Opening opening, Class<? extends KmsException> refusal) {
    List<MemoryReservation> open = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      open.add(opening.open(i));
    }
    assertThatThrownBy(() -> opening.open(most)).isInstanceOf(refusal);
    open.remove(0).close();
    open.add(opening.open(most));
    open.forEach(MemoryReservation::close);
  }

  private MemoryReservation app(int number, int client) {
    return budget.ofApp(AppId.of(number), client(client));
  }

  private MemoryReservation peer(int number) {
    return budget.ofPeer(Wallet.parse(String.format("0x%040x", number)));
  }

  private static ClientAddress client(int number) {
    try {
      return new ClientAddress(InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number}));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static void assertTooLarge(Runnable what) {
    assertThatThrownBy(what::run)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.TOO_LARGE));
  }
}
