package io.novakms.journal;

import io.novakms.store.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cleans segments, the oldest one first: what counts in it is appended again, and then the segment
 * goes. So a deletion is never gone before what it deleted. The release of the segment is appended
 * behind the copies, and behind all that replaced the rest, so that once it is on the disk, all of
 * these are.
 */
final class Compactor {
  private final SegmentFiles files;
  private final JournalWriter writer;
  private final ReentrantLock lock = new ReentrantLock();

  // All but the problem guarded by the lock.
  private Segment segment;
  private FrameReader reader;
  private long offset;
  private CompletableFuture<Void> releasing;
  private long releasingNumber;
  private volatile JournalException problem;

  Compactor(SegmentFiles files, JournalWriter writer) {
    this.files = files;
    this.writer = writer;
  }

  /** Why nothing is cleaned any more; empty where that goes on. */
  Optional<JournalException> problem() {
    return Optional.ofNullable(problem);
  }

  /** Cleans until {@code maxBytes} were read, or there is nothing more to do now. */
  void step(CurrentRecords current, long maxBytes) {
    if (problem != null || !lock.tryLock()) {
      return;
    }
    try {
      long left = maxBytes;
      while (left > 0 && finishRelease() && hasSegment(current)) {
        left -= next(current);
      }
    } catch (JournalException e) {
      // There is no room now, or the journal takes nothing any more. The segment stays.
    } catch (DamagedException e) {
      problem = JournalException.damaged(e);
    } catch (IOException e) {
      problem = JournalException.unreadable(e);
    } finally {
      lock.unlock();
    }
  }

  /** Deletes the segment whose release is on the disk; false while that is under way. */
  private boolean finishRelease() throws IOException {
    if (releasing == null) {
      return true;
    }
    if (!releasing.isDone() || releasing.isCompletedExceptionally()) {
      return false;
    }
    files.delete(releasingNumber);
    releasing = null;
    try {
      files.sync();
    } catch (IOException e) {
      writer.fail(e);
      throw e;
    }
    writer.released(releasingNumber);
    return true;
  }

  private boolean hasSegment(CurrentRecords current) throws IOException {
    if (segment == null) {
      long number = writer.toClean(current.journalBytes());
      if (number == 0) {
        return false;
      }
      segment = files.open(number);
      reader = new FrameReader(segment.file(), segment.codec(), segment.file().size());
      offset = SegmentHeader.BYTES;
    }
    return true;
  }

  /** Looks at the next frame, and says how long it is. */
  private long next(CurrentRecords current) throws IOException {
    Frame frame = reader.at(offset);
    if (frame == null) {
      throw new DamagedException(segment.name(), offset, "a record is damaged");
    }
    if (frame.kind().endsSegment()) {
      release();
    } else if (frame.kind() == FrameKind.ENTRY) {
      keepIfCurrent(frame, current);
    } else if (frame.kind() == FrameKind.LIFE) {
      writer.keepLife(segment.number());
    }
    offset = frame.end();
    return frame.end() - frame.offset();
  }

  private void keepIfCurrent(Frame frame, CurrentRecords current) throws IOException {
    byte[] plaintext = segment.codec().open(frame);
    Change change = JournalLoader.decode(segment, frame, plaintext);
    current.ifCurrent(
        change.app(), change.record(), () -> writer.append(FrameKind.ENTRY, plaintext, true));
  }

  private void release() throws IOException {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(segment.number()).array();
    releasing = writer.append(FrameKind.RELEASED, number, true);
    releasingNumber = segment.number();
    closeSegment();
  }

  /** Lets go of what it reads. */
  void stop() {
    lock.lock();
    try {
      closeSegment();
    } catch (IOException e) {
      // It was only read.
    } finally {
      lock.unlock();
    }
  }

  private void closeSegment() throws IOException {
    Segment read = segment;
    segment = null;
    if (read != null) {
      read.close();
    }
  }
}
