package io.novakms.http.api;

import io.novakms.model.WireFormat;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Describes the names of JSON objects that are maps. */
final class MapKeys {
  private MapKeys() {}

  @Schema(
      name = "AppIdKey",
      description = "The decimal number of an app.",
      type = SchemaType.STRING,
      pattern = WireFormat.APP_ID)
  interface AppId {}

  @Schema(
      name = "WalletKey",
      description = "A node's wallet.",
      type = SchemaType.STRING,
      pattern = WireFormat.ANY_WALLET)
  interface Wallet {}

  @Schema(
      name = "WordKey",
      description = "A word in lower case.",
      type = SchemaType.STRING,
      pattern = "^[a-z0-9_]+$")
  interface Word {}
}
