package io.novakms.http;

import io.novakms.http.api.CustodyResource;
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
import io.novakms.http.guard.PublicLimitFilter;
import io.novakms.http.guard.RouteTemplate;
import io.novakms.http.message.FaultMapper;
import io.novakms.http.message.JsonResponseFilter;
import io.novakms.http.message.KmsExceptionMapper;
import io.novakms.http.message.WebExceptionMapper;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;
import org.eclipse.microprofile.openapi.annotations.servers.Server;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The routes of the protocol (section 6), at the root. What is not listed here is not served. */
@ApplicationPath("/")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Nova KMS",
            version = "0",
            summary = "A distributed key management service for apps that run in TEEs.",
            description = NovaKmsApplication.DESCRIPTION,
            license = @License(name = "Apache 2.0", identifier = "Apache-2.0")),
    servers = @Server(url = "/", description = "This node."),
    tags = {
      @Tag(name = "public", description = "For everyone: no proof, and bodies in plain."),
      @Tag(
          name = "operators",
          description = "For callers that the operator admits: by a token, or by the address."),
      @Tag(
          name = "apps",
          description = "For instances of apps: each request proven, and every body sealed."),
      @Tag(
          name = "custodians",
          description =
              "For the custodians of the master secret: every body sealed, by the key of their own."),
      @Tag(
          name = "peers",
          description = "For the other nodes: each request proven, every body sealed.")
    })
public class NovaKmsApplication extends Application {
  static final String DESCRIPTION =
      """
      Apps and peers prove their wallet with every request: they sign a nonce, together with the \
      node's wallet and the time. The headers are the security schemes below.

      Bodies of apps, custodians and peers are sealed. What OpenAPI can say of such a body is that it is an \
      envelope; the schema of what is in it stands beside that, under `x-sealed-schema`, and in \
      the description of the route.

      An answer in which the node has signed nothing is a hint at most, be it an error or not.

      Every error has the body `{"code", "message"}`. A path that does not exist is answered with \
      404 `not_found`, a method that a path does not have with 405 `method_not_allowed` and the \
      header `Allow`. `HEAD` is answered as `GET` without a body, and `OPTIONS` with the methods.

      A server may refuse a malformed URI by itself, before it asks the application: with 400, and \
      with none of the headers or bodies that are described here.

      Fields that are not described may be added, and headers by the server; ignore them.""";

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
        CustodyResource.class,
        ConsoleResource.class,
        ConsoleEnabledFilter.class,
        OpenApiResource.class,
        PrometheusResource.class,
        RouteTemplate.class,
        CaseSensitiveMethodFilter.class,
        PublicLimitFilter.class,
        TrailingSlashFilter.class,
        JsonResponseFilter.class,
        KmsExceptionMapper.class,
        WebExceptionMapper.class,
        FaultMapper.class);
  }

  @Override
  public Map<String, Object> getProperties() {
    // Jersey would describe itself, with its version, in answer to any OPTIONS request.
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
