package io.novakms.http.openapi;

import io.novakms.auth.CallerKind;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.message.RequestId;
import io.novakms.model.Reason;
import io.novakms.node.Step;
import io.novakms.node.TickReport;
import io.novakms.peer.PeerException;
import io.novakms.secret.SecretStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

/**
 * Completes the document that the build makes of the annotations: what follows from who may call a
 * route (its tag), and not from the route, stands here once. A message that does not name the
 * properties that it requires, requires all of them; a number with a pattern may be sent as text.
 */
public final class OpenApiFilter implements OASFilter {
  /** The tag of routes of apps. */
  static final String APPS = "apps";

  /** The tag of routes of peers. */
  static final String PEERS = "peers";

  /** The tag of routes of custodians, whose key in the envelope is all that they prove. */
  static final String CUSTODIANS = "custodians";

  /** The tag of routes of operators. */
  static final String OPERATORS = "operators";

  /** The words of enums on the wire, by the names of their constants. */
  private static final Map<List<String>, List<String>> WORDS =
      Map.ofEntries(
          words(Reason.values(), Reason::code),
          words(Step.values(), Step::code),
          words(SecretStatus.Origin.values(), SecretStatus.Origin::word),
          words(TickReport.Outcome.values(), OpenApiFilter::lowerCase),
          words(PeerException.Fault.values(), OpenApiFilter::lowerCase));

  private final RouteErrors errors = new RouteErrors();
  private final RouteHeaders headers = new RouteHeaders(RequestId.HEADER, RequestGuard.NEXT_NONCE);

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document.getComponents().getSchemas().values().forEach(OpenApiFilter::complete);
    SealedBodies.define(document.getComponents());
    BoundMessages bound = new BoundMessages(document.getComponents());
    bound.define();
    document.getComponents().setSecuritySchemes(CallerProofs.schemes());
    document
        .getPaths()
        .getPathItems()
        .values()
        .forEach(
            path -> path.getOperations().values().forEach(operation -> complete(operation, bound)));
  }

  private static void complete(Schema message) {
    if (message.getProperties() == null) {
      return;
    }
    if (message.getRequired() == null) {
      message.setRequired(List.copyOf(message.getProperties().keySet()));
    }
    for (Schema property : message.getProperties().values()) {
      boolean isNumber = has(property, SchemaType.INTEGER);
      if (isNumber && property.getPattern() != null) {
        property.addType(SchemaType.STRING);
      }
      if (property.getEnumeration() != null) {
        nameWords(property);
      }
      if (property.getAnyOf() != null) {
        // Else it would be no null, which is one of the options.
        property.setType(null);
      }
    }
  }

  /** Replaces the names of an enum's constants by the words that are sent for them. */
  private static void nameWords(Schema property) {
    List<String> names = property.getEnumeration().stream().map(String::valueOf).toList();
    List<Object> words = new ArrayList<>(WORDS.getOrDefault(names, names));
    boolean isNullable = has(property, SchemaType.NULL);
    property.setEnumeration(null);
    property.setType(null);
    Schema word = isNullable ? OASFactory.createSchema() : property;
    word.setType(List.of(SchemaType.STRING));
    word.setEnumeration(words);
    if (isNullable) {
      property.addAnyOf(word).addAnyOf(OASFactory.createSchema().addType(SchemaType.NULL));
    }
  }

  private static boolean has(Schema property, SchemaType type) {
    return property.getType() != null && property.getType().contains(type);
  }

  private void complete(Operation operation, BoundMessages bound) {
    String tag = operation.getTags().get(0);
    if (operation.getDescription() == null) {
      operation.setDescription(operation.getSummary() + ".");
    }
    operation.setSecurity(CallerProofs.needed(tag));
    caller(tag).map(CallerProofs::walletParameter).ifPresent(operation::addParameter);
    errors.addTo(operation, tag);
    headers.addTo(operation, caller(tag));
    if (caller(tag).isPresent() || tag.equals(CUSTODIANS)) {
      SealedBodies.seal(operation, caller(tag), bound);
    }
  }

  private static Optional<CallerKind> caller(String tag) {
    return switch (tag) {
      case APPS -> Optional.of(CallerKind.APP);
      case PEERS -> Optional.of(CallerKind.PEER);
      default -> Optional.empty();
    };
  }

  private static <E extends Enum<E>> Map.Entry<List<String>, List<String>> words(
      E[] constants, Function<E, String> word) {
    return Map.entry(
        Stream.of(constants).map(Enum::name).toList(), Stream.of(constants).map(word).toList());
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
