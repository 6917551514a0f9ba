package io.novakms.custodian;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384KeyPair;
import io.novakms.model.Custodian;
import io.novakms.model.KmsException;
import io.novakms.secret.custody.CustodianKey;
import io.novakms.secret.custody.CustodyEntry;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.Purpose;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.logging.LogManager;

/**
 * The custodian's tool. It runs by itself, out of an unpacked WAR:
 *
 * <pre>
 * java -cp 'WEB-INF/classes:WEB-INF/lib/*' io.novakms.custodian.CustodianTool COMMAND
 * </pre>
 *
 * <p>Exit status: 0 where it is done, 1 where a node refused or found the shares to be wrong, 2
 * where it was not done; then it says why, and no share was sent unless it says so.
 */
public final class CustodianTool {
  private static final String USAGE =
      """
      usage: CustodianTool COMMAND
        new-key NAME KEYFILE         make a key; prints what to put into KMS_CUSTODIANS
        look FILE [--rpc URL]        show a custody file, and what the chain says of it
        check FILE --key KEYFILE     open the own share, and compare it with the file
        give FILE --key KEYFILE --node URL --rpc URL [--rehearse] [--yes]
                                     give the own share to a node that lost the secret;
                                     --rehearse: to one that has it; --yes: do not ask
      The password of KEYFILE is read from KMS_CUSTODIAN_PASSWORD, or asked for.""";

  private static final int DONE = 0;
  private static final int REFUSED = 1;
  private static final int NOT_DONE = 2;

  private final Terminal terminal;
  private final Clock clock;
  private final CryptoProviders crypto = CryptoProviders.available();

  /** A tool that talks to the custodian by {@code terminal}. */
  public CustodianTool(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  /** Runs one command. */
  public static void main(String[] args) {
    // The custodian is to see what the tool says, and not what its libraries do.
    LogManager.getLogManager().reset();
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(new CustodianTool(Terminal.ofProcess(), Clock.systemUTC()).run(args));
  }

  /** Runs the command in {@code args}, and returns the exit status. */
  public int run(String... args) {
    try {
      Arguments arguments = Arguments.parse(args);
      return switch (arguments.word(0).orElse("")) {
        case "new-key" -> newKey(arguments);
        case "look" -> look(arguments);
        case "check" -> check(arguments);
        case "give" -> give(arguments);
        default -> throw new ToolException("a command is needed" + System.lineSeparator() + USAGE);
      };
    } catch (ToolException | KmsException e) {
      terminal.err().println(e.getMessage());
      return NOT_DONE;
    }
  }

  private int newKey(Arguments arguments) {
    String name = arguments.word(1).orElseThrow(() -> new ToolException("NAME is needed"));
    String file = arguments.word(2).orElseThrow(() -> new ToolException("KEYFILE is needed"));
    if (!Custodian.isName(name)) {
      throw new ToolException("a custodian's name is " + Custodian.NAMES);
    }
    P384KeyPair keys = new KeyFile(Path.of(file), crypto).create(terminal.newPassword());
    terminal.out().println(new Custodian(name, keys.publicKey()));
    return DONE;
  }

  private int look(Arguments arguments) {
    CustodyFile file = file(arguments);
    Optional<Registry> registry =
        arguments.value("--rpc").map(rpc -> Registry.read(file.cluster(), url(rpc)));
    new Report(terminal.out()).file(file, registry);
    return DONE;
  }

  private int check(Arguments arguments) {
    CustodyFile file = file(arguments);
    CustodianKey key = key(arguments);
    CustodyEntry entry = key.entryIn(file);
    key.open(file).destroy();
    new Report(terminal.out())
        .line("share " + entry.index(), "of " + entry.custodian().name() + " opens, and is right");
    return DONE;
  }

  private int give(Arguments arguments) {
    CustodyFile file = file(arguments);
    NodeClient node = new NodeClient(url(arguments.required("--node")));
    URI rpc = url(arguments.required("--rpc"));
    CustodianKey key = key(arguments);
    Purpose purpose = arguments.has("--rehearse") ? Purpose.REHEARSE : Purpose.RECOVER;
    Giving giving =
        new Giving(
            file, key, node, Registry.read(file.cluster(), rpc), new Report(terminal.out()), clock);
    return giving.give(purpose, () -> arguments.has("--yes") || terminal.agrees()) ? DONE : REFUSED;
  }

  private CustodyFile file(Arguments arguments) {
    Path path = Path.of(arguments.word(1).orElseThrow(() -> new ToolException("FILE is needed")));
    try {
      if (Files.size(path) > CustodyFile.MAX_BYTES) {
        throw new ToolException(path + " is too long for a custody file");
      }
      return new CustodyFileReader(crypto).read(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new ToolException(path + " can't be read");
    }
  }

  private CustodianKey key(Arguments arguments) {
    KeyFile file = new KeyFile(Path.of(arguments.required("--key")), crypto);
    return new CustodianKey(file.read(terminal.password()), crypto);
  }

  private static URI url(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new ToolException("not a URL: " + text);
    }
  }

  /** How the tool talks to the custodian. */
  public interface Terminal {
    /** For what is asked for. */
    PrintStream out();

    /** For why it was not done. */
    PrintStream err();

    /** The password of the key file. */
    char[] password();

    /** A password for a new key file. */
    char[] newPassword();

    /** Whether the custodian agrees to what was shown. */
    boolean agrees();

    /** That of this process. */
    static Terminal ofProcess() {
      return new ProcessTerminal();
    }
  }
}
