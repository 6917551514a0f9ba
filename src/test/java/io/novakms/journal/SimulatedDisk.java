package io.novakms.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * A disk in memory that is as bad as a disk may be, by seed. At a power failure it loses any part
 * of what was not synced, in any order, down to bytes within a sector. A sync that fails leaves
 * behind what can be read but is not on the disk, and never will be.
 */
final class SimulatedDisk implements Disk {
  private static final int SECTOR_BYTES = 64;

  /** The power went off in the middle of an operation; nothing can be done any more. */
  static final class PowerFailure extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** One change that was not synced. */
  private interface Change {
    void apply(Content content);
  }

  /** Bytes of a file. */
  private static final class Content {
    byte[] bytes = {};

    void resize(int length) {
      bytes = Arrays.copyOf(bytes, length);
    }

    void write(int position, byte[] source) {
      if (position + source.length > bytes.length) {
        resize(position + source.length);
      }
      System.arraycopy(source, 0, bytes, position, source.length);
    }
  }

  /** A file, under whatever name. */
  private static final class Inode {
    final Content seen = new Content();
    final Content durable = new Content();
    final List<Change> changes = new ArrayList<>();

    void change(Change change) {
      change.apply(seen);
      changes.add(change);
    }
  }

  /** A change of a name: to another file, or to none. */
  private record NameChange(String name, Inode inode) {
    void apply(TreeMap<String, Inode> names) {
      if (inode == null) {
        names.remove(name);
      } else {
        names.put(name, inode);
      }
    }
  }

  private final TreeMap<String, Inode> names = new TreeMap<>();
  private final TreeMap<String, Inode> durableNames = new TreeMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();
  private long capacity = Long.MAX_VALUE;
  private long operations;
  private long failureAt = Long.MAX_VALUE;
  private Random failing;
  private boolean power = true;
  private boolean locked;
  private int life;

  /** How many changes and syncs there were. */
  synchronized long operations() {
    return operations;
  }

  /** The power goes off at the operation that comes as the {@code number}-th from now on. */
  synchronized void powerFailsAt(long number) {
    failureAt = operations + number;
    failing = null;
  }

  /** That operation fails, and the disk goes on. */
  synchronized void failsAt(long number, Random outcome) {
    failureAt = operations + number;
    failing = outcome;
  }

  synchronized void capacity(long bytes) {
    capacity = bytes;
  }

  /** The process ended; the system goes on, with all that it has in memory. */
  synchronized void processEnds() {
    life++;
    locked = false;
    power = true;
    failureAt = Long.MAX_VALUE;
  }

  /** What the power failure left, and power again. */
  synchronized void powerFails(Random outcome) {
    processEnds();
    // Now and then all, or nothing, so that orders between files are met, too.
    double kept = new double[] {0, 0.5, 0.5, 0.9, 1}[outcome.nextInt(5)];
    for (NameChange change : nameChanges) {
      if (outcome.nextDouble() < kept) {
        change.apply(durableNames);
      }
    }
    nameChanges.clear();
    names.clear();
    names.putAll(durableNames);
    for (Inode inode : names.values()) {
      settle(inode, kept, outcome);
      inode.seen.bytes = inode.durable.bytes.clone();
    }
  }

  /** The bytes of a file, as they are on the disk; not to be changed. */
  synchronized byte[] content(String name) {
    return names.get(name).durable.bytes;
  }

  /** Puts other bytes into a file, and onto the disk. */
  synchronized void content(String name, byte[] bytes) {
    Inode inode = names.get(name);
    inode.changes.clear();
    inode.seen.bytes = bytes.clone();
    inode.durable.bytes = bytes.clone();
  }

  /** A disk with the same content. */
  synchronized SimulatedDisk copy() {
    SimulatedDisk copy = new SimulatedDisk();
    names.forEach(
        (name, inode) -> {
          Inode same = new Inode();
          same.seen.bytes = inode.seen.bytes.clone();
          same.durable.bytes = inode.seen.bytes.clone();
          copy.names.put(name, same);
          copy.durableNames.put(name, same);
        });
    return copy;
  }

