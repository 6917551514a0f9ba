package io.novakms.http.console;

import io.novakms.http.console.ConsoleFiles.ConsoleFile;
import io.novakms.http.guard.PubliclyLimited;
import io.novakms.http.message.Etags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.Response.Status;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /console/}: a page that shows this node and its cluster to people. It only reads, and
 * there is nothing secret in it. {@link ConsoleEnabledFilter} turns it off.
 *
 * <p>The server could serve the files by itself, but each one does that in its own way; so headers,
 * tags and the list of what is served are here.
 */
@ApplicationScoped
@Tag(name = "public")
@Path(ConsoleResource.PATH)
public class ConsoleResource {
  /** Where it is. */
  public static final String PATH = "/console";

  /** What a browser is to allow the page: its own files and its own state, and nothing else. */
  public static final Map<String, String> RESTRAINTS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "Referrer-Policy",
          "no-referrer",
          "Permissions-Policy",
          "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
              + " microphone=(), payment=(), usb=()",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cross-Origin-Opener-Policy",
          "same-origin");

  private final ConsoleFiles files = new ConsoleFiles();
  private final ConsoleState state;

  /** For the container's proxy, which calls no method of it. */
  public ConsoleResource() {
    this(null);
  }

  /** A console that shows {@code state}. */
  @Inject
  public ConsoleResource(ConsoleState state) {
    this.state = state;
  }

  /** The page; without the slash at the end, where it is, since its files are beside it. */
  @GET
  @Operation(
      operationId = "console.page",
      summary =
          "The page; without the slash at the end, where it is, since its files are beside it")
  @APIResponse(
      responseCode = "200",
      description = "A page.",
      content =
          @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(type = SchemaType.STRING)))
  @APIResponse(responseCode = "302", description = "It is elsewhere.")
  @APIResponse(responseCode = "304", description = "The answer is the one that the caller has.")
  @APIResponse(
      responseCode = "412",
      description = "If-Match names another answer than there is now.")
  @APIResponse(responseCode = "404", description = "The console is off.")
  public Response page(
      @Context HttpServletRequest request,
      @Context HttpServletResponse response,
      @Context Request conditions,
      @Context ServletContext war) {
    requireOn();
    if (request.getRequestURI().endsWith("/")) {
      return file(ConsoleFiles.PAGE, response, conditions, war);
    }
    // Not by JAX-RS, which would make the address absolute, as it is seen behind a proxy.
    response.setHeader(HttpHeaders.LOCATION, request.getContextPath() + PATH + "/");
    return Response.status(Status.FOUND).build();
  }

  /** What the page shows. */
  @GET
  @Path("state")
  @PubliclyLimited
  @Operation(operationId = "console.state", summary = "What the page shows")
  @APIResponse(
      responseCode = "200",
      description = "What was asked for.",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ConsoleResponse.class)))
  @APIResponse(responseCode = "404", description = "The console is off.")
  @Produces(MediaType.APPLICATION_JSON)
  public ConsoleResponse state() {
    requireOn();
    return state.now();
  }

  /** One of its files. */
  @GET
  @Path("{name}")
  @Operation(operationId = "console.file", summary = "One of its files")
  @Parameter(
      name = "name",
      in = ParameterIn.PATH,
      required = true,
      description = "Of the file, such as `console.css`.",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "A file.",
      content = {
        @Content(mediaType = "text/html", schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = "text/css", schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = "text/javascript", schema = @Schema(type = SchemaType.STRING)),
        @Content(mediaType = "image/svg+xml", schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(responseCode = "304", description = "The answer is the one that the caller has.")
  @APIResponse(
      responseCode = "412",
      description = "If-Match names another answer than there is now.")
  @APIResponse(responseCode = "404", description = "There is no such file, or the console is off.")
  public Response file(
      @PathParam("name") String name,
      @Context HttpServletResponse response,
      @Context Request conditions,
      @Context ServletContext war) {
    requireOn();
    ConsoleFile file = files.find(name, war).orElseThrow(NotFoundException::new);
    Optional<ResponseBuilder> unmet = Etags.unmet(conditions, file.tag());
    RESTRAINTS.forEach(response::setHeader);
    // In place of what every other answer says.
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
    return unmet
        .orElseGet(() -> Response.ok(file.bytes()).type(file.type()))
        .tag(file.tag())
        .build();
  }

  /** However the request was spelled: {@link ConsoleEnabledFilter} sees paths, and not routes. */
  private void requireOn() {
    if (!state.isSwitchedOn()) {
      throw new NotFoundException();
    }
  }
}
