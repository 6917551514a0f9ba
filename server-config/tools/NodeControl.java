import java.io.Console;
import java.io.IOException;
import java.rmi.UnmarshalException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.LogManager;
import javax.management.AttributeNotFoundException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.JMRuntimeException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import javax.security.sasl.SaslException;

/**
 * Shows and steers a node of the Nova KMS from a shell, through the server's JMX. Runs from its
 * source:
 *
 * <pre>
 * java NodeControl.java --url localhost:8686 --user admin status
 * java -cp $WILDFLY_HOME/bin/client/jboss-cli-client.jar NodeControl.java \
 *   --url remote+http://localhost:9990 --user admin drain 60
 * </pre>
 *
 * <p>The password comes from the environment ({@code KMS_JMX_PASSWORD}) or is asked for; it is
 * never an argument, as others on the machine could read it there. Exit status: 0 where it is done
 * ({@code status}: where the node serves), 1 where it is not, 2 where it could not be asked.
 */
public final class NodeControl {
  private static final String PASSWORD = "KMS_JMX_PASSWORD";
  private static final int DEFAULT_DRAIN_SECONDS = 60;

  private static final String USAGE =
      """
      usage: java NodeControl.java --url URL [--user USER] COMMAND
        URL       HOST:PORT (RMI), remote+http://HOST:PORT (WildFly), or service:jmx:...
        COMMAND   status            show the node; exit status 0 where it serves, else 1
                  tick              start a tick at once
                  push              push all pending changes to all nodes
                  pull WALLET       take everything that another node has
                  backup            write all that the node stores to a file in KMS_DATA_DIR
                  restore FILE      merge such a file; what is newer stays
                  lost WALLET,...   say that what these members held is lost (awaited: all that
                                    the node waits for), so that it waits for them no more
                  drain [SECONDS]   close the gate for apps, and push all pending changes (60)
                  resume            open the gate again
      The password of USER is read from KMS_JMX_PASSWORD, or asked for.
      WildFly: java -cp $WILDFLY_HOME/bin/client/jboss-cli-client.jar NodeControl.java ...""";

  private final MBeanServerConnection server;
  private final ObjectName node;

  private NodeControl(MBeanServerConnection server, ObjectName node) {
    this.server = server;
    this.node = node;
  }

  private record Arguments(String url, String user, List<String> command) {}

  public static void main(String[] args) {
    // WildFly's client library would tell of its parts and their versions.
    LogManager.getLogManager().reset();
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(run(args));
  }

