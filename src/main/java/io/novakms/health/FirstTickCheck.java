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
  @Inject private Heartbeat heartbeat;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("first-tick").status(heartbeat.last().isPresent()).build();
  }
}
