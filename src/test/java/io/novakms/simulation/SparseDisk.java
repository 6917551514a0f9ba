package io.novakms.simulation;

import io.novakms.journal.Disk;
import io.novakms.journal.DiskFile;
import io.novakms.journal.DiskFullException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The disk of a machine: it outlives processes, and loses any part of what was not synced where the
 * power fails, in pieces of a sector. It may be full, or fail, for a while. Pages that were never
 * written take no memory.
 */
final class SparseDisk implements Disk {
  private static final int PAGE = 4096;
  private static final int SECTOR = 512;

  private final Chance chance;
  private final Map<String, File> names = new TreeMap<>();
  private Map<String, File> durableNames = new TreeMap<>();
  private int life;
  private boolean locked;
  private boolean full;
  private double failing;

  SparseDisk(Chance chance) {
    this.chance = chance;
  }

  /** What is in a file: what processes see, and what is on the disk. */
  private static final class File {
    final Map<Long, byte[]> seen = new HashMap<>();
    final Map<Long, byte[]> durable = new HashMap<>();
    final Map<Long, Boolean> dirty = new TreeMap<>();
    long length;
    long durableLength;
  }

  /** Has no room for new files, or has it again. */
  void setFull(boolean isFull) {
    full = isFull;
  }

  /** Lets each change fail with this probability. */
  void setFailing(double probability) {
    failing = probability;
  }

  /** Whether changes fail now. */
  boolean isFailing() {
    return failing > 0;
  }

  /** The process ended; the system goes on. */
  void processEnds() {
    life++;
    locked = false;
  }

  /** The machine lost its power, and any part of what was not synced. */
  void powerFails() {
    processEnds();
    if (chance.once(0.5)) {
      durableNames = new TreeMap<>(names);
    }
    names.clear();
    names.putAll(durableNames);
    names.values().forEach(this::settle);
  }

  private void settle(File file) {
    double kept = chance.oneOf(List.of(0.0, 0.5, 0.9, 1.0));
    file.dirty
        .keySet()
        .forEach(
            page -> {
              byte[] old = file.durable.getOrDefault(page, new byte[PAGE]);
              byte[] next = file.seen.getOrDefault(page, new byte[PAGE]);
              byte[] torn = old.clone();
              for (int at = 0; at < PAGE; at += SECTOR) {
                if (chance.once(kept)) {
                  System.arraycopy(next, at, torn, at, SECTOR);
                }
              }
              file.durable.put(page, torn);
            });
    file.dirty.clear();
    file.seen.clear();
    file.durable.forEach((page, bytes) -> file.seen.put(page, bytes.clone()));
    file.durableLength = chance.once(kept) ? file.length : file.durableLength;
    file.length = file.durableLength;
  }

  private void change() throws IOException {
    if (chance.once(failing)) {
      throw new IOException("the disk failed");
    }
  }

  @Override
  public List<String> list() {
    return List.copyOf(names.keySet());
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    change();
    if (full) {
      throw new DiskFullException("full", null);
    }
    File file = new File();
    file.length = bytes;
    names.put(name, file);
    return new Handle(file);
  }

  @Override
  public DiskFile open(String name) throws IOException {
    if (!names.containsKey(name)) {
      throw new IOException("no such file");
    }
    return new Handle(names.get(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    change();
    names.put(to, names.remove(from));
  }

  @Override
  public void delete(String name) throws IOException {
    change();
    names.remove(name);
  }

  @Override
  public void sync() throws IOException {
    change();
    durableNames = new TreeMap<>(names);
  }

  @Override
  public Optional<Closeable> lock(String name) {
    if (locked) {
      return Optional.empty();
    }
    locked = true;
    int mine = life;
    return Optional.of(() -> locked &= life != mine);
  }

  /** An open file, for as long as its process lives. */
  private final class Handle implements DiskFile {
    private final File file;
    private final int mine = life;

    Handle(File file) {
      this.file = file;
    }

    private void requireLife() throws IOException {
      if (mine != life) {
        throw new IOException("a handle of a process that ended");
      }
    }

    @Override
    public long size() throws IOException {
      requireLife();
      return file.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) throws IOException {
      requireLife();
      int there = (int) Math.max(0, Math.min(length, file.length - position));
      int done = 0;
      while (done < there) {
        long at = position + done;
        int within = (int) (at % PAGE);
        int piece = Math.min(there - done, PAGE - within);
        byte[] page = file.seen.get(at / PAGE);
        if (page == null) {
          Arrays.fill(target, offset + done, offset + done + piece, (byte) 0);
        } else {
          System.arraycopy(page, within, target, offset + done, piece);
        }
        done += piece;
      }
      return there;
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
      requireLife();
      change();
      int done = 0;
      while (done < length) {
        long at = position + done;
        int within = (int) (at % PAGE);
        int piece = Math.min(length - done, PAGE - within);
        byte[] page = file.seen.computeIfAbsent(at / PAGE, number -> new byte[PAGE]);
        System.arraycopy(source, offset + done, page, within, piece);
        file.dirty.put(at / PAGE, true);
        done += piece;
      }
      file.length = Math.max(file.length, position + length);
    }

    @Override
    public void truncate(long bytes) throws IOException {
      requireLife();
      change();
      file.length = bytes;
      for (Long page : new ArrayList<>(file.seen.keySet())) {
        if (page * PAGE >= bytes) {
          file.seen.remove(page);
          file.dirty.put(page, true);
        } else if ((page + 1) * PAGE > bytes) {
          Arrays.fill(file.seen.get(page), (int) (bytes % PAGE), PAGE, (byte) 0);
          file.dirty.put(page, true);
        }
      }
    }

    @Override
    public void sync() throws IOException {
      requireLife();
      change();
      for (Long page : file.dirty.keySet()) {
        byte[] bytes = file.seen.get(page);
        if (bytes == null) {
          file.durable.remove(page);
        } else {
          file.durable.put(page, bytes.clone());
        }
      }
      file.dirty.clear();
      file.durableLength = file.length;
    }

    @Override
    public void close() {
      // Nothing is kept open.
    }
  }
}