  private static int run(String[] args) {
    Arguments arguments;
    Map<String, ?> credentials;
    try {
      arguments = parse(args);
      credentials = credentials(arguments.user());
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + System.lineSeparator() + USAGE);
      return 2;
    }
    try (JMXConnector connector =
        JMXConnectorFactory.connect(serviceUrl(arguments.url()), credentials)) {
      ObjectName name = new ObjectName("io.novakms:type=Node");
      return new NodeControl(connector.getMBeanServerConnection(), name).run(arguments.command());
    } catch (SecurityException | UnmarshalException | SaslException e) {
      // Payara Server refuses with an exception that can't be sent, so that another one comes.
      return failed("refused: user or password are wrong, or the user may only read");
    } catch (InstanceNotFoundException e) {
      return failed("the server has no io.novakms:type=Node: is the application deployed?");
    } catch (RuntimeMBeanException e) {
      return failed(e.getTargetException().getMessage());
    } catch (JMRuntimeException e) {
      // WildFly's word for a user who may only read.
      return failed("refused: the user may only read (" + e.getMessage() + ")");
    } catch (IOException | JMException e) {
      return failed(arguments.url() + ": " + e);
    }
  }

  private static int failed(String why) {
    System.err.println(why);
    return 2;
  }

  private static Arguments parse(String[] args) {
    String url = null;
    String user = null;
    List<String> command = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--url" -> url = value(args, ++i);
        case "--user" -> user = value(args, ++i);
        default -> command.add(args[i]);
      }
    }
    if (url == null || command.isEmpty()) {
      throw new IllegalArgumentException("--url and a command are needed");
    }
    boolean hasParameter = List.of("pull", "restore", "lost", "drain").contains(command.get(0));
    if (command.size() > (hasParameter ? 2 : 1)) {
      throw new IllegalArgumentException("too many arguments: " + String.join(" ", command));
    }
    return new Arguments(url, user, command);
  }

  private static String value(String[] args, int index) {
    if (index >= args.length) {
      throw new IllegalArgumentException(args[index - 1] + " needs a value");
    }
    return args[index];
  }

  private static JMXServiceURL serviceUrl(String url) throws IOException {
    if (url.startsWith("service:")) {
      return new JMXServiceURL(url);
    }
    return new JMXServiceURL(
        url.contains("://")
            ? "service:jmx:" + url
            : "service:jmx:rmi:///jndi/rmi://" + url + "/jmxrmi");
  }

  private static Map<String, ?> credentials(String user) {
    if (user == null) {
      return Map.of();
    }
    String password = System.getenv(PASSWORD);
    Console console = System.console();
    if (password == null && console != null) {
      char[] typed = console.readPassword("password of %s: ", user);
      password = typed == null ? null : new String(typed);
    }
    if (password == null) {
      throw new IllegalArgumentException("there is no " + PASSWORD + ", and no terminal to ask at");
    }
    return Map.of(JMXConnector.CREDENTIALS, new String[] {user, password});
  }

  private int run(List<String> command) throws JMException, IOException {
    String parameter = command.size() > 1 ? command.get(1) : null;
    switch (command.get(0)) {
      case "status":
        return status();
      case "tick":
        boolean started = (Boolean) invoke("tickNow");
        System.out.println(started ? "a tick was started" : "a tick is running already");
        return 0;
      case "push":
        return delivery((CompositeData) invoke("pushNow"));
      case "pull":
        return pull(parameter);
      case "backup":
        CompositeData written = (CompositeData) invoke("backup");
        System.out.printf(
            "%s: %s records, %s bytes%n",
            written.get("file"), written.get("records"), written.get("bytes"));
        return 0;
      case "restore":
        return restore(parameter);
      case "lost":
        return lost(parameter);
      case "drain":
        return drain(parameter);
      case "resume":
        boolean open = (Boolean) invoke("resume");
        System.out.println(open ? "the gate is open" : "not drained any more; closed: " + closed());
        return open ? 0 : 1;
      default:
        return failed("there is no command " + command.get(0) + System.lineSeparator() + USAGE);
    }
  }

  private int drain(String seconds) throws JMException, IOException {
    int time;
    try {
      time = seconds == null ? DEFAULT_DRAIN_SECONDS : Integer.parseInt(seconds);
    } catch (NumberFormatException e) {
      return failed("SECONDS is a number");
    }
    int exit = delivery((CompositeData) invoke("drain", time, "int"));
    System.out.println("the gate is closed until resume, or a restart");
    return exit;
  }

  private int pull(String wallet) throws JMException, IOException {
    if (wallet == null) {
      return failed("pull needs the wallet of a node");
    }
    CompositeData pull = (CompositeData) invoke("pullSnapshot", wallet, "java.lang.String");
    System.out.printf(
        "%s: %s records came, %s changed something, %s were rejected%n",
        pull.get("detail"), pull.get("records"), pull.get("merged"), pull.get("rejected"));
    return (Boolean) pull.get("complete") ? 0 : 1;
  }

  private int lost(String wallets) throws JMException, IOException {
    if (wallets == null) {
      return failed("lost needs wallets of members with commas, or 'awaited'");
    }
    String[] still = (String[]) invoke("declareLost", wallets, "java.lang.String");
    System.out.println("the node " + awaited(still));
    return still.length == 0 ? 0 : 1;
  }

  private static String awaited(String[] members) {
    return members.length == 0 ? "waits for no member" : "waits for " + String.join(", ", members);
  }

  private int restore(String file) throws JMException, IOException {
    if (file == null) {
      return failed("restore needs the name of a backup in KMS_DATA_DIR");
    }
    CompositeData restored = (CompositeData) invoke("restore", file, "java.lang.String");
    System.out.printf(
        "%s records, of which %s changed something%n",
        restored.get("records"), restored.get("changed"));
    return 0;
  }

  private int delivery(CompositeData delivery) {
    System.out.println(delivery.get("summary"));
    Arrays.stream((String[]) delivery.get("lacking"))
        .forEach(peer -> System.out.println("  " + peer));
    return (Boolean) delivery.get("complete") ? 0 : 1;
  }

  private int status() throws JMException, IOException {
    boolean serving = (Boolean) get("Serving");
    line("gate", serving ? "open, lease " + get("LeaseLeftSeconds") + " s" : "closed: " + closed());
    line("since", get("Since"));
    line("wallet", get("Wallet"));
    line("url", get("Url"));
    line("version", get("Version"));
    line("secret", get("SecretState"));
    line("chain", "block " + get("ChainBlock") + ", read " + get("ChainReadAgeSeconds") + " s ago");
    CompositeData store = (CompositeData) get("Store");
    line(
        "store",
        store.get("keys")
            + " values of "
            + store.get("namespaces")
            + " apps, "
            + store.get("bytes")
            + " bytes");
    boolean vouching = Boolean.TRUE.equals(get("Vouching"));
    String[] waiting = (String[]) get("AwaitedMembers");
    line("absence", vouching ? "vouches" : "does not vouch, " + awaited(waiting));
    journal((CompositeData) get("Journal"));
    tick((CompositeData) get("LastTick"));
    peers((CompositeData[]) get("Peers"));
    for (String rejected : (String[]) get("RejectedInstances")) {
      line("no peer", rejected);
    }
    return serving ? 0 : 1;
  }

  private static void journal(CompositeData journal) {
    line(
        "journal",
        journal.get("state")
            + (journal.get("bytes") == null ? "" : ", " + journal.get("bytes") + " bytes")
            + (journal.get("problem") == null ? "" : ": " + journal.get("problem")));
  }

  private static void tick(CompositeData tick) {
    if (tick == null) {
      line("tick", "none yet");
      return;
    }
    line("tick", tick.get("number") + " at " + tick.get("startedAt"));
    for (CompositeData step : (CompositeData[]) tick.get("steps")) {
      System.out.printf(
          "  %-14s %-8s %6s ms  %s%n",
          step.get("step"), step.get("outcome"), step.get("millis"), step.get("detail"));
    }
  }

  private static void peers(CompositeData[] peers) {
    line("peers", peers.length);
    for (CompositeData peer : peers) {
      Function<String, Object> or = name -> peer.get(name) == null ? "-" : peer.get(name);
      System.out.printf(
          "  %s  %-12s lag %-6s %s  %s%n",
          or.apply("wallet"),
          or.apply("connection"),
          or.apply("lag"),
          or.apply("url"),
          peer.get("failure") == null ? "" : peer.get("failure"));
    }
  }

  private String closed() throws JMException, IOException {
    return get("Reason") + " (" + get("ReasonDetail") + ")";
  }

  private static void line(String name, Object value) {
    System.out.printf("%-8s %s%n", name, value);
  }

  private Object get(String attribute) throws JMException, IOException {
    try {
      return server.getAttribute(node, attribute);
    } catch (AttributeNotFoundException e) {
      return null;
    }
  }

  private Object invoke(String operation) throws JMException, IOException {
    return server.invoke(node, operation, new Object[0], new String[0]);
  }

  private Object invoke(String operation, Object parameter, String type)
      throws JMException, IOException {
    return server.invoke(node, operation, new Object[] {parameter}, new String[] {type});
  }
}
