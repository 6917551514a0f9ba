package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.custodian.CustodianTool;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.ScriptedRegistry;
import io.novakms.registry.Structs;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.secret.custody.Purpose;
import io.novakms.testing.ControlTool;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The custodian's tool, against a node over HTTP and a chain over JSON-RPC. */
class CustodianToolTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final String PASSWORD = "correct horse battery";

  @TempDir static Path directory;

  private static String anna;
  private static String ben;

  private final ManualTime time = new ManualTime();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private String chainId = "0x7a69";
  private final RpcDouble rpc =
      RpcDouble.answering(
          call ->
              call.path("method").asText().equals("eth_chainId")
                  ? RpcDouble.result(chainId)
                  : registry.apply(call));
  private final TestTerminal terminal = new TestTerminal();
  private TestNode node;
  private String url;
  private Path file;

  @BeforeAll
  static void makeKeys() {
    TestTerminal terminal = new TestTerminal();
    CustodianTool tool = new CustodianTool(terminal, new ManualTime());
    assertThat(tool.run("new-key", "anna", path("anna.pem"))).isZero();
    anna = terminal.printed();
    assertThat(tool.run("new-key", "ben", path("ben.pem"))).isZero();
    ben = terminal.printed();
  }

  @BeforeEach
  void oneRegisteredNodeWithAFile() throws IOException {
    Map<String, String> settings =
        Map.of(
            "KMS_CUSTODIANS",
            anna + "," + ben,
            "KMS_CUSTODY_THRESHOLD",
            "2",
            "NOVA_APP_REGISTRY_ADDRESS",
            registry.apps.address().address(),
            "KMS_REGISTRY_ADDRESS",
            registry.kms.address().address());
    node = new TestNode(TestSettings.with(settings), time, time, Runnable::run);
    node.members();
    url = server.serve(node).base().toString();
    node.custody.verified(node.secret);
    file = directory.resolve("custody.json");
    Files.write(file, node.custody.requireFile().bytes());
    registry.answer(registry.kms.masterSecretHash(), node.secret.hash().toString());
    register(node.tee.wallet(), node.tee.publicKey());
  }

  @AfterEach
  void close() {
    rpc.close();
  }

  @Test
  void newKeyPrintsItsSettingAndIsForItsOwnerAlone() throws IOException {
    assertThat(anna).matches("anna=[0-9a-f]{240}");
    assertThat(Files.readString(Path.of(path("anna.pem"))))
        .startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyOf("anna"))))
        .isEqualTo("rw-------");
  }

  @Test
  void keyFileThatIsThereStaysAsItIs() throws IOException {
    byte[] before = Files.readAllBytes(keyOf("anna"));

    assertThat(run("new-key", "anna", path("anna.pem"))).isEqualTo(2);

    assertThat(terminal.printed()).contains("is there already");
    assertThat(Files.readAllBytes(keyOf("anna"))).isEqualTo(before);
  }

  @Test
  void shortPasswordIsRefused() {
    terminal.password = "short";

    assertThat(run("new-key", "carla", path("carla.pem"))).isEqualTo(2);

    assertThat(terminal.printed()).contains("12 characters at least");
    assertThat(Path.of(path("carla.pem"))).doesNotExist();
  }

  @Test
  void badNameMakesNoKey() {
    assertThat(run("new-key", "a b", path("bad.pem"))).isEqualTo(2);

    assertThat(terminal.printed()).contains("a custodian's name is");
    assertThat(Path.of(path("bad.pem"))).doesNotExist();
  }

  @Test
  void lookShowsWhoAndWhichClusterAndWhetherTheSignerIsRegistered() {
    assertThat(run("look", file.toString())).isZero();
    assertThat(terminal.printed())
        .contains(
            "chain      31337, KMS app 1",
            "threshold  2 of 2 shares",
            "share 1    " + anna.replace('=', ' '),
            "signed by  " + node.tee.wallet())
        .doesNotContain("registry vouches");

    assertThat(run("look", file.toString(), "--rpc", rpc.url().toString())).isZero();
    assertThat(terminal.printed())
        .contains("(as the chain has it)", "(a node that the registry vouches for)");

    registry.list();
    assertThat(run("look", file.toString(), "--rpc", rpc.url().toString())).isZero();
    assertThat(terminal.printed()).contains("(NOT a node that the registry vouches for now");
  }

  @Test
  void checkOpensTheOwnShare() {
    assertThat(run("check", file.toString(), "--key", path("ben.pem"))).isZero();

    assertThat(terminal.printed()).contains("share 2    of ben opens, and is right");
  }

  @Test
  void wrongPasswordOpensNothing() {
    terminal.password = "wrong horse battery";

    assertThat(run("check", file.toString(), "--key", path("ben.pem"))).isEqualTo(2);

    assertThat(terminal.printed()).contains("the password is another");
  }

  @Test
  void alteredFileIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    assertThat(run("look", file.toString())).isEqualTo(2);

    assertThat(terminal.printed()).contains("the custody file: ");
  }

  @Test
  void twoCustodiansRecoverANode() {
    node.custody.missing(node.secret.hash());

    assertThat(give("anna")).isZero();
    assertThat(terminal.printed())
        .contains(
            "node       " + node.tee.wallet() + ", instance 5",
            "(as registered)",
            "giver      anna, share 1",
            "purpose    recover",
            "the share is right; 1 of 2 shares were given");
    assertThat(give("ben")).isZero();
    assertThat(terminal.printed()).contains("the node has the master secret again");
  }

  @Test
  void twoCustodiansRehearse() {
    assertThat(give("anna", "--rehearse")).isZero();
    assertThat(give("ben", "--rehearse")).isZero();

    assertThat(terminal.printed())
        .contains("purpose    rehearse", "the shares make the master secret; nothing was kept");
    assertThat(node.custody.rehearsedAt()).contains(time.instant());
  }

  @Test
  void refusalOfTheNodeIsTold() {
    assertThat(give("anna")).isEqualTo(1);

    assertThat(terminal.printed()).contains("refused    share_not_wanted: this node has");
  }

  @Test
  void nodeThatTheRegistryDoesNotKnowGetsNothing() {
    node.custody.missing(node.secret.hash());
    registry.list();

    assertNothingIsSent("the registry does not vouch for " + node.tee.wallet());
  }

  @Test
  void nodeWhoseAttestationIsNotVerifiedGetsNothing() {
    node.custody.missing(node.secret.hash());
    registry.instance(
        Structs.unverified(Structs.instance(5, node.tee.wallet(), node.tee.publicKey())));

    assertNothingIsSent("the registry does not vouch for " + node.tee.wallet());
  }

  @Test
  void nodeWithAnotherKeyThanTheRegisteredOneGetsNothing() {
    node.custody.missing(node.secret.hash());
    register(node.tee.wallet(), TeePublicKey.parse(Structs.TEE_PUBLIC_KEY));

    assertNothingIsSent("teePubkey is not the one that the registry has");
  }

  @Test
  void nothingIsSentWhereTheChainIsAnotherOrHasAnotherHash() {
    node.custody.missing(node.secret.hash());
    registry.answer(registry.kms.masterSecretHash(), "0x" + "12".repeat(32));
    assertNothingIsSent("the chain has another hash than this file");

    chainId = "0x1";
    assertNothingIsSent("the provider serves chain 1, and the file is of chain 31337");
  }

  @Test
  void nothingIsSentUnlessTheCustodianAgrees() {
    node.custody.missing(node.secret.hash());
    terminal.agrees = false;

    assertNothingIsSent("not agreed");
  }

  @Test
  void whatIsMissingOnTheCommandLineIsTold() {
    assertThat(run()).isEqualTo(2);
    assertThat(terminal.printed()).contains("usage:");
    assertThat(run("give", file.toString())).isEqualTo(2);
    assertThat(terminal.printed()).contains("--node is needed");
    assertThat(run("look", "--explode")).isEqualTo(2);
    assertThat(terminal.printed()).contains("there is no option --explode");
    assertThat(run("check", file.toString(), "--key")).isEqualTo(2);
    assertThat(terminal.printed()).contains("--key needs one value");
    assertThat(run("look", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(terminal.printed()).contains("can't be read");
  }

  @Test
  void toolRunsByItself() {
    ControlTool.Run run =
        ControlTool.java(
            Map.of("KMS_CUSTODIAN_PASSWORD", PASSWORD),
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                CustodianTool.class.getName(),
                "check",
                file.toString(),
                "--key",
                path("anna.pem")));

    assertThat(run.printed()).isEqualTo("share 1    of anna opens, and is right");
    assertThat(run.exit()).isZero();
  }

  private void assertNothingIsSent(String why) {
    assertThat(give("anna")).isEqualTo(2);
    assertThat(terminal.printed()).contains(why);
    assertThat(node.custody.shares(Purpose.RECOVER)).isZero();
  }

  private int give(String name, String... more) {
    String[] line = {
      "give",
      file.toString(),
      "--key",
      path(name + ".pem"),
      "--node",
      url,
      "--rpc",
      rpc.url().toString()
    };
    String[] whole = Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, whole, line.length, more.length);
    return run(whole);
  }

  private int run(String... line) {
    return new CustodianTool(terminal, time).run(line);
  }

  private void register(Wallet wallet, TeePublicKey key) {
    registry.list(wallet);
    registry.instance(Structs.instance(5, wallet, key));
  }

  private static Path keyOf(String name) {
    return directory.resolve(name + ".pem");
  }

  private static String path(String name) {
    return directory.resolve(name).toString();
  }

  /** A custodian who types what the test says. */
  private static final class TestTerminal implements CustodianTool.Terminal {
    String password = PASSWORD;
    boolean agrees = true;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream printer = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Override
    public PrintStream out() {
      return printer;
    }

    @Override
    public PrintStream err() {
      return printer;
    }

    @Override
    public char[] password() {
      return password.toCharArray();
    }

    @Override
    public char[] newPassword() {
      return password.toCharArray();
    }

    @Override
    public boolean agrees() {
      return agrees;
    }

    /** What was printed since the last call. */
    String printed() {
      String text = bytes.toString(StandardCharsets.UTF_8).strip();
      bytes.reset();
      return text;
    }
  }
}
