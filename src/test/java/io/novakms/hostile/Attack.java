package io.novakms.hostile;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connections that are kept in a bad way until the attack is closed. All of them are there, and
 * have said what they say at first, when it starts; one that the server ends is made anew within
 * the second.
 */
public final class Attack implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<HostileConnection> connections = new ArrayList<>();
  private final Opening opening;
  private final Step eachSecond;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread;

  /** Makes a connection, and says what it says at first. */
  @FunctionalInterface
  interface Opening {
    HostileConnection open() throws IOException;
  }

  /** What is done to a connection. */
  @FunctionalInterface
  interface Step {
    void on(HostileConnection connection) throws IOException;
  }

  private Attack(Opening opening, Step eachSecond) {
    this.opening = opening;
    this.eachSecond = eachSecond;
    this.thread = new Thread(this::goOn, "hostile");
    thread.setDaemon(true);
  }

  /** Starts an attack of {@code count} connections. */
  static Attack of(int count, Opening opening, Step eachSecond) {
    Attack attack = new Attack(opening, eachSecond);
    try {
      for (int i = 0; i < count; i++) {
        attack.connections.add(opening.open());
      }
    } catch (IOException e) {
      attack.connections.forEach(HostileConnection::close);
      throw new AssertionError("the attack did not come about", e);
    }
    attack.thread.start();
    return attack;
  }

  private void goOn() {
    try {
      while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        for (int i = 0; i < connections.size() && end.getCount() > 0; i++) {
          goOn(i);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void goOn(int index) {
    try {
      eachSecond.on(connections.get(index));
    } catch (IOException ended) {
      connections.get(index).close();
      try {
        connections.set(index, opening.open());
      } catch (IOException e) {
        // The server takes no more of them now: that is what it should do.
        return;
      }
    }
  }

  /** Whether it goes on. */
  public boolean isUnderWay() {
    return thread.isAlive();
  }

  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connections.forEach(HostileConnection::close);
  }
}
