package io.novakms.health;

import io.novakms.node.Gate;
import io.novakms.node.GateState.Unavailable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** UP while the gate is open; where it is closed, DOWN with the code of the reason. */
@Readiness
@ApplicationScoped
public class GateCheck implements HealthCheck {
  private final Gate gate;

  /** For the container's proxy, which calls no method of it. */
  public GateCheck() {
    this(null);
  }

  /** A check of {@code gate}. */
  @Inject
  public GateCheck(Gate gate) {
    this.gate = gate;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("gate");
    if (gate.state() instanceof Unavailable closed) {
      return answer.down().withData("reason", closed.reason().code()).build();
    }
    return answer.up().build();
  }
}
