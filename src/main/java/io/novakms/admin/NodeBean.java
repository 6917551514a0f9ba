package io.novakms.admin;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.BuildVersion;
import io.novakms.model.Wallet;
import io.novakms.node.GateSnapshot;
import io.novakms.node.GateState.Unavailable;
import io.novakms.node.NodeObserver;
import io.novakms.node.NodeSnapshot;
import io.novakms.registry.rpc.ChainBlock;
import io.novakms.secret.custody.Custody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The {@link NodeMXBean}: attributes from a snapshot of the node, operations as it carries out. */
final class NodeBean implements NodeMXBean {
  private static final double MILLIS = 1000;

  private final NodeObserver observer;
  private final NodeOperations operations;
  private final KmsConfig config;
  private final Custody custody;

  NodeBean(NodeObserver observer, NodeOperations operations, KmsConfig config, Custody custody) {
    this.custody = custody;
    this.observer = observer;
    this.operations = operations;
    this.config = config;
  }

  @Override
  public boolean isServing() {
    return gate().isOpen();
  }

  @Override
  public String getReason() {
    return gate().closed().map(closed -> closed.reason().code()).orElse(null);
  }

  @Override
  public String getReasonDetail() {
    return gate().closed().map(Unavailable::detail).orElse(null);
  }

  @Override
  public String getSince() {
    return gate().since().toString();
  }

  @Override
  public Double getLeaseLeftSeconds() {
    GateSnapshot gate = gate();
    return gate.isOpen() ? seconds(gate.leaseLeft()) : null;
  }

  @Override
  public boolean isDrained() {
    return gate().isDrained();
  }

  @Override
  public String getCustodyFile() {
    return custody
        .file()
        .map(file -> new String(file.bytes(), StandardCharsets.UTF_8))
        .orElse(null);
  }

  @Override
  public String getWallet() {
    return now().identity().map(known -> known.wallet().address()).orElse(null);
  }

  @Override
  public String getUrl() {
    return now().url().orElse(null);
  }

  @Override
  public String getVersion() {
    return BuildVersion.VERSION;
  }

  @Override
  public String getBootEpoch() {
    return observer.bootEpoch();
  }

  @Override
  public String getSecretState() {
    return now().secret().origin().word();
  }

  @Override
  public String getSecretSyncedFrom() {
    return now().secret().syncedFrom().map(Wallet::address).orElse(null);
  }

  @Override
  public Long getChainBlock() {
    return block().map(ChainBlock::number).orElse(null);
  }

  @Override
  public String getChainBlockTime() {
    return block().map(block -> block.timestamp().toString()).orElse(null);
  }

  @Override
  public Double getChainReadAgeSeconds() {
    return now().chainAge().map(NodeBean::seconds).orElse(null);
  }

  @Override
  public boolean isHeartAlive() {
    return now().isAlive();
  }

  @Override
  public TickData getLastTick() {
    return now().lastTick().map(TickData::new).orElse(null);
  }

  @Override
  public TickData[] getTicks() {
    return now().ticks().stream().map(TickData::new).toArray(TickData[]::new);
  }

  @Override
  public PeerData[] getPeers() {
    NodeSnapshot now = now();
    return now.cluster().peers().stream()
        .map(peer -> new PeerData(peer, now.cluster().push(peer.peer().wallet())))
        .toArray(PeerData[]::new);
  }

  @Override
  public String[] getRejectedInstances() {
    return now().members().rejected().entrySet().stream()
        .map(rejected -> rejected.getKey() + ": " + rejected.getValue())
        .sorted()
        .toArray(String[]::new);
  }

  @Override
  public boolean isVouching() {
    return now().vouching().vouches();
  }

  @Override
  public String[] getAwaitedMembers() {
    return now().vouching().waitingFor().stream().map(Wallet::address).toArray(String[]::new);
  }

  @Override
  public String[] getLostMembers() {
    return now().vouching().lost().stream().map(Wallet::address).toArray(String[]::new);
  }

  @Override
  public StoreData getStore() {
    return new StoreData(now().store());
  }

  @Override
  public JournalData getJournal() {
    return new JournalData(now().journal());
  }

  @Override
  public LimitsData getLimits() {
    return new LimitsData(config);
  }

  @Override
  public boolean tickNow() {
    return operations.tickNow();
  }

  @Override
  public DeliveryData pushNow() {
    return operations.pushNow();
  }

  @Override
  public PullData pullSnapshot(String wallet) {
    return operations.pullSnapshot(wallet);
  }

  @Override
  public BackupData backup() {
    return operations.backup();
  }

  @Override
  public RestoreData restore(String file) {
    return operations.restore(file);
  }

  @Override
  public String[] declareLost(String wallets) {
    return operations.declareLost(wallets);
  }

  @Override
  public DeliveryData drain(int seconds) {
    return operations.drain(seconds);
  }

  @Override
  public boolean resume() {
    return operations.resume();
  }

  private NodeSnapshot now() {
    return observer.snapshot();
  }

  private GateSnapshot gate() {
    return now().gate();
  }

  private Optional<ChainBlock> block() {
    return now().members().block();
  }

  private static double seconds(Duration span) {
    return span.toMillis() / MILLIS;
  }
}
