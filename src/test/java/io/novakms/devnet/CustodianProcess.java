package io.novakms.devnet;

import io.novakms.custodian.CustodianTool;
import io.novakms.testing.ControlTool;
import io.novakms.testing.ControlTool.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The custodians' tool as a custodian runs it: a process of its own, which trusts the local
 * network's certificates by Java's settings and takes its password from the environment.
 */
final class CustodianProcess {
  private static final Map<String, String> PASSWORD =
      Map.of("KMS_CUSTODIAN_PASSWORD", Custodians.PASSWORD);
  private static final String STORE_PASSWORD = "changeit";

  private final Custodians custodians;
  private final Path store;
  private final URI rpc;

  /**
   * The tool with the files of {@code custodians}.
   *
   * @param store where the certificates that it trusts are written to
   */
  CustodianProcess(Custodians custodians, Path store, CertificateAuthority authority, URI rpc)
      throws IOException, GeneralSecurityException {
    this.custodians = custodians;
    this.store = store;
    this.rpc = rpc;
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(authority.file());
        OutputStream out = Files.newOutputStream(store)) {
      trusted.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      trusted.store(out, STORE_PASSWORD.toCharArray());
    }
  }

  /** Makes all custodians' keys; returns what {@code KMS_CUSTODIANS} has to be. */
  String makeKeys() {
    List<String> lines = new ArrayList<>();
    for (String name : custodians.names()) {
      lines.add(run("new-key", name, custodians.key(name).toString()).printed());
    }
    return String.join(",", lines);
  }

  /** Gives the share of {@code name} to {@code node}, with further options of the command. */
  Run give(String name, DevnetNode node, String... more) {
    List<String> line = new ArrayList<>(List.of("give", custodians.file().toString(), "--yes"));
    line.addAll(List.of("--key", custodians.key(name).toString()));
    line.addAll(List.of("--node", node.url().toString(), "--rpc", rpc.toString()));
    line.addAll(List.of(more));
    return run(line.toArray(String[]::new));
  }

  private Run run(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add("-Djavax.net.ssl.trustStore=" + store);
    line.add("-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD);
    line.addAll(List.of("-cp", System.getProperty("java.class.path")));
    line.add(CustodianTool.class.getName());
    line.addAll(List.of(arguments));
    return ControlTool.java(PASSWORD, line);
  }
}
