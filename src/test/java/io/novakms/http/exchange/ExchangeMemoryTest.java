package io.novakms.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.auth.BusyException;
import io.novakms.auth.RateLimitedException;
import io.novakms.http.exchange.ExchangeMemory.Reservation;
import io.novakms.model.AddressBlock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeMemoryTest {
  private static final AddressBlock ONE = AddressBlock.parse("192.0.2.1/32");
  private static final AddressBlock OTHER = AddressBlock.parse("192.0.2.2/32");
  private static final AddressBlock THIRD = AddressBlock.parse("192.0.2.3/32");

  private final ExchangeMemory memory = new ExchangeMemory(1000);

  @Test
  void oneClientGetsHalfOfItHoweverManyRequestsItHas() {
    assertThat(memory.of(ONE, true).add(300)).isTrue();
    assertThat(memory.of(ONE, true).add(201)).isFalse();
    assertThat(memory.of(ONE, true).add(200)).isTrue();

    assertThat(memory.of(OTHER, true).add(1)).isTrue();
  }

  @Test
  void appsLeaveAQuarterToPeers() {
    assertThat(memory.of(ONE, false).add(500)).isTrue();
    assertThat(memory.of(OTHER, false).add(251)).isFalse();
    assertThat(memory.of(OTHER, false).add(250)).isTrue();

    assertThat(memory.of(THIRD, false).add(1)).isFalse();
    assertThat(memory.of(THIRD, true).add(250)).isTrue();
    assertThat(memory.of(THIRD, true).add(1)).isFalse();
  }

  @Test
  void allIsGivenBackOnceHoweverOftenItIsClosed() {
    Reservation closedTwice = memory.of(ONE, false);
    assertThat(closedTwice.add(400)).isTrue();
    assertThat(memory.of(OTHER, false).add(300)).isTrue();

    closedTwice.close();
    closedTwice.close();

    assertThat(memory.taken()).isEqualTo(300);
    assertThat(memory.of(ONE, false).add(450)).isTrue();
  }

  @Test
  void whatHasEndedGetsNoMore() {
    Reservation ended = memory.of(ONE, false);
    ended.close();

    assertThat(ended.add(1)).isFalse();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void clientHasOnlySoManyRequestsUnderWay() {
    ExchangeMemory large = new ExchangeMemory(1 << 20);
    List<Reservation> under = new ArrayList<>();
    for (int i = 0; i < ExchangeMemory.REQUESTS_OF_CLIENT; i++) {
      under.add(large.of(ONE, false));
      assertThat(under.get(i).add(1)).isTrue();
    }
    Reservation oneMore = large.of(ONE, false);

    assertThat(oneMore.add(1)).isFalse();
    assertThat(oneMore.refusal()).isInstanceOf(RateLimitedException.class);
    assertThat(under.get(0).add(1)).isTrue();
    assertThat(large.of(OTHER, false).add(1)).isTrue();
    under.get(0).close();
    assertThat(large.of(ONE, false).add(1)).isTrue();
  }

  @Test
  void refusalTellsTheClientsShareFromAllThatThereIs() {
    Reservation overShare = memory.of(ONE, false);
    assertThat(overShare.add(501)).isFalse();
    assertThat(overShare.refusal()).isInstanceOf(RateLimitedException.class);

    assertThat(memory.of(OTHER, false).add(500)).isTrue();
    Reservation overAll = memory.of(THIRD, false);
    assertThat(overAll.add(300)).isFalse();
    assertThat(overAll.refusal()).isInstanceOf(BusyException.class);
  }

  @Test
  void whatIsRefusedTakesNothing() {
    assertThat(memory.of(ONE, false).add(501)).isFalse();

    assertThat(memory.taken()).isZero();
  }

  @Test
  void bytesAreHeldOnlyAsFarAsTheyWereReserved() {
    Reservation reserved = memory.of(ONE, false);
    HeldBytes bytes = new HeldBytes(reserved, 10_000);

    bytes.append(new byte[600], 0, 600);

    assertThat(bytes.isComplete()).isFalse();
    assertThat(bytes.length()).isZero();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void bytesAreKeptUpToTheLimitAndInTheirOrder() {
    HeldBytes bytes = new HeldBytes(new ExchangeMemory(1 << 20).of(ONE, false), 5000);
    byte[] piece = new byte[3000];
    for (int i = 0; i < piece.length; i++) {
      piece[i] = (byte) i;
    }

    bytes.append(piece, 0, 3000);
    bytes.append(piece, 1000, 2000);
    bytes.append(piece, 0, 3000);

    assertThat(bytes.isComplete()).isTrue();
    assertThat(bytes.length()).isEqualTo(5000);
    assertThat(bytes.stream())
        .hasBinaryContent(concatenated(piece, Arrays.copyOfRange(piece, 1000, 3000)));
  }

  private static byte[] concatenated(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
