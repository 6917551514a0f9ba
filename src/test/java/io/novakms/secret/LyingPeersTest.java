package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretSealing;
import io.novakms.peer.Lie;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerProof;
import io.novakms.peer.PeerServer;
import io.novakms.peer.PeerSet;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Member;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.transport.PeerHttpClient;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The search for the secret over real HTTP, with liars in the way. */
class LyingPeersTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final int MORE_THAN_ARE_ASKED_AT_ONCE = 9;

  private final Tee tee = new KeystoreTee(TeeKeys.generate(PROVIDERS), PROVIDERS);
  private final MasterSecret secret = MasterSecret.of(tee.random(MasterSecret.BYTES));
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final List<PeerServer> servers = new ArrayList<>();
  private final PeerHttp http =
      PeerHttpClient.open(
          new KmsConfig.Peers(
              Duration.ofSeconds(30),
              true,
              Optional.empty(),
              Duration.ofSeconds(3),
              Duration.ofSeconds(5)),
          new UrlPolicy(false, true),
          new ExecutorScheduler(executor));

  @AfterEach
  void stop() {
    servers.forEach(PeerServer::close);
    http.close();
    executor.shutdownNow();
  }

  @ParameterizedTest
  @EnumSource(Lie.class)
  void honestPeerIsFoundWhateverTheOthersDo(Lie lie) {
    for (int i = 0; i < MORE_THAN_ARE_ASKED_AT_ONCE; i++) {
      servers.add(PeerServer.honest(secret).knowing(tee).lying(lie));
    }
    servers.add(PeerServer.honest(secret).knowing(tee));

    SecretFetch.Outcome outcome = fetch().fetch(secret.hash(), peers());

    assertThat(outcome.fetched()).as(outcome.detail()).isPresent();
    assertThat(outcome.fetched().orElseThrow().secret()).isEqualTo(secret);
  }

  @ParameterizedTest
  @EnumSource(
      value = Lie.class,
      names = {"WRONG_SECRET", "SEALED_FOR_ANOTHER"})
  void nothingIsAdoptedFromLiarsAlone(Lie lie) {
    for (int i = 0; i < 3; i++) {
      servers.add(PeerServer.honest(secret).knowing(tee).lying(lie));
    }

    assertThat(fetch().fetch(secret.hash(), peers()).fetched()).isEmpty();
  }

  private SecretFetch fetch() {
    PeerClient client =
        new PeerClient(
            http,
            new PeerProof(tee, new Eip191(PROVIDERS), Clock.systemUTC()),
            new Envelopes(tee, new ReplayGuard(PROVIDERS, 1000)),
            new PeerClient.Limits(Duration.ofSeconds(4), 100_000, Duration.ofSeconds(90)),
            new ExecutorScheduler(executor),
            System::nanoTime,
            new PeerClocks(Clock.systemUTC(), System::nanoTime));
    return new SecretFetch(
        ScriptedPeers.answering(
            (peer, body, mac, time) -> client.sync(peer, body, mac, Duration.ofSeconds(5))),
        new SecretSealing(PROVIDERS),
        new ExecutorScheduler(executor),
        System::nanoTime,
        Duration.ofMinutes(1));
  }

  private PeerSet peers() {
    ManualTime time = new ManualTime();
    PeerCache cache =
        new PeerCache(
            tee::wallet,
            Members.KMS,
            new UrlPolicy(false, true),
            time,
            time,
            Duration.ofSeconds(30));
    return cache.refresh(
        Members.snapshot(
            1,
            Optional.of(secret.hash()),
            Stream.concat(
                    Stream.of(
                        Members.member(tee.wallet(), tee.publicKey(), "https://self.example")),
                    servers.stream().map(PeerServer::member))
                .toArray(Member[]::new)));
  }
}
