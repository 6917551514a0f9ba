package io.novakms.custodian;

import java.io.Console;
import java.io.PrintStream;
import java.util.Arrays;

/** The terminal that the process was started from. */
final class ProcessTerminal implements CustodianTool.Terminal {
  private static final String PASSWORD = "KMS_CUSTODIAN_PASSWORD";

  @Override
  public PrintStream out() {
    return System.out;
  }

  @Override
  public PrintStream err() {
    return System.err;
  }

  @Override
  public char[] password() {
    String set = System.getenv(PASSWORD);
    return set != null ? set.toCharArray() : typed("password of the key: ");
  }

  @Override
  public char[] newPassword() {
    String set = System.getenv(PASSWORD);
    if (set != null) {
      return set.toCharArray();
    }
    char[] first = typed("password for the new key: ");
    if (!Arrays.equals(first, typed("the same again: "))) {
      throw new ToolException("these were two different passwords");
    }
    return first;
  }

  @Override
  public boolean agrees() {
    Console console = System.console();
    String answer = console == null ? null : console.readLine("Give the share? Type yes: ");
    return "yes".equals(answer);
  }

  private static char[] typed(String prompt) {
    Console console = System.console();
    char[] typed = console == null ? null : console.readPassword(prompt);
    if (typed == null) {
      throw new ToolException("there is no " + PASSWORD + ", and no terminal to ask at");
    }
    return typed;
  }
}
