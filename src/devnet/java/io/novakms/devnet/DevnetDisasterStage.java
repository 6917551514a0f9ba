package io.novakms.devnet;

import io.novakms.registry.InstanceStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** The disaster's stage: a local network whose nodes have journals, and its custodians. */
final class DevnetDisasterStage extends DevnetStage implements DisasterStage {
  private final Custodians custodians;

  DevnetDisasterStage(Devnet devnet, Custodians custodians) {
    super(devnet);
    this.custodians = custodians;
  }

  /**
   * What to start {@code count} nodes with, such that they outlive the disaster.
   *
   * @param custodians as {@code KMS_CUSTODIANS} has them
   */
  static List<NodePlan> plans(int count, Path directory, String custodians) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "node-" + i)
        .map(
            name ->
                NodePlan.named(name)
                    .with("KMS_CUSTODIANS", custodians)
                    .with("KMS_CUSTODY_THRESHOLD", "2")
                    .with("KMS_DATA_DIR", directory.resolve(name).resolve("data").toString()))
        .toList();
  }

  @Override
  public List<String> custodians() {
    return custodians.names();
  }

  @Override
  public void fetchCustodyFile(int node) {
    custodians.fetchFile(nodes.get(node).url());
  }

  @Override
  public void killAll() {
    nodes.parallelStream().forEach(node -> node.process().kill());
  }

  @Override
  public String whyClosed(int node) {
    return nodes
        .get(node)
        .status()
        .map(
            status ->
                status.at("/node/reason").asText()
                    + ": "
                    + status.at("/node/reason_detail").asText())
        .orElse("");
  }

  @Override
  public void vouchFor(int node, boolean vouched) {
    nodes.get(node).setStatus(vouched ? InstanceStatus.ACTIVE : InstanceStatus.STOPPED);
  }

  @Override
  public Given give(String custodian, int node) {
    return custodians.give(custodian, nodes.get(node).url());
  }

  @Override
  public Given forge(String custodian, int node) {
    return custodians.forge(custodian, nodes.get(node));
  }
}
