package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import org.junit.jupiter.api.Test;

class NodeViewTest {
  private static final URI URL = URI.create("https://localhost:20001");

  @Test
  void servingNodeHasNoReason() throws JsonProcessingException {
    NodeView view =
        view(
            """
            {"node": {"service_available": true, "reason": null, "reason_detail": null,
                      "master_secret": {"state": "generated", "synced_from": null}},
             "cluster": {"total_instances": 3}, "chain": {"block": 17}}""");

    assertThat(view)
        .isEqualTo(new NodeView("node-1", URL, NodeView.Phase.SERVING, "", "", "generated", 3, 17));
    assertThat(view.isServing()).isTrue();
  }

  @Test
  void closedNodeSaysWhy() throws JsonProcessingException {
    NodeView view =
        view(
            """
            {"node": {"service_available": false, "reason": "not_registered",
                      "reason_detail": "no such wallet",
                      "master_secret": {"state": "uninitialized"}},
             "cluster": {"total_instances": 0}, "chain": {"block": null}}""");

    assertThat(view)
        .isEqualTo(
            new NodeView(
                "node-1",
                URL,
                NodeView.Phase.CLOSED,
                "not_registered",
                "no such wallet",
                "uninitialized",
                0,
                0));
    assertThat(view.essence()).isEqualTo("503, not_registered: no such wallet");
  }

  @Test
  void newBlockIsNoNews() {
    NodeView before = new NodeView("n", URL, NodeView.Phase.SERVING, "", "", "synced", 3, 17);
    NodeView after = new NodeView("n", URL, NodeView.Phase.SERVING, "", "", "synced", 3, 18);

    assertThat(after.essence()).isEqualTo(before.essence());
  }

  private static NodeView view(String status) throws JsonProcessingException {
    return NodeView.of("node-1", URL, new ObjectMapper().readTree(status));
  }
}
