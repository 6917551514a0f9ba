package io.novakms.admin;

import io.novakms.testing.TestNode;
import javax.management.MBeanServer;

/** The MXBean of a test node. */
final class AdminNode {
  private AdminNode() {}

  /** Shows {@code node} in {@code server}. */
  static Registration register(MBeanServer server, TestNode node) {
    return Registration.of(server, new NodeBean(attributes(node), operations(node)));
  }

  private static NodeAttributes attributes(TestNode node) {
    return new NodeAttributes(
        node.config,
        node.tee,
        node.heart.gate(),
        node.heart.heartbeat(),
        node.holder,
        node.peers,
        node.probes,
        node.push,
        node.store,
        node.clock);
  }

  private static NodeOperations operations(TestNode node) {
    return new NodeOperations(node.steering, node.heart.gate(), node.audit);
  }
}
