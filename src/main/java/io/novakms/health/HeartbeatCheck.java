package io.novakms.health;

import io.novakms.node.Heartbeat;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * Up while ticks still come to an end. Down means that only a restart helps. That this node does
 * not serve is no reason: it may be right not to.
 */
@Liveness
@ApplicationScoped
public class HeartbeatCheck implements HealthCheck {
  private final Heartbeat heartbeat;

  /** For the container's proxy, which calls no method of it. */
  public HeartbeatCheck() {
    this(null);
  }

  /** A check of {@code heartbeat}. */
  @Inject
  public HeartbeatCheck(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("heartbeat").status(heartbeat.alive()).build();
  }
}
