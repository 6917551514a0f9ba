package io.novakms.health;

import io.novakms.node.Heartbeat;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Up once the first tick has come to an end, well or not. */
@Startup
@ApplicationScoped
public class FirstTickCheck implements HealthCheck {
  private final Heartbeat heartbeat;

  /** For the container's proxy, which calls no method of it. */
  public FirstTickCheck() {
    this(null);
  }

  /** A check of {@code heartbeat}. */
  @Inject
  public FirstTickCheck(Heartbeat heartbeat) {
    this.heartbeat = heartbeat;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("first-tick").status(heartbeat.last().isPresent()).build();
  }
}
