package io.novakms.admin;

import io.novakms.diagnostics.BuildVersion;
import io.novakms.node.GateState.Serving;
import io.novakms.node.GateState.Unavailable;
import io.novakms.registry.rpc.ChainBlock;

/** The {@link NodeMXBean}, out of what it shows and what it does. */
final class NodeBean implements NodeMXBean {
  private final NodeAttributes node;
  private final NodeOperations operations;

  NodeBean(NodeAttributes node, NodeOperations operations) {
    this.node = node;
    this.operations = operations;
  }

  @Override
  public boolean isServing() {
    return node.gateState() instanceof Serving;
  }

  @Override
  public String getReason() {
    return node.closed().map(closed -> closed.reason().code()).orElse(null);
  }

  @Override
  public String getReasonDetail() {
    return node.closed().map(Unavailable::detail).orElse(null);
  }

  @Override
  public String getSince() {
    return node.gateState().since().toString();
  }

  @Override
  public Double getLeaseLeftSeconds() {
    return node.leaseLeftSeconds();
  }

  @Override
  public boolean isDrained() {
    return node.isDrained();
  }

  @Override
  public String getWallet() {
    return node.wallet();
  }

  @Override
  public String getUrl() {
    return node.url();
  }

  @Override
  public String getVersion() {
    return BuildVersion.VERSION;
  }

  @Override
  public String getBootEpoch() {
    return node.bootEpoch();
  }

  @Override
  public String getSecretState() {
    return node.secretState();
  }

  @Override
  public String getSecretSyncedFrom() {
    return node.secretSyncedFrom();
  }

  @Override
  public Long getChainBlock() {
    return node.block().map(ChainBlock::number).orElse(null);
  }

  @Override
  public String getChainBlockTime() {
    return node.block().map(block -> block.timestamp().toString()).orElse(null);
  }

  @Override
  public Double getChainReadAgeSeconds() {
    return node.chainReadAgeSeconds();
  }

  @Override
  public boolean isHeartAlive() {
    return node.isHeartAlive();
  }

  @Override
  public TickData getLastTick() {
    return node.lastTick();
  }

  @Override
  public TickData[] getTicks() {
    return node.ticks();
  }

  @Override
  public PeerData[] getPeers() {
    return node.peers();
  }

  @Override
  public String[] getRejectedInstances() {
    return node.rejectedInstances();
  }

  @Override
  public StoreData getStore() {
    return node.store();
  }

  @Override
  public LimitsData getLimits() {
    return node.limits();
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
  public DeliveryData drain(int seconds) {
    return operations.drain(seconds);
  }

  @Override
  public boolean resume() {
    return operations.resume();
  }
}
