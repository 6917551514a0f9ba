package io.novakms.http.openapi;

import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.CallerKind;
import io.novakms.model.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Describes how a caller proves its wallet (protocol, section 5), as security schemes. */
final class CallerProofs {
  private static final String DEV = "devIdentity";
  private static final String TOKEN = "operatorToken";

  private CallerProofs() {}

  /** Every header of a proof, as a security scheme by its own name. */
  static Map<String, SecurityScheme> schemes() {
    Map<String, SecurityScheme> schemes = new LinkedHashMap<>();
    for (CallerKind kind : CallerKind.values()) {
      schemes.put(
          kind.signatureHeader(),
          header(
              kind.signatureHeader(),
              "`0x` and r, s, v in hex: the EIP-191 signature (`personal_sign`) over `"
                  + kind.messagePrefix()
                  + "<nonce>:<the node's wallet>:<timestamp>`, v 0 or 1."));
      schemes.put(
          kind.nonceHeader(),
          header(kind.nonceHeader(), "A nonce of `GET /nonce` or of an earlier answer, as sent."));
      schemes.put(
          kind.timestampHeader(),
          header(kind.timestampHeader(), "When it was signed: Unix seconds, in decimal."));
    }
    schemes.put(
        DEV,
        header(
            CallerAuthentication.DEV_HEADER,
            "The wallet alone. For development only: a node takes it where its operator has set"
                + " `KMS_DEV_IDENTITY=true`, which an enclave refuses."));
    schemes.put(
        TOKEN,
        OASFactory.createSecurityScheme()
            .type(SecurityScheme.Type.HTTP)
            .scheme("bearer")
            .description(
                "What the operator has set as `KMS_METRICS_TOKEN`. Where nothing is set, the"
                    + " caller's address has to be one of `KMS_METRICS_ALLOW`."));
    return schemes;
  }

  /** What a request to routes of {@code tag} needs: all headers of one of the alternatives. */
  static List<SecurityRequirement> needed(String tag) {
    return switch (tag) {
      case OpenApiFilter.APPS -> List.of(proof(CallerKind.APP), requirement(DEV));
      case OpenApiFilter.PEERS -> List.of(proof(CallerKind.PEER));
      case OpenApiFilter.OPERATORS ->
          List.of(requirement(TOKEN), OASFactory.createSecurityRequirement());
      default -> List.of();
    };
  }

  /** The header that a caller of {@code kind} may add to its proof. */
  static Parameter walletParameter(CallerKind kind) {
    return OASFactory.createParameter()
        .name(kind.walletHeader())
        .in(Parameter.In.HEADER)
        .description("The caller's wallet: has to be the one that signed.")
        .required(false)
        .schema(
            OASFactory.createSchema()
                .addType(Schema.SchemaType.STRING)
                .pattern(WireFormat.ANY_WALLET));
  }

  private static SecurityRequirement proof(CallerKind kind) {
    return requirement(kind.signatureHeader(), kind.nonceHeader(), kind.timestampHeader());
  }

  private static SecurityRequirement requirement(String... schemes) {
    SecurityRequirement all = OASFactory.createSecurityRequirement();
    for (String scheme : schemes) {
      all.addScheme(scheme);
    }
    return all;
  }

  private static SecurityScheme header(String name, String words) {
    return OASFactory.createSecurityScheme()
        .type(SecurityScheme.Type.APIKEY)
        .in(SecurityScheme.In.HEADER)
        .name(name)
        .description(words);
  }
}
