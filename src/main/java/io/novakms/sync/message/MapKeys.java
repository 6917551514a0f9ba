package io.novakms.sync.message;

import io.novakms.model.WireFormat;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Describes the names in JSON objects that are maps. */
public final class MapKeys {
  private MapKeys() {}

  /** An app by its id in decimal. */
  @Schema(
      name = "AppIdKey",
      description = "The decimal number of an app.",
      type = SchemaType.STRING,
      pattern = WireFormat.APP_ID)
  public interface AppId {}

  /** A node by its wallet. */
  @Schema(
      name = "WalletKey",
      description = "A node's wallet.",
      type = SchemaType.STRING,
      pattern = WireFormat.ANY_WALLET)
  public interface Wallet {}

  /** A word in lower case. */
  @Schema(
      name = "WordKey",
      description = "A word in lower case.",
      type = SchemaType.STRING,
      pattern = "^[a-z0-9_]+$")
  public interface Word {}
}
