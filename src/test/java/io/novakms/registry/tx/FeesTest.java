package io.novakms.registry.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.registry.rpc.Quantity;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeesTest {
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  private static BigInteger gwei(long count) {
    return GWEI.multiply(BigInteger.valueOf(count));
  }

  private static ObjectNode history(BigInteger nextBaseFee, BigInteger... rewards) {
    ObjectNode history = RpcDouble.JSON.createObjectNode();
    history.putArray("baseFeePerGas").add(Quantity.of(gwei(9_999))).add(Quantity.of(nextBaseFee));
    ArrayNode blocks = history.putArray("reward");
    for (BigInteger reward : rewards) {
      blocks.addArray().add(Quantity.of(reward));
    }
    return history;
  }

  @Test
  void marketIsTwiceTheNextBaseFeeAndTheBestRecentPriority() {
    assertThat(Fees.market(history(gwei(10), gwei(1), gwei(3), gwei(2))))
        .isEqualTo(new Fees(gwei(3), gwei(23)));
  }

  @Test
  void emptyBlocksStillGetALittlePriority() {
    BigInteger least = GWEI.divide(BigInteger.TEN);

    assertThat(Fees.market(history(gwei(1), BigInteger.ZERO)))
        .isEqualTo(new Fees(least, gwei(2).add(least)));
    assertThat(Fees.market(history(gwei(1))).priority()).isEqualTo(least);
  }

  @Test
  void feesAreCapped() {
    assertThat(Fees.market(history(gwei(1_000_000), gwei(1_000_000)))).isEqualTo(Fees.CAP);
    assertThat(Fees.market(history(gwei(1), gwei(1_000_000))).priority())
        .isEqualTo(Fees.CAP.priority());
  }

  @Test
  void priorityIsNeverAboveTheMaximum() {
    Fees fees = Fees.market(history(BigInteger.ZERO, gwei(5)));

    assertThat(fees.priority()).isLessThanOrEqualTo(fees.max());
  }

  @Test
  void chainWithoutBaseFeeIsRefused() {
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> Fees.market(RpcDouble.JSON.createObjectNode()))
        .withMessageContaining("EIP-1559");
    ObjectNode nonsense = RpcDouble.JSON.createObjectNode();
    nonsense.putArray("baseFeePerGas").add("a lot");
    assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> Fees.market(nonsense));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, 8, 9, 100, 1_000_000_007})
  void replacementIsAtLeastAnEighthAboveWhatItReplaces(long wei) {
    BigInteger old = BigInteger.valueOf(wei);
    Fees before = new Fees(old, old);

    Fees fees = new Fees(BigInteger.ONE, BigInteger.ONE).orAbove(before);

    assertThat(fees.replaces(before)).isTrue();
    assertThat(fees.max().shiftLeft(3)).isGreaterThanOrEqualTo(old.multiply(BigInteger.valueOf(9)));
    assertThat(fees.max()).isGreaterThan(old);
    assertThat(before.replaces(before)).isFalse();
  }

  @Test
  void replacementFollowsTheMarketWhereThatIsHigher() {
    Fees market = new Fees(gwei(5), gwei(50));

    assertThat(market.orAbove(new Fees(gwei(1), gwei(2)))).isEqualTo(market);
  }

  @Test
  void feesAtTheCapCannotBeReplaced() {
    Fees fees = Fees.CAP.orAbove(Fees.CAP);

    assertThat(fees).isEqualTo(Fees.CAP);
    assertThat(fees.replaces(Fees.CAP)).isFalse();
  }

  @Test
  void costIsTheMost() {
    assertThat(new Fees(gwei(1), gwei(3)).cost(BigInteger.valueOf(100))).isEqualTo(gwei(300));
  }
}
