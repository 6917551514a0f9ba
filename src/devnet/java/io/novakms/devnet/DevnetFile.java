package io.novakms.devnet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * {@code devnet.json}: all that a client of the local network needs. The fields keep their names
 * and their order; tools in other languages read them. Files are absolute paths.
 */
record DevnetFile(
    String rpcUrl,
    long chainId,
    String novaAppRegistry,
    String kmsRegistry,
    BigInteger kmsAppId,
    String ownerPrivateKey,
    String caCertificate,
    List<Node> nodes,
    List<App> apps) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** One node. */
  record Node(
      String name,
      String url,
      String wallet,
      String teePubkey,
      String capsuleApiUrl,
      String healthUrl,
      String log,
      long pid) {
    static Node of(DevnetNode node) {
      return new Node(
          node.name(),
          node.url().toString(),
          node.wallet().address(),
          node.teePublicKey().hex(),
          node.capsule().url().toString(),
          node.healthUrl().toString(),
          node.log().toString(),
          node.process().pid());
    }
  }

  /** One app. Its keys are there for clients to sign with: they are of this network only. */
  record App(
      BigInteger appId,
      String wallet,
      String walletPrivateKey,
      String teePubkey,
      String teePrivateKeyPkcs8,
      String capsuleApiUrl) {
    static App of(DevnetApp app) {
      return new App(
          app.id().value(),
          app.identity().address(),
          app.identity().walletPrivateKey(),
          app.identity().teePubkey(),
          app.identity().teePrivateKeyPkcs8(),
          app.capsule().url().toString());
    }
  }

  /** Describes {@code devnet} as it is now. */
  static DevnetFile of(Devnet devnet) {
    DevChain chain = devnet.chain();
    return new DevnetFile(
        chain.rpc().url().toString(),
        chain.chainId(),
        chain.appRegistry().address().address(),
        chain.kmsRegistry().address().address(),
        chain.kmsAppId().value(),
        DevChain.OWNER_PRIVATE_KEY,
        devnet.certificateAuthority().file().toString(),
        devnet.nodes().stream().map(Node::of).toList(),
        devnet.apps().stream().map(App::of).toList());
  }

  /** Writes it to {@code file} so that a reader sees the old or the new one, and never a half. */
  void write(Path file) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(unfinished, JSON.writeValueAsString(this) + "\n");
      Files.move(
          unfinished, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
