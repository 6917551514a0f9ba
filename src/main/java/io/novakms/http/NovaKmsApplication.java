package io.novakms.http;

import io.novakms.http.api.DataResource;
import io.novakms.http.api.DeriveResource;
import io.novakms.http.api.HealthResource;
import io.novakms.http.api.NodesResource;
import io.novakms.http.api.NonceResource;
import io.novakms.http.api.PrometheusResource;
import io.novakms.http.api.StatusResource;
import io.novakms.http.api.SyncResource;
import io.novakms.http.api.TrailingSlashFilter;
import io.novakms.http.console.ConsoleEnabledFilter;
import io.novakms.http.console.ConsoleResource;
import io.novakms.http.guard.CaseSensitiveMethodFilter;
import io.novakms.http.guard.RouteTemplate;
import io.novakms.http.message.FaultMapper;
import io.novakms.http.message.JsonResponseFilter;
import io.novakms.http.message.KmsExceptionMapper;
import io.novakms.http.message.WebExceptionMapper;
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
        JsonResponseFilter.class,
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
