package io.novakms.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.novakms.model.AddressBlock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KmsConfigTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LESS_THAN_NOTHING = Duration.ofNanos(-1);

  @Test
  void leaseOutlastsOneFailedTick() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Tick(SECOND, Duration.ofMillis(1_999), SECOND))
        .withMessage("a lease lasts at least two ticks");
  }

  @Test
  void spansArePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Tick(Duration.ZERO, SECOND, SECOND));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Sync(LESS_THAN_NOTHING, 1, 1, false));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new KmsConfig.Peers(SECOND, false, Optional.empty(), SECOND, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Store(1, 1, 1, SECOND, LESS_THAN_NOTHING));
  }

  @Test
  void limitsArePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Auth(SECOND, 0, 1, 1, 1, List.of(), false, true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Http(0, true, new KmsConfig.Exchange(SECOND, SECOND, 1)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KmsConfig.Exchange(SECOND, SECOND, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new KmsConfig.Sync(SECOND, 1, -1, false));
  }

  @Test
  void nothingIsNull() {
    assertThatNullPointerException()
        .isThrownBy(() -> new KmsConfig.Secret(null, false, KmsConfig.Custody.NONE));
  }

  @Test
  void enclaveTakesNoKeyFromOutsideHoweverItIsBuilt() {
    KmsConfig outside = TestConfigs.load("IN_ENCLAVE", "false");
    KmsConfig.Tee withKey =
        new KmsConfig.Tee(
            URI.create("http://127.0.0.1:1"),
            Optional.of(new SensitiveText("4b")),
            Path.of("keys.p12"),
            Optional.empty(),
            SECOND);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new KmsConfig(
                    true,
                    outside.instanceUrl(),
                    outside.dataDir(),
                    outside.chain(),
                    withKey,
                    outside.secret(),
                    outside.tick(),
                    outside.peers(),
                    outside.writes(),
                    outside.sync(),
                    outside.store(),
                    outside.auth(),
                    outside.http(),
                    outside.metrics()));
  }

  @Test
  void trustedProxiesCannotBeChangedFromOutside() {
    List<AddressBlock> proxies = new ArrayList<>(List.of(AddressBlock.parse("10.0.0.0/8")));
    KmsConfig.Auth auth = new KmsConfig.Auth(SECOND, 1, 1, 1, 1, proxies, false, true);

    proxies.add(AddressBlock.parse("0.0.0.0/0"));

    assertThat(auth.trustedProxies()).hasSize(1);
  }

  @Test
  void sensitiveTextIsComparedByValueAndNeverShown() {
    SensitiveText text = new SensitiveText("hunter2");

    assertThat(text).isEqualTo(new SensitiveText("hunter2")).hasToString("(hidden)");
    assertThat(text).isNotEqualTo(new SensitiveText("hunter3"));
    assertThat(text.hashCode()).isEqualTo(new SensitiveText("other").hashCode());
    assertThatIllegalArgumentException().isThrownBy(() -> new SensitiveText(""));
  }
}
