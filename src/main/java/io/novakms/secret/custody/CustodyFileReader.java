package io.novakms.secret.custody;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CanonicalJson;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.StreamSupport;

/**
 * Reads custody files. It returns the file byte for byte as the signer made it: a file that is
 * changed, truncated, extended or encoded differently is refused. It does not check that the signer
 * is a node of the cluster. Safe for use by many threads.
 */
public final class CustodyFileReader {
  /** The error code of its exceptions. */
  public static final String BAD_FILE = "bad_custody_file";

  private final Eip191 signatures;

  /** A reader that verifies signatures by the library in {@code providers}. */
  public CustodyFileReader(CryptoProviders providers) {
    this.signatures = new Eip191(providers);
  }

  /**
   * Reads the bytes of a file; one line end behind it is no part of it.
   *
   * @throws KmsException BAD_REQUEST, with the code {@link #BAD_FILE}, where they are none
   */
  public CustodyFile read(byte[] bytes) {
    boolean line = bytes.length > 0 && bytes[bytes.length - 1] == '\n';
    byte[] file = line ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    if (file.length > CustodyFile.MAX_BYTES) {
      throw bad("it is longer than " + CustodyFile.MAX_BYTES + " bytes");
    }
    try {
      ObjectNode json = StrictJson.object(new ByteArrayInputStream(file));
      if (!Arrays.equals(canonical(json), file)) {
        throw bad("it is not written as nodes write it: something in it was changed");
      }
      return read(json);
    } catch (IOException e) {
      throw new IllegalStateException("an array can always be read", e);
    } catch (KmsException e) {
      throw e.code().equals(BAD_FILE) ? e : bad("it is no JSON that can be read in one way only");
    }
  }

  /**
   * Reads a file that is an object in other JSON.
   *
   * @throws KmsException BAD_REQUEST, with the code {@link #BAD_FILE}, where it is none
   */
  public CustodyFile read(JsonNode json) {
    CustodyFile file = parse(json);
    if (!Arrays.equals(file.bytes(), canonical(json))) {
      throw bad("it has fields that do not belong there, or values in another form");
    }
    if (!signerOf(file).equals(file.signer())) {
      throw bad("its signature is not that of the node " + file.signer() + ", which it names");
    }
    return file;
  }

  static CustodyFile parse(JsonNode json) {
    JsonNode custodians = json.path(CustodyFile.CUSTODIANS);
    if (!CustodyFile.FORMAT.equals(json.path(CustodyFile.FORMAT_FIELD).textValue())) {
      throw bad("its format is not " + CustodyFile.FORMAT);
    }
    if (!custodians.isArray() || custodians.size() > CustodyFile.MAX_ENTRIES) {
      throw bad("it has no list of up to " + CustodyFile.MAX_ENTRIES + " custodians");
    }
    try {
      return new CustodyFile(
          ClusterIdentity.parse(json.path(CustodyFile.CLUSTER)),
          json.path(CustodyFile.THRESHOLD).intValue(),
          Instant.ofEpochMilli(json.path(CustodyFile.CREATED_AT).longValue()),
          StreamSupport.stream(custodians.spliterator(), false).map(CustodyEntry::parse).toList(),
          Wallet.parse(json.path(CustodyFile.SIGNER).asText()),
          json.path(CustodyFile.SIGNATURE).textValue());
    } catch (IllegalArgumentException e) {
      throw bad("a value in it is missing or malformed");
    }
  }

  private static byte[] canonical(JsonNode json) {
    try {
      return CanonicalJson.encode(json);
    } catch (KmsException e) {
      throw bad(e.getMessage());
    }
  }

  private Wallet signerOf(CustodyFile file) {
    try {
      return signatures.recover(file.signedText(), file.signature());
    } catch (KmsException e) {
      throw bad("its signature is malformed");
    }
  }

  private static KmsException bad(String why) {
    return new KmsException(Kind.BAD_REQUEST, BAD_FILE, "the custody file: " + why, null);
  }
}