  @Override
  public synchronized List<String> list() {
    requirePower();
    return List.copyOf(names.keySet());
  }

  @Override
  public synchronized DiskFile create(String name, long bytes) throws IOException {
    operate();
    long used = names.values().stream().mapToLong(inode -> inode.seen.bytes.length).sum();
    if (used + bytes > capacity) {
      throw new DiskFullException("full", null);
    }
    Inode inode = new Inode();
    inode.change(content -> content.resize((int) bytes));
    rename(new NameChange(name, inode));
    return new SimulatedFile(inode);
  }

  @Override
  public synchronized DiskFile open(String name) throws IOException {
    requirePower();
    if (!names.containsKey(name)) {
      throw new IOException("no such file");
    }
    return new SimulatedFile(names.get(name));
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    operate();
    Inode inode = names.get(from);
    rename(new NameChange(from, null));
    rename(new NameChange(to, inode));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    operate();
    rename(new NameChange(name, null));
  }

  @Override
  public synchronized void sync() throws IOException {
    operate();
    nameChanges.forEach(change -> change.apply(durableNames));
    nameChanges.clear();
  }

  @Override
  public synchronized Optional<Closeable> lock(String name) {
    requirePower();
    if (locked) {
      return Optional.empty();
    }
    locked = true;
    int mine = life;
    return Optional.of(() -> locked &= life != mine);
  }

  private void rename(NameChange change) {
    change.apply(names);
    nameChanges.add(change);
  }

  private void requirePower() {
    if (!power) {
      throw new PowerFailure();
    }
  }

  /** Counts an operation, which may be the one that fails. */
  private void operate() throws IOException {
    requirePower();
    if (++operations == failureAt) {
      if (failing != null) {
        throw new IOException("the disk failed");
      }
      power = false;
      throw new PowerFailure();
    }
  }

  /** Lets a part of what was not synced come to the disk, and forgets the rest. */
  private static void settle(Inode inode, double kept, Random outcome) {
    for (Change change : inode.changes) {
      if (outcome.nextDouble() < kept) {
        change.apply(inode.durable);
      }
    }
    inode.changes.clear();
  }

  /** A handle, which ends with its process. */
  private final class SimulatedFile implements DiskFile {
    private final Inode inode;
    private final int mine = life;

    SimulatedFile(Inode inode) {
      this.inode = inode;
    }

    @Override
    public long size() throws IOException {
      synchronized (SimulatedDisk.this) {
        requireLife();
        return inode.seen.bytes.length;
      }
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireLife();
        int there = (int) Math.max(0, Math.min(length, inode.seen.bytes.length - position));
        System.arraycopy(inode.seen.bytes, (int) position, target, offset, there);
        return there;
      }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireLife();
        // The power may fail in the middle: then a part of it may be there, as of all others.
        try {
          operate();
        } finally {
          writeSectors(position, Arrays.copyOfRange(source, offset, offset + length));
        }
      }
    }

    private void writeSectors(long position, byte[] bytes) {
      int from = 0;
      while (from < bytes.length) {
        int at = (int) position + from;
        // Sectors, and now and then a piece of one.
        int piece = at % 7 == 0 ? 8 : SECTOR_BYTES - at % SECTOR_BYTES;
        byte[] sector = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + piece));
        inode.change(content -> content.write(at, sector));
        from += piece;
      }
    }

    @Override
    public void truncate(long bytes) throws IOException {
      synchronized (SimulatedDisk.this) {
        requireLife();
        operate();
        inode.change(content -> content.resize((int) bytes));
      }
    }

    @Override
    public void sync() throws IOException {
      synchronized (SimulatedDisk.this) {
        requireLife();
        try {
          operate();
        } catch (IOException e) {
          settle(inode, 0.5, failing);
          throw e;
        }
        settle(inode, 1, new Random(0));
      }
    }

    @Override
    public void close() {
      // Nothing is kept open.
    }

    private void requireLife() throws IOException {
      requirePower();
      if (mine != life) {
        throw new IOException("a handle of a process that ended");
      }
    }
  }
}
