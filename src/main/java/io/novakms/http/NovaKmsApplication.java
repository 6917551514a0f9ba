package io.novakms.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/** The routes of the protocol (section 6), at the root. What is not listed here is not served. */
@ApplicationPath("/")
public class NovaKmsApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        OverviewResource.class,
        HealthResource.class,
        StatusResource.class,
        NonceResource.class,
        NodesResource.class,
        DeriveResource.class,
        DataResource.class,
        SyncResource.class,
        ConsoleResource.class,
        ConsoleEnabledFilter.class,
        OpenApiResource.class,
        PrometheusResource.class,
        RouteTemplate.class,
        CaseSensitiveMethodFilter.class,
        TrailingSlashFilter.class,
        JsonAnswers.class,
        KmsExceptionMapper.class,
        WebExceptionMapper.class,
        FaultMapper.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    // Jersey would describe itself, with its version, to whoever asks for OPTIONS.
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
