package io.novakms.devnet;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretShare;
import io.novakms.custodian.CustodianTool;
import io.novakms.devnet.DisasterStage.Given;
import io.novakms.secret.custody.CustodianKey;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.Purpose;
import io.novakms.secret.custody.ShareOffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.net.ssl.SSLContext;

/**
 * Three custodians of the local network, of whom two are enough. Each has a key file, and uses the
 * custodian's tool.
 */
final class Custodians {
  private static final List<String> NAMES = List.of("anna", "ben", "carla");

  /** Of their key files. */
  static final String PASSWORD = "devnet only, and no secret";

  private static final int OK = 200;

  private final Path directory;
  private final CertificateAuthority authority;
  private final URI rpc;
  private final HttpClient http;

  /** Custodians with keys yet to be made, in {@code directory}. */
  Custodians(Path directory, CertificateAuthority authority, URI rpc) {
    this.directory = directory;
    this.authority = authority;
    this.rpc = rpc;
    this.http = HttpClient.newBuilder().sslContext(authority.trustingContext()).build();
    Directories.make(directory);
  }

  List<String> names() {
    return NAMES;
  }

  /** Makes their keys; returns what {@code KMS_CUSTODIANS} has to be. */
  String makeKeys() {
    List<String> lines = new ArrayList<>();
    for (String name : NAMES) {
      Given made = tool("new-key", name, key(name).toString());
      if (!made.taken()) {
        throw new DevnetException("the custodian's tool makes no key: " + made.said());
      }
      lines.add(made.said());
    }
    return String.join(",", lines);
  }

  /** Fetches the custody file of a node. */
  void fetchFile(URI node) {
    HttpResponse<byte[]> answer =
        send(HttpRequest.newBuilder(URI.create(node + "/custody")).build());
    if (answer.statusCode() != OK) {
      throw new SceneException("GET /custody was answered " + answer.statusCode());
    }
    try {
      Files.write(file(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the share of {@code name} to a node. */
  Given give(String name, URI node) {
    return tool(
        "give",
        file().toString(),
        "--yes",
        "--key",
        key(name).toString(),
        "--node",
        node.toString(),
        "--rpc",
        rpc.toString());
  }

  /** Sends the share of {@code name} with one bit changed, past the tool, which would not. */
  Given forge(String name, DevnetNode node) {
    CryptoProviders crypto = CryptoProviders.available();
    try {
      CustodyFile file = new CustodyFileReader(crypto).read(Files.readAllBytes(file()));
      CustodianKey key =
          new CustodianKey(new P384(crypto).importPkcs8(decrypted(key(name))), crypto);
      SecretShare share = key.open(file);
      byte[] bytes = InsecureSecretAccess.bytes(share);
      bytes[0] ^= 1;
      SecretShare forged = SecretShare.of(share.index(), bytes);
      ShareOffer offer = new ShareOffer(Purpose.RECOVER, file, forged, Instant.now());
      String envelope = key.seal(node.teePublicKey(), offer.toJson()).toString();
      HttpResponse<byte[]> answer =
          send(
              HttpRequest.newBuilder(URI.create(node.url() + "/custody/shares"))
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(envelope))
                  .build());
      return new Given(
          answer.statusCode() == OK, new String(answer.body(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key file that the tool wrote does not open", e);
    }
  }

  /** The key file of {@code name}. */
  Path key(String name) {
    return directory.resolve(name + ".pem");
  }

  /** The custody file that they keep. */
  Path file() {
    return directory.resolve("custody.json");
  }

  /** The tool trusts the authorities of its process: for its time, those of the local network. */
  private Given tool(String... arguments) {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    int status;
    try {
      SSLContext usual = SSLContext.getDefault();
      SSLContext.setDefault(authority.trustingContext());
      try {
        status = new CustodianTool(console, Clock.systemUTC()).run(arguments);
      } finally {
        SSLContext.setDefault(usual);
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
    return new Given(status == 0, printed.toString(StandardCharsets.UTF_8).strip());
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new SceneException("a node does not answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SceneException("interrupted", e);
    }
  }

  private static byte[] decrypted(Path pem) throws IOException, GeneralSecurityException {
    String text =
        Files.readString(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----", "");
    EncryptedPrivateKeyInfo key =
        new EncryptedPrivateKeyInfo(Base64.getMimeDecoder().decode(text.strip()));
    // Its word for PBES2 names the algorithm with both of its parts.
    String algorithm = key.getAlgParameters().toString();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password())),
        key.getAlgParameters());
    return key.getKeySpec(cipher).getEncoded();
  }

  private static char[] password() {
    return PASSWORD.toCharArray();
  }

  /** A custodian who agrees. */
  private record Console(PrintStream out) implements CustodianTool.Terminal {
    @Override
    public PrintStream err() {
      return out;
    }

    @Override
    public char[] password() {
      return Custodians.password();
    }

    @Override
    public char[] newPassword() {
      return Custodians.password();
    }

    @Override
    public boolean agrees() {
      return true;
    }
  }
}
